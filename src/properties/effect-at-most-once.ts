/**
 * Anomaly: a message that was delivered twice, or a command that was sent twice, had its effect twice. Delivery is
 * at least once, so duplicates on topics are normal; a second deduction, a second completion or a second credit for
 * one top-up is not. Likewise one event id always stands for the same event.
 */
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { type PublishedMessage, type StoredEvent, viewOf } from './view/view.ts';

export const effectAtMostOnce: Property = {
  name: 'effect-at-most-once',
  claim: 'Whatever is delivered or sent again takes effect once.',
  check: (history) => firstOf(anomalies(history)),
};

/** Events that happen once at most, and the field of their data that says once per what. */
const onceEach: ReadonlyMap<string, string> = new Map([
  ['PaymentInitiated', 'payment_id'],
  ['PaymentValidated', 'payment_id'],
  ['PaymentCompleted', 'payment_id'],
  ['PaymentFailed', 'payment_id'],
  ['PaymentCancelled', 'payment_id'],
  ['WalletCreated', 'wallet_id'],
  ['WalletCredited', 'reference'],
  ['WalletBalanceChecked', 'payment_id'],
  ['WalletDeducted', 'payment_id'],
  ['WalletDeductionFailed', 'payment_id'],
  ['WalletSettled', 'payment_id'],
  ['RefundRequested', 'refund_id'],
  ['RefundCompleted', 'refund_id'],
  ['RefundFailed', 'refund_id'],
  ['GatewayRefunded', 'refund_id'],
  ['GatewayChargeVoided', 'provider_charge_id'],
  ['NotificationSent', 'payment_id'],
  ['SagaStarted', 'payment_id'],
  ['SagaCompleted', 'payment_id'],
  ['SagaFailed', 'payment_id'],
  ['CompensationStarted', 'payment_id'],
  ['CompensationCompleted', 'payment_id'],
]);

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const { stored, published } = viewOf(history);
  yield* repeatedEffects(stored);
  yield* changedEvents(published);
  yield* sagaStepsTwice(stored);
}

function* repeatedEffects(stored: readonly StoredEvent[]): Generator<Verdict> {
  const first = new Map<string, StoredEvent>();
  for (const event of stored) {
    const field = onceEach.get(event.eventType);
    if (field === undefined) continue;
    const name = `${event.eventType} ${String(event.data[field])}`;
    const earlier = first.get(name);
    if (earlier !== undefined)
      yield violated(`${event.eventType} happened twice for ${field} ${String(event.data[field])}`, earlier, event);
    else first.set(name, event);
  }
}

function* changedEvents(published: readonly PublishedMessage[]): Generator<Verdict> {
  const first = new Map<string, PublishedMessage>();
  for (const message of published) {
    const earlier = first.get(message.eventId);
    if (earlier === undefined) first.set(message.eventId, message);
    else if (earlier.record.text !== message.record.text) {
      yield violated(`event id ${message.eventId} stands for two different messages`, earlier.record, message.record);
    }
  }
}

function* sagaStepsTwice(stored: readonly StoredEvent[]): Generator<Verdict> {
  const steps = Map.groupBy(
    stored.filter(({ eventType }) => eventType === 'SagaStepCompleted'),
    ({ data }) => `${String(data['payment_id'])} ${String(data['step'])}`,
  );
  for (const [name, events] of steps) {
    if (events.length > 1) yield violated(`a saga completed a step twice: ${name}`, ...events);
  }
}
