/**
 * Anomaly: something happened that the audit topic does not know. Everything that goes to a topic of events goes to the audit topic too,
 * whatever becomes of its consumers; so when everything rests, no event is on one and not on the other. Commands are no events.
 */
import { AUDIT_TOPIC, TOPICS } from '../../generated/contracts/index.ts';
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { viewOf } from './view/view.ts';

export const auditComplete: Property = {
  name: 'audit-complete',
  claim: 'Every event is on the audit topic too.',
  check: (history) => firstOf(anomalies(history)),
};

const eventTopics: ReadonlySet<string> = new Set(
  Object.values(TOPICS).flatMap(({ name, kind }) => (kind === 'events' ? [name] : [])),
);

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  if (history.end.kind !== 'quiescent') return;
  const { published } = viewOf(history);
  const audited = new Set(published.flatMap(({ eventId, record }) => (record.topic === AUDIT_TOPIC ? [eventId] : [])));
  for (const { eventId, eventType, record } of published) {
    if (!eventTopics.has(record.topic) || audited.has(eventId)) continue;
    yield violated(`${eventType} ${eventId} is on ${record.topic} and not on ${AUDIT_TOPIC}`, record);
  }
}
