/**
 * Anomaly: more money goes back to a customer than came from him. The refunds of a payment, those that were asked for and have
 * not failed, never add up to more than its amount, at no moment in the order of the store; only a completed payment
 * is refunded; and at the provider no more is given back than was charged, whatever the system believes.
 */
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { numberOf, textOf } from './view/message.ts';
import { type PaymentView, paymentsOf } from './view/payment.ts';
import { type StoredEvent, viewOf } from './view/view.ts';

export const refundsWithinPayment: Property = {
  name: 'refunds-within-payment',
  claim: 'Refunds of a payment never add up to more than what was settled, in the books and at the provider.',
  check: (history) => firstOf(anomalies(history)),
};

const refundEvents = new Set(['RefundRequested', 'RefundCompleted', 'RefundFailed']);

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const payments = new Map(paymentsOf(history).map((payment) => [payment.paymentId, payment]));
  const events = viewOf(history).stored.filter(({ eventType }) => refundEvents.has(eventType));
  for (const [paymentId, story] of Map.groupBy(events, (event) => textOf(event, 'payment_id'))) {
    yield* tooMuchAskedFor(payments.get(paymentId), paymentId, story);
  }
  yield* tooMuchGivenBack(history);
}

function* tooMuchAskedFor(
  payment: PaymentView | undefined,
  paymentId: string,
  story: readonly StoredEvent[],
): Generator<Verdict> {
  if (payment?.status !== 'COMPLETED') {
    yield violated(`payment ${paymentId} is ${payment?.status ?? 'not known'} and has refunds`, ...story);
    return;
  }
  const open = new Map<string, number>();
  for (const event of story) {
    const refundId = textOf(event, 'refund_id');
    if (event.eventType === 'RefundFailed') open.delete(refundId);
    else open.set(refundId, numberOf(event, 'amount'));
    const sum = [...open.values()].reduce((total, amount) => total + amount, 0);
    if (sum <= payment.amount) continue;
    yield violated(`${sum} of payment ${paymentId}, which is for ${payment.amount}, is to be refunded`, ...story);
    return;
  }
}

function* tooMuchGivenBack({ ledgers }: PaymentHistory): Generator<Verdict> {
  for (const { provider, charges, refunds } of ledgers) {
    const succeeded = refunds.filter(({ state }) => state === 'succeeded');
    for (const [chargeId, given] of Map.groupBy(succeeded, (refund) => refund.chargeId)) {
      const charge = charges.find((one) => one.chargeId === chargeId);
      const charged = charge?.state === 'confirmed' ? charge.amount : 0;
      const sum = given.reduce((total, { amount }) => total + amount, 0);
      if (sum <= charged) continue;
      yield violated(`${provider} gave back ${sum} of charge ${chargeId}, which moved ${charged}`, ...given);
    }
  }
}
