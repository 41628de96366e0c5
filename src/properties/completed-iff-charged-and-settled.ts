/**
 * Anomaly: the outcome that people are told and where the money went do not agree. A completed payment was charged
 * once and its hold was settled; a payment that failed or was cancelled was not charged, and nothing of it is kept,
 * neither locked nor taken. Judged when everything has come to rest.
 */
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { textOf } from './view/message.ts';
import { type PaymentView, paymentsOf } from './view/payment.ts';
import { type StoredEvent, viewOf } from './view/view.ts';

export const completedIffChargedAndSettled: Property = {
  name: 'completed-iff-charged-and-settled',
  claim: 'A payment is completed exactly when it was charged and settled; otherwise nothing was charged or kept.',
  check: (history) => firstOf(anomalies(history)),
};

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  if (history.end.kind !== 'quiescent') return;
  const movements = Map.groupBy(
    viewOf(history).storedOf('WalletDeducted', 'WalletSettled', 'WalletRefunded'),
    (event) => textOf(event, 'payment_id'),
  );
  for (const payment of paymentsOf(history)) {
    const problem = problemOf(payment, movements.get(payment.paymentId) ?? []);
    if (problem === undefined) continue;
    yield violated(
      `payment ${payment.paymentId} is ${payment.status}, but ${problem}`,
      payment,
      ...(movements.get(payment.paymentId) ?? []).map(({ eventType, data }) => ({ eventType, data })),
    );
  }
}

function problemOf(payment: PaymentView, movements: readonly StoredEvent[]): string | undefined {
  const kinds = new Set(movements.map(({ eventType }) => eventType));
  if (payment.status === 'COMPLETED') {
    if (payment.confirmed.length === 0) return 'nobody was charged';
    if (payment.walletId !== '' && !kinds.has('WalletSettled')) return 'its hold was not settled';
    return undefined;
  }
  if (payment.status !== 'FAILED' && payment.status !== 'CANCELLED') return undefined;
  if (payment.confirmed.length > 0) return 'it was charged';
  if (kinds.has('WalletSettled')) return 'its hold was settled';
  if (kinds.has('WalletDeducted') && !kinds.has('WalletRefunded')) return 'its hold was not given back';
  return undefined;
}
