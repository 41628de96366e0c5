/**
 * Anomaly: a client's wish to cancel a payment was accepted, and gets lost: the payment is completed as if nobody had asked. A cancel may come
 * too late, because the provider was asked to confirm before it could be stopped; but then somebody has looked at it. Either the saga has told
 * the gateway to stop, or it has put on record that it no longer could, or the message was put aside as a dead letter.
 */
import type { HttpExchange, PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { textOf } from './view/message.ts';
import { paymentsOf } from './view/payment.ts';
import { viewOf } from './view/view.ts';

export const cancelTakesEffect: Property = {
  name: 'cancel-takes-effect',
  claim: 'A cancel that was accepted stops the payment, or is seen to have come too late.',
  check: (history) => (history.end.kind === 'quiescent' ? firstOf(anomalies(history)) : firstOf([])),
};

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const accepted = new Map(
    history.exchanges.filter(isAcceptedCancel).map((exchange) => [paymentOf(exchange), exchange]),
  );
  if (accepted.size === 0) return;
  const seen = lookedAt(history);
  for (const { paymentId, status } of paymentsOf(history)) {
    const exchange = accepted.get(paymentId);
    if (exchange === undefined || status !== 'COMPLETED' || seen.has(paymentId)) continue;
    yield violated(
      `a client was told that the cancellation of payment ${paymentId} is accepted; it is ${status}, and nobody has looked at the cancel`,
      exchange,
    );
  }
}

/** Payments whose cancel has left a trace. */
function lookedAt(history: PaymentHistory): ReadonlySet<string> {
  const view = viewOf(history);
  const stopped = view.outbox.filter(({ eventType }) => eventType === 'CancelWithGateway');
  const wishes = view.outbox.filter(({ eventType }) => eventType === 'CancelPaymentSaga');
  const refused = new Set(
    [...view.rows('saga.errors'), ...view.rows('saga.dead_letters')].map(
      (row) => row['event_id'] ?? row['dead_letter_id'],
    ),
  );
  return new Set(
    [...stopped, ...wishes.filter(({ eventId }) => refused.has(eventId))].map((one) => textOf(one, 'payment_id')),
  );
}

function isAcceptedCancel({ purpose, answer }: HttpExchange): boolean {
  return purpose === 'cancel' && answer !== undefined && answer.status >= 200 && answer.status < 300;
}

/** `/api/v1/payments/ID/cancel` */
function paymentOf({ path }: HttpExchange): string {
  return path.split('/')[4] ?? '';
}
