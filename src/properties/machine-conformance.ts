/**
 * Anomaly: a payment or a saga goes from one state to another on a way that its machine does not have, or begins in
 * a state that cannot be the first. The rows are watched from outside after every commit; one commit may take several
 * steps at once, so a change conforms when the machine has a path.
 */
import type { PaymentHistory, StateObservation } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import { PAYMENT_STATES, paymentTransitions } from '../system/payment/machine.ts';
import { SAGA_STATES, sagaTransitions } from '../system/saga/machine.ts';
import type { Property } from './property.ts';
import { type Reachable, reachability } from './view/transitions.ts';

export const machineConformance: Property = {
  name: 'machine-conformance',
  claim: 'Payments and sagas change state only as their machines allow.',
  check: (history) => firstOf(anomalies(history)),
};

const paymentLeads = reachability(paymentTransitions());
const sagaLeads = reachability(sagaTransitions());

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  yield* outside('payment', history.paymentStates, PAYMENT_STATES[0], paymentLeads);
  yield* outside('saga', history.sagaStates, SAGA_STATES[0], sagaLeads);
}

function* outside(
  what: string,
  seen: readonly StateObservation[],
  initial: string,
  leads: Reachable,
): Generator<Verdict> {
  for (const change of seen) {
    const from = change.from ?? initial;
    if (change.from === undefined && change.to === initial) continue;
    if (leads(from, change.to)) continue;
    const way = change.from === undefined ? `began in ${change.to}` : `went from ${from} to ${change.to}`;
    yield violated(`${what} ${change.id} ${way}, which its machine does not allow`, change);
  }
}
