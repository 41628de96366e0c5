/**
 * Anomaly: readers of a topic see two messages of one key in another order than the store has them: a relay that went
 * on past a failure, two relays at once, or a producer with several requests in flight. Duplicates are allowed, so
 * what counts is where a message appears for the first time.
 *
 * What has an order in the store? Events, by the versions of their stream, whose row is locked until the commit. A command
 * has no stream of its own: it is ordered with the others of its chain, while commands of two payments for one wallet that
 * two instances store in overlapping transactions have numbers, but no order.
 */
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { type HistoryView, type PublishedMessage, viewOf } from './view/view.ts';

export const orderPerKey: Property = {
  name: 'order-per-key',
  claim: 'On every topic, the messages of a key appear first in the order in which they were stored.',
  check: (history) => firstOf(anomalies(history)),
};

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const view = viewOf(history);
  const positions = storePositions(view);
  const lastSeen = new Map<string, { readonly position: number; readonly message: PublishedMessage }>();
  const seen = new Set<string>();
  for (const message of view.published) {
    const { topic, key } = message.record;
    const name = `${topic} ${message.eventId}`;
    const position = positions.get(name);
    if (seen.has(name) || position === undefined) continue;
    seen.add(name);
    // Several services send on a command topic; each has a store, and an order, of its own.
    const lane = `${position.service} ${topic} ${key ?? ''} ${message.aggregateVersion > 0 ? '' : message.correlationId}`;
    const last = lastSeen.get(lane);
    if (last !== undefined && last.position > position.index) {
      yield violated(
        `on ${topic}, ${last.message.eventType} overtook ${message.eventType}, which was stored before it (key ${key ?? 'none'})`,
        last.message.record,
        message.record,
      );
    }
    lastSeen.set(lane, { position: position.index, message });
  }
}

function storePositions({ outbox }: HistoryView) {
  return new Map(outbox.map(({ service, topic, eventId }, index) => [`${topic} ${eventId}`, { service, index }]));
}
