/**
 * Anomaly: a customer pays twice. Over all providers, and with charges that landed although nobody was told, at most
 * one charge of a payment has moved money, and it moved what the payment is for. Judged by the providers' own books;
 * what the gateway believes plays no part. A surplus that landed late may be there for a while: what counts is what is left when
 * everything has come to rest, voids taken off.
 */
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { confirmedCharges, paymentsOf } from './view/payment.ts';

export const oneChargePerPayment: Property = {
  name: 'one-charge-per-payment',
  claim: 'Net, a payment is charged at most once, over all providers, and for its own amount.',
  check: (history) => firstOf(anomalies(history)),
};

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const payments = new Map(paymentsOf(history).map((payment) => [payment.paymentId, payment]));
  const charges = Map.groupBy(confirmedCharges(history), ({ paymentId }) => paymentId);
  for (const [paymentId, confirmed] of charges) {
    if (confirmed.length > 1 && history.end.kind === 'quiescent') {
      const where = confirmed.map(({ provider }) => provider).join(' and ');
      yield violated(`payment ${paymentId} was charged ${confirmed.length} times, at ${where}`, ...confirmed);
    }
    const payment = payments.get(paymentId);
    for (const charge of confirmed) {
      if (payment?.amount === charge.amount && payment.currency === charge.currency) continue;
      const ordered = payment === undefined ? 'is not known' : `is for ${payment.amount} ${payment.currency}`;
      yield violated(
        `${charge.amount} ${charge.currency} was charged for payment ${paymentId}, which ${ordered}`,
        charge,
      );
    }
  }
}
