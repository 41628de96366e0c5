/** The SQL of the outbox relay. All of it runs outside of transactions. */
import type { PoolClient } from 'pg';
import { runStatement } from './database.ts';
import { boolean, integer, type Row, text } from './rows.ts';
import type { OutboxRow } from './step.ts';

const COLUMNS = 'position, topic, message_key, event_id, event_type, correlation_id, payload';

/** A row that waits to be published. Positions grow with the order of the store within each key. */
export interface PendingRow extends OutboxRow {
  readonly position: number;
}

/** A topic and key whose rows must wait because an earlier one could not be published. */
export interface BlockedKey {
  readonly topic: string;
  readonly key: string;
}

/**
 * Takes the lock of the one relay that may drain this schema's outbox, and reads the first rows in the same round trip. Never waits.
 *
 * The rows are those of the statement's start, a moment before the lock was had: what the relay before us marked in that moment is
 * read, and published, once more. That is rare, and every inbox knows what it had.
 *
 * @returns the oldest pending rows; undefined when another relay has the lock.
 */
export async function lockOutbox(
  client: PoolClient,
  schema: string,
  limit: number,
): Promise<readonly PendingRow[] | undefined> {
  const { rows } = await runStatement(
    client,
    {
      name: `${schema}.outbox.lock`,
      text: `WITH lock AS MATERIALIZED (SELECT pg_try_advisory_lock(hashtext($1)) AS locked)
SELECT lock.locked, o.* FROM lock LEFT JOIN LATERAL (
  SELECT ${COLUMNS} FROM ${schema}.outbox WHERE synced_at IS NULL AND lock.locked ORDER BY position LIMIT $2
) o ON true ORDER BY o.position`,
    },
    [lockOf(schema), limit],
  );
  if (rows[0] === undefined || !boolean(rows[0], 'locked')) return undefined;
  return rows.filter((row) => row['position'] !== null).map(pendingRow);
}

/** What a relay goes on with: at most `limit` rows, none of them behind a blocked one. */
export interface Wanted {
  readonly limit: number;
  readonly blocked: readonly BlockedKey[];
}

/**
 * Notes that the broker has acknowledged `sent`, see `markSynced`, and reads what is pending besides in the same round trip.
 *
 * @returns the oldest rows that are pending and not behind a blocked one, in order.
 */
export async function markAndRead(
  client: PoolClient,
  schema: string,
  sent: readonly PendingRow[],
  { limit, blocked }: Wanted,
): Promise<readonly PendingRow[]> {
  const { rows } = await runStatement(
    client,
    {
      name: `${schema}.outbox.mark-and-read`,
      // The rows are those of the statement's start, so what it marks itself has to be left out by name.
      text: `WITH ${marked(schema, '$1', '$2')}
SELECT ${COLUMNS}
FROM ${schema}.outbox
WHERE synced_at IS NULL AND position <> ALL($2::bigint[])
  AND NOT EXISTS (SELECT 1 FROM unnest($4::text[], $5::text[]) AS b(t, k) WHERE b.t = topic AND b.k = message_key)
ORDER BY position LIMIT $3`,
    },
    [
      new Date().toISOString(),
      sent.map((row) => row.position),
      limit,
      blocked.map((one) => one.topic),
      blocked.map((one) => one.key),
    ],
  );
  return rows.map(pendingRow);
}

function pendingRow(row: Row): PendingRow {
  return {
    position: integer(row, 'position'),
    topic: text(row, 'topic'),
    key: text(row, 'message_key'),
    eventId: text(row, 'event_id'),
    eventType: text(row, 'event_type'),
    correlationId: text(row, 'correlation_id'),
    payload: text(row, 'payload'),
  };
}

/**
 * Notes that the broker has acknowledged these rows, and gives the lock back in the same round trip. Nobody waits for the
 * disk: a note that is lost in a crash of the server lets the rows be published once more, and every inbox knows what it had.
 */
export async function markSynced(client: PoolClient, schema: string, rows: readonly PendingRow[]): Promise<void> {
  await runStatement(
    client,
    {
      name: `${schema}.outbox.synced`,
      text: `WITH ${marked(schema, '$1', '$2')} SELECT count(*), pg_advisory_unlock(hashtext($3)) FROM synced`,
    },
    [new Date().toISOString(), rows.map((row) => row.position), lockOf(schema)],
  );
}

function marked(schema: string, at: string, positions: string): string {
  return `lazily AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)), synced AS (
  UPDATE ${schema}.outbox SET synced_at = ${at} FROM lazily WHERE position = ANY(${positions}::bigint[]) RETURNING 1
)`;
}

/** Gives the lock back. */
export async function unlockOutbox(client: PoolClient, schema: string): Promise<void> {
  await runStatement(client, { name: 'outbox.unlock', text: 'SELECT pg_advisory_unlock(hashtext($1))' }, [
    lockOf(schema),
  ]);
}

/** The name of the lock of the one relay that drains. */
function lockOf(schema: string): string {
  return `${schema}.outbox`;
}
