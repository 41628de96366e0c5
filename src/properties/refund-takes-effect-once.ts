/**
 * Anomaly: one refund pays twice, or pays where it should not. At the provider each refund of the system moves money once at most, for
 * its own amount and under one key; a refund that failed moved none; and a wallet gets the money once for each refund that was
 * completed, never for one that was not. When everything rests, what was completed has been given back, and credited.
 */
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { numberOf, textOf } from './view/message.ts';
import { providerRefunds } from './view/payment.ts';
import { type StoredEvent, viewOf } from './view/view.ts';

export const refundTakesEffectOnce: Property = {
  name: 'refund-takes-effect-once',
  claim: 'Each refund gives money back once, at the provider and in the wallet.',
  check: (history) => firstOf(anomalies(history)),
};

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const completed = new Map<string, StoredEvent>();
  for (const event of viewOf(history).storedOf('RefundCompleted')) {
    const refundId = textOf(event, 'refund_id');
    const earlier = completed.get(refundId);
    if (earlier !== undefined) yield violated(`refund ${refundId} was completed twice`, earlier, event);
    completed.set(refundId, event);
  }
  yield* credits(history, completed);
  yield* atProviders(history, completed);
}

function* credits(history: PaymentHistory, completed: ReadonlyMap<string, StoredEvent>): Generator<Verdict> {
  const credited = new Map<string, StoredEvent>();
  for (const event of viewOf(history).storedOf('WalletCredited')) {
    if (event.data['source'] !== 'refund') continue;
    const refundId = textOf(event, 'reference');
    const earlier = credited.get(refundId);
    if (earlier !== undefined) yield violated(`refund ${refundId} was credited twice`, earlier, event);
    credited.set(refundId, event);
    const refund = completed.get(refundId);
    if (refund === undefined)
      yield violated(`a wallet was credited for refund ${refundId}, which was not completed`, event);
    else if (numberOf(refund, 'amount') !== numberOf(event, 'amount')) {
      yield violated(`refund ${refundId} was credited with another amount than it has`, refund, event);
    }
  }
  if (history.end.kind !== 'quiescent') return;
  for (const [refundId, refund] of completed) {
    if (textOf(refund, 'wallet_id') === '' || credited.has(refundId)) continue;
    yield violated(`refund ${refundId} was completed and never credited to its wallet`, refund);
  }
}

/** A provider knows a refund by the key that it was asked under; the books of the system know its number there. */
function* atProviders(history: PaymentHistory, completed: ReadonlyMap<string, StoredEvent>): Generator<Verdict> {
  const given = providerRefunds(history);
  for (const [key, refunds] of Map.groupBy(given, ({ provider, idempotencyKey }) => `${provider} ${idempotencyKey}`)) {
    if (refunds.length > 1)
      yield violated(`money was given back ${refunds.length} times under one key (${key})`, ...refunds);
  }
  if (history.end.kind !== 'quiescent') return;
  const known = new Map(given.map((refund) => [refund.refundId, refund]));
  for (const [refundId, event] of completed) {
    const refund = known.get(textOf(event, 'provider_refund_id'));
    if (refund?.amount !== numberOf(event, 'amount')) {
      yield violated(
        `refund ${refundId} was completed, but its provider gave back ${refund?.amount ?? 'nothing'}`,
        event,
        refund ?? null,
      );
    }
    known.delete(textOf(event, 'provider_refund_id'));
  }
  for (const refund of known.values()) {
    yield violated(
      `${refund.provider} gave back ${refund.amount} of payment ${refund.paymentId} for no refund that was completed`,
      refund,
    );
  }
}
