/**
 * Anomaly: a payment and the saga that leads it tell different stories. Each payment has one saga, and when everything has come to rest both
 * have ended in the same way. A saga that believes in a failure while the payment is completed would undo what must not be undone, the
 * next time that somebody looks after it.
 */
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { textOf } from './view/message.ts';
import { paymentsOf } from './view/payment.ts';
import { viewOf } from './view/view.ts';

export const paymentAndSagaAgree: Property = {
  name: 'payment-and-saga-agree',
  claim: 'Each payment has one saga, and both end in the same way.',
  check: (history) => firstOf(anomalies(history)),
};

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  if (history.end.kind !== 'quiescent') return;
  const started = viewOf(history).storedOf('SagaStarted');
  const sagas = Map.groupBy(started, (event) => textOf(event, 'payment_id'));
  // The last of each, as they are in the order of the commits.
  const states = new Map(history.sagaStates.map(({ id, to }) => [id, to]));
  for (const { paymentId, status } of paymentsOf(history)) {
    const [saga, ...more] = sagas.get(paymentId) ?? [];
    if (saga === undefined) yield violated(`payment ${paymentId} is ${status} and has no saga`, { paymentId, status });
    else if (more.length > 0) yield violated(`payment ${paymentId} has ${more.length + 1} sagas`, saga, ...more);
    else {
      const state = states.get(textOf(saga, 'saga_id')) ?? 'nowhere';
      if (state === status) continue;
      yield violated(`payment ${paymentId} is ${status}, and its saga is ${state}`, saga, { paymentId, status });
    }
  }
}
