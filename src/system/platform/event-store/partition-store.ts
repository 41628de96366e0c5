/**
 * The SQL of partitions. Names of tables can't be parameters; they are made of the names of services and of months only.
 *
 * A partition is made as a table of its own and attached then, because CREATE TABLE … PARTITION OF would stop all writers of the store; what
 * had fallen into the default partition moves with it. A partition that is archived keeps its rows and its key: it only changes hands.
 */
import type { PoolClient } from 'pg';
import { withConnection } from '../connection.ts';
import type { Pool } from '../database.ts';
import { integer, type Row, text } from '../rows.ts';
import { type Month, monthNamed, monthOf } from './partitions.ts';

export interface Partitions {
  /** Months that have a partition. */
  readonly attached: readonly Month[];
  /** Months that are in the archive. */
  readonly archived: readonly Month[];
}

/** The partitions that there are. */
export async function listPartitions(pool: Pool, schema: string): Promise<Partitions> {
  const children = async (parent: string, prefix: string): Promise<readonly Month[]> => {
    const { rows } = await pool.query<Row>(
      `SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = to_regclass($1) ORDER BY c.relname`,
      [parent],
    );
    return rows.flatMap((row) => monthNamed(text(row, 'relname').slice(prefix.length)) ?? []);
  };
  return {
    attached: await children(`${schema}.events`, 'events_'),
    archived: await children(`archive.${schema}_events`, `${schema}_events_`),
  };
}

/** Events in the default partition, and the months to which they belong. */
export async function strayEvents(
  pool: Pool,
  schema: string,
): Promise<{ readonly events: number; readonly months: readonly Month[] }> {
  const { rows } = await pool.query<Row>(
    `SELECT extract(epoch FROM date_trunc('month', occurred_at, 'UTC'))::bigint AS month, count(*) AS events
FROM ${schema}.events_default GROUP BY 1 ORDER BY 1`,
  );
  return {
    events: rows.reduce((sum, row) => sum + integer(row, 'events'), 0),
    months: rows.map((row) => monthOf(integer(row, 'month') * 1_000)),
  };
}

/** Makes the partition of a month, with what of it is in the default partition. */
export async function createPartition(pool: Pool, schema: string, { name, from, to }: Month): Promise<void> {
  const table = `${schema}.events_${name}`;
  await inOneTransaction(pool, [
    `CREATE TABLE ${table} (LIKE ${schema}.events INCLUDING CONSTRAINTS,
  CONSTRAINT events_pkey_${name} PRIMARY KEY (aggregate_type, aggregate_id, aggregate_version))`,
    `WITH moved AS (DELETE FROM ${schema}.events_default WHERE occurred_at >= '${from}' AND occurred_at < '${to}' RETURNING *)
INSERT INTO ${table} SELECT * FROM moved`,
    `ALTER TABLE ${schema}.events ATTACH PARTITION ${table} FOR VALUES FROM ('${from}') TO ('${to}')`,
  ]);
}

/** Moves the partition of a month to the archive. The store is locked only for the moment in which the table changes hands. */
export async function archivePartition(pool: Pool, schema: string, { name, from, to }: Month): Promise<void> {
  const table = `${schema}.events_${name}`;
  const archived = `${schema}_events_${name}`;
  // With this constraint, checked while everybody may go on, attaching does not have to read the whole table under a lock.
  await inOneTransaction(pool, [
    `ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS events_month`,
    `ALTER TABLE ${table} ADD CONSTRAINT events_month CHECK (occurred_at >= '${from}' AND occurred_at < '${to}') NOT VALID`,
  ]);
  await inOneTransaction(pool, [`ALTER TABLE ${table} VALIDATE CONSTRAINT events_month`]);
  await inOneTransaction(pool, [
    `ALTER TABLE ${schema}.events DETACH PARTITION ${table}`,
    // Names are unique within a schema, and the archive is shared by all services.
    `DROP INDEX IF EXISTS ${schema}.events_${name}_sequence_idx`,
    `ALTER TABLE ${table} RENAME CONSTRAINT events_pkey_${name} TO ${schema}_events_pkey_${name}`,
    `ALTER TABLE ${table} SET SCHEMA archive`,
    `ALTER TABLE archive.events_${name} RENAME TO ${archived}`,
    `ALTER TABLE archive.${schema}_events ATTACH PARTITION archive.${archived} FOR VALUES FROM ('${from}') TO ('${to}')`,
    `ALTER TABLE archive.${archived} DROP CONSTRAINT events_month`,
  ]);
}

async function inOneTransaction(pool: Pool, statements: readonly string[]): Promise<void> {
  await withConnection(pool, async (client: PoolClient) => {
    await client.query('BEGIN');
    for (const statement of statements) await client.query(statement);
    await client.query('COMMIT');
  });
}
