/**
 * Writes a step: inbox, stream versions, events and outbox in one statement, because on a busy machine the
 * round trips are what costs. What the statement could not do without a conflict shows in its counts, and then the
 * transaction is given up.
 */

import { textArray, uuidArray } from './binary-array.ts';
import { AlreadyProcessedError, ConflictError, errorCode } from './errors.ts';
import { integer } from './rows.ts';
import type { Step } from './step.ts';

/** Not allowed in the name of a topic. */
const TOPIC_SEPARATOR = ',';

/**
 * Writes what `step` has collected into the tables of `schema`.
 *
 * @throws ConflictError when a stream is no longer at the version at which it was read.
 * @throws AlreadyProcessedError when one of the handled messages had been handled before.
 */
export async function flushStep(schema: string, step: Step): Promise<void> {
  const { moves, events, outgoing, handled, errors } = step.content;
  if (moves.length + outgoing.length + handled.length + errors.length === 0) return;
  const now = new Date().toISOString();
  const values = [
    now,
    textArray(handled.map((row) => row.service)),
    uuidArray(handled.map((row) => row.eventId)),
    textArray(moves.map((row) => row.type)),
    textArray(moves.map((row) => row.id)),
    moves.map((row) => row.expected),
    moves.map((row) => row.next),
    uuidArray(events.map((row) => row.event_id)),
    textArray(events.map((row) => row.event_type)),
    events.map((row) => row.event_version),
    textArray(events.map((row) => row.aggregate_type)),
    textArray(events.map((row) => row.aggregate_id)),
    events.map((row) => row.aggregate_version),
    events.map((row) => row.occurred_at),
    uuidArray(events.map((row) => row.correlation_id)),
    uuidArray(events.map((row) => row.causation_id)),
    textArray(events.map((row) => JSON.stringify(row.data))),
    textArray(outgoing.map((row) => row.topics.join(TOPIC_SEPARATOR))),
    textArray(outgoing.map((row) => row.key)),
    uuidArray(outgoing.map((row) => row.eventId)),
    textArray(outgoing.map((row) => row.eventType)),
    uuidArray(outgoing.map((row) => row.correlationId)),
    textArray(outgoing.map((row) => row.payload)),
  ];
  if (errors.length > 0) await keepErrors(schema, step, now);
  const { rows } = await step.tx.query({ name: `${schema}.flush`, text: flushText(schema) }, values).catch(conflictOf);
  const counts = rows[0] ?? {};
  if (integer(counts, 'handled') !== handled.length) {
    throw new AlreadyProcessedError('Some of these messages were handled before.');
  }
  if (integer(counts, 'moved') !== moves.length) {
    throw new ConflictError(
      `One of these streams has moved on: ${moves.map((move) => `${move.type} ${move.id}`).join(', ')}`,
    );
  }
}

/** Errors are rare, so they have a statement of their own. */
async function keepErrors(schema: string, { tx, content: { errors } }: Step, at: string): Promise<void> {
  const text = `INSERT INTO ${schema}.errors (error_id, kind, reason, aggregate_id, event_id, detail, occurred_at)
SELECT id, kind, reason, aggregate_id, event_id, detail, $1::timestamptz
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::jsonb[])
  AS e(id, kind, reason, aggregate_id, event_id, detail)`;
  await tx.query({ name: `${schema}.errors.keep`, text }, [
    at,
    errors.map((row) => row.id),
    errors.map((row) => row.kind),
    errors.map((row) => row.reason),
    errors.map((row) => row.aggregateId ?? null),
    errors.map((row) => row.eventId ?? null),
    errors.map((row) => JSON.stringify(row.detail ?? {})),
  ]);
}

/** Two writers of one version meet at the events' primary key when the streams row did not stop them first. */
function conflictOf(error: unknown): never {
  const duplicate = errorCode(error) === '23505' && error instanceof Error && error.message.includes('events_pkey');
  throw duplicate ? new ConflictError('An event with this version exists already.', { cause: error }) : error;
}

const flushTexts = new Map<string, string>();

function flushText(schema: string): string {
  const known = flushTexts.get(schema);
  if (known !== undefined) return known;
  const text = `
WITH handled AS (
  INSERT INTO ${schema}.processed_events (service_name, event_id, processed_at)
  SELECT service, id, $1::timestamptz FROM unnest($2::text[], $3::uuid[]) AS h(service, id)
  ON CONFLICT DO NOTHING RETURNING 1
), move AS (
  SELECT * FROM unnest($4::text[], $5::text[], $6::bigint[], $7::bigint[]) AS m(type, id, expected, next)
), created AS (
  INSERT INTO ${schema}.streams (aggregate_type, aggregate_id, version)
  SELECT type, id, next FROM move WHERE expected = 0
  ON CONFLICT DO NOTHING RETURNING 1
), moved AS (
  UPDATE ${schema}.streams s SET version = m.next FROM move m
  WHERE m.expected > 0 AND s.aggregate_type = m.type AND s.aggregate_id = m.id AND s.version = m.expected
  RETURNING 1
), stored AS (
  INSERT INTO ${schema}.events (event_id, event_type, event_version, aggregate_type, aggregate_id, aggregate_version,
    occurred_at, correlation_id, causation_id, data)
  SELECT event_id, event_type, event_version, aggregate_type, aggregate_id, aggregate_version,
    occurred_at, correlation_id, causation_id, data::jsonb
  FROM unnest($8::uuid[], $9::text[], $10::int[], $11::text[], $12::text[], $13::bigint[],
    $14::timestamptz[], $15::uuid[], $16::uuid[], $17::text[])
    AS e(event_id, event_type, event_version, aggregate_type, aggregate_id, aggregate_version,
      occurred_at, correlation_id, causation_id, data)
), queued AS (
  INSERT INTO ${schema}.outbox (topic, message_key, event_id, event_type, correlation_id, payload, created_at)
  SELECT topic, message_key, event_id, event_type, correlation_id, payload, $1::timestamptz
  FROM unnest($18::text[], $19::text[], $20::uuid[], $21::text[], $22::uuid[], $23::text[])
    WITH ORDINALITY AS o(topics, message_key, event_id, event_type, correlation_id, payload, position),
    unnest(string_to_array(topics, '${TOPIC_SEPARATOR}')) WITH ORDINALITY AS t(topic, place)
  ORDER BY position, place
)
SELECT (SELECT count(*) FROM handled) AS handled,
  (SELECT count(*) FROM created) + (SELECT count(*) FROM moved) AS moved`;
  flushTexts.set(schema, text);
  return text;
}
