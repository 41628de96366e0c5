/**
 * Anomaly: the store and the topics tell different stories. A change was committed and its message never sent, or
 * marked as sent and never acknowledged by the broker; or a message was sent whose change was never committed.
 */
import { TOPICS } from '../../generated/contracts/index.ts';
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { type HistoryView, viewOf } from './view/view.ts';

export const outboxDrained: Property = {
  name: 'outbox-drained',
  claim: 'No commit without its message in the end, and no message without its commit.',
  check: (history) => firstOf(anomalies(history)),
};

const deadLetterTopics = new Set<string>(
  Object.values(TOPICS).flatMap(({ name, kind }) => (kind === 'dead-letters' ? [name] : [])),
);

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const view = viewOf(history);
  const onTopic = new Set(view.published.map(({ eventId, record }) => `${record.topic} ${eventId}`));
  yield* markedButAbsent(view, onTopic);
  if (history.end.kind === 'quiescent') yield* neverSent(view, onTopic);
  yield* neverCommitted(view);
}

function* markedButAbsent({ outbox }: HistoryView, onTopic: ReadonlySet<string>): Generator<Verdict> {
  for (const row of outbox) {
    if (!row.synced || onTopic.has(`${row.topic} ${row.eventId}`)) continue;
    yield violated(`${row.eventType} ${row.eventId} is marked as sent and is not on ${row.topic}`, row);
  }
}

function* neverSent({ outbox, stored }: HistoryView, onTopic: ReadonlySet<string>): Generator<Verdict> {
  for (const row of outbox) {
    if (!row.synced) yield violated(`${row.eventType} ${row.eventId} still waits to be sent to ${row.topic}`, row);
    else if (!onTopic.has(`${row.topic} ${row.eventId}`)) yield violated(`${row.eventId} is not on ${row.topic}`, row);
  }
  const queued = new Set(outbox.map(({ eventId }) => eventId));
  for (const event of stored) {
    if (!queued.has(event.eventId))
      yield violated(`${event.eventType} ${event.eventId} was stored and never given to the outbox`, event);
  }
}

function* neverCommitted({ outbox, published }: HistoryView): Generator<Verdict> {
  const committed = new Set(outbox.map(({ topic, eventId }) => `${topic} ${eventId}`));
  for (const { eventId, eventType, record } of published) {
    if (deadLetterTopics.has(record.topic) || committed.has(`${record.topic} ${eventId}`)) continue;
    yield violated(`${eventType} ${eventId} is on ${record.topic} and was never committed`, record);
  }
}
