/**
 * Anomaly: more is given back than was taken. A hold is released at most once, for what was deducted and not before;
 * and a hold that was settled is not released as well. Seen in real systems when a compensation is retried, or races
 * the completion that it is meant to undo.
 */
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { numberOf, textOf } from './view/message.ts';
import { type StoredEvent, viewOf } from './view/view.ts';

export const refundOnce: Property = {
  name: 'refund-once',
  claim: 'A hold is given back or settled, once, and for what was deducted.',
  check: (history) => firstOf(anomalies(history)),
};

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const movements = viewOf(history).storedOf('WalletDeducted', 'WalletSettled', 'WalletRefunded');
  for (const [paymentId, events] of Map.groupBy(movements, (event) => textOf(event, 'payment_id'))) {
    const problem = problemOf(events);
    if (problem !== undefined) yield violated(`payment ${paymentId}: ${problem}`, ...events);
  }
}

function problemOf(events: readonly StoredEvent[]): string | undefined {
  const deducted = events.find(({ eventType }) => eventType === 'WalletDeducted');
  const releases = events.filter(({ eventType }) => eventType !== 'WalletDeducted');
  const [release, ...more] = releases;
  if (release === undefined) return undefined;
  if (more.length > 0)
    return `its hold ended ${releases.length} times: ${releases.map(({ eventType }) => eventType).join(', ')}`;
  if (deducted === undefined) return `${release.eventType} without a deduction`;
  if (numberOf(release, 'amount') !== numberOf(deducted, 'amount')) {
    return `${numberOf(deducted, 'amount')} was deducted and ${numberOf(release, 'amount')} released`;
  }
  if (release.aggregateVersion < deducted.aggregateVersion) return `${release.eventType} before the deduction`;
  return undefined;
}
