/** The SQL of retention. Each statement deletes few rows, so that nobody waits for it. */
import type { Queryable } from '../../database.ts';
import { integer } from '../../rows.ts';

/** Deletes rows that are older than `before` (ISO 8601), at most `limit`; returns how many. */
export type Deletion = (database: Queryable, schema: string, before: string, limit: number) => Promise<number>;

/**
 * Deletes messages that were published before. Looks at the oldest rows only, so that a full outbox in which nothing is old enough is not
 * read from one end to the other.
 */
export const deletePublished: Deletion = (database, schema, before, limit) =>
  deleted(
    database,
    `${schema}.retention.outbox`,
    `WITH oldest AS (SELECT position FROM ${schema}.outbox ORDER BY position LIMIT $2),
  gone AS (DELETE FROM ${schema}.outbox o USING oldest WHERE o.position = oldest.position AND o.synced_at < $1 RETURNING 1)
SELECT count(*) AS deleted FROM gone`,
    [before, limit],
  );

/** Deletes dead letters that were redriven or discarded before. */
export const deleteSettledLetters: Deletion = (database, schema, before, limit) =>
  deleted(
    database,
    `${schema}.retention.dead-letters`,
    `WITH gone AS (DELETE FROM ${schema}.dead_letters WHERE dead_letter_id IN (
    SELECT dead_letter_id FROM ${schema}.dead_letters WHERE state <> 'waiting' AND resolved_at < $1 LIMIT $2) RETURNING 1)
SELECT count(*) AS deleted FROM gone`,
    [before, limit],
  );

/**
 * Forgets which messages took effect before. Not what came after the oldest dead letter that still waits: a message may have become several
 * letters, and the one that is redriven last has to find that the first took effect.
 */
export const deleteHandled: Deletion = (database, schema, before, limit) =>
  deleted(
    database,
    `${schema}.retention.inbox`,
    `WITH oldest_letter AS (SELECT min(first_failed_at) AS at FROM ${schema}.dead_letters WHERE state = 'waiting'),
  gone AS (DELETE FROM ${schema}.processed_events WHERE ctid = ANY(ARRAY(
    SELECT ctid FROM ${schema}.processed_events
    WHERE processed_at < $1 AND processed_at < coalesce((SELECT at FROM oldest_letter), 'infinity') LIMIT $2)) RETURNING 1)
SELECT count(*) AS deleted FROM gone`,
    [before, limit],
  );

async function deleted(
  database: Queryable,
  name: string,
  statement: string,
  values: readonly (string | number)[],
): Promise<number> {
  const { rows } = await database.query({ name, text: statement }, values);
  return rows[0] === undefined ? 0 : integer(rows[0], 'deleted');
}
