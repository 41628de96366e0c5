/**
 * Anomaly: something that had ended goes on. A payment that was completed, failed or cancelled stays so, and so does
 * its saga; a late answer of a provider, a duplicate, or a zombie that still holds an old state must not move it.
 */
import type { PaymentHistory, StateObservation } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { textOf } from './view/message.ts';
import { terminalPaymentStates } from './view/payment.ts';
import { viewOf } from './view/view.ts';

export const terminalAbsorbing: Property = {
  name: 'terminal-absorbing',
  claim: 'A payment or saga that has ended stays as it is.',
  check: (history) => firstOf(anomalies(history)),
};

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  yield* revived('payment', history.paymentStates);
  yield* revived('saga', history.sagaStates);
  yield* twoEnds(history);
}

function* revived(what: string, seen: readonly StateObservation[]): Generator<Verdict> {
  const ended = new Map<string, StateObservation>();
  for (const change of seen) {
    const end = ended.get(change.id);
    if (end !== undefined)
      yield violated(`${what} ${change.id} had ended as ${end.to} and went to ${change.to}`, end, change);
    if (terminalPaymentStates.has(change.to)) ended.set(change.id, change);
  }
}

/** The rows may be watched too rarely; the events are not. */
function* twoEnds(history: PaymentHistory): Generator<Verdict> {
  const ends = viewOf(history).storedOf('PaymentCompleted', 'PaymentFailed', 'PaymentCancelled');
  for (const [paymentId, events] of Map.groupBy(ends, (event) => textOf(event, 'payment_id'))) {
    if (events.length < 2) continue;
    const story = events.map(({ eventType }) => eventType).join(' and ');
    yield violated(`payment ${paymentId} ended ${events.length} times: ${story}`, ...events);
  }
}
