/**
 * Anomaly: what is undone and what was done do not pair up. A compensation that gives a hold back belongs to one deduction, and each hold
 * that is given back to one compensation; a compensation that was begun is said to be completed, once, and none is completed that was
 * not begun. The compensation of a confirmed payment is a refund: it stays open when the provider refuses that, and a person is told.
 * Judged when everything has come to rest.
 */
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { textOf } from './view/message.ts';
import { type StoredEvent, viewOf } from './view/view.ts';

export const compensationPairs: Property = {
  name: 'compensation-pairs',
  claim: 'A compensation undoes one step that was done, and comes to its end.',
  check: (history) => firstOf(anomalies(history)),
};

const concerned = [
  'WalletDeducted',
  'WalletRefunded',
  'CompensationStarted',
  'CompensationCompleted',
  'RefundFailed',
] as const;

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  if (history.end.kind !== 'quiescent') return;
  const events = viewOf(history).storedOf(...concerned);
  for (const [paymentId, all] of Map.groupBy(events, (event) => textOf(event, 'payment_id'))) {
    const problem = problemOf(all);
    if (problem !== undefined) yield violated(`payment ${paymentId}: ${problem}`, ...all.map(brief));
  }
}

function problemOf(all: readonly StoredEvent[]): string | undefined {
  const of = (type: (typeof concerned)[number]): readonly StoredEvent[] =>
    all.filter(({ eventType }) => eventType === type);
  const started = of('CompensationStarted');
  const completed = of('CompensationCompleted');
  const givenBack = of('WalletRefunded');
  const givingBack = started.filter(gives);
  if (completed.length > started.length) {
    return `${completed.length} compensations were completed and ${started.length} begun`;
  }
  if (givenBack.length > givingBack.length) return 'its hold was given back without a compensation';
  if (givingBack.length > of('WalletDeducted').length) return 'a deduction is compensated that was never made';
  if (givingBack.length > givenBack.length) return 'the compensation has not given its hold back';
  const refused = started.length > givingBack.length && of('RefundFailed').length > 0;
  if (completed.length < started.length && !refused) return 'its compensation was begun and never completed';
  return undefined;
}

/** True for a compensation that gives a hold back. */
function gives({ data }: StoredEvent): boolean {
  const { steps } = data;
  return Array.isArray(steps) && steps.includes('RefundWalletBalance');
}

function brief({ eventType, eventId, aggregateVersion, data }: StoredEvent) {
  return { eventType, eventId, aggregateVersion, data };
}
