/** Where the split has got to: its mode, and from where each consumer reads. Shared by all services, in the schema `messaging`. */
import type { Queryable } from '../../database.ts';
import { instant, integer, optionalInstant, type Row, text } from '../../rows.ts';
import type { Transaction } from '../../transaction.ts';

/** Old topic only; both; the topics of the methods only. */
export type SplitMode = 'legacy' | 'dual' | 'split';
/** From where a consumer reads. */
export type SplitSource = 'legacy' | 'split';

const MODES = ['legacy', 'dual', 'split'] as const satisfies readonly SplitMode[];
const NAME = 'payments';

/** The split as a whole. */
export interface SplitState {
  readonly mode: SplitMode;
  readonly legacySince: string;
  readonly dualSince?: string;
  readonly splitSince?: string;
}

/** A consumer, and how many partitions of the old topic it has read up to the marker. */
export interface SplitConsumerState {
  readonly consumer: string;
  readonly source: SplitSource;
  readonly since: string;
  readonly drained: number;
}

/** Begins with the old topic, when there is no split yet. */
export async function ensureSplit(database: Queryable): Promise<void> {
  await database.query(
    {
      name: 'topic-split.ensure',
      text: `INSERT INTO messaging.topic_split (name, mode, legacy_since) VALUES ($1, 'legacy', $2) ON CONFLICT DO NOTHING`,
    },
    [NAME, new Date().toISOString()],
  );
}

/** The mode, which can't change until the end of the transaction. */
export async function sharedMode(tx: Transaction): Promise<SplitMode> {
  const { rows } = await tx.query(
    { name: 'topic-split.share', text: 'SELECT mode FROM messaging.topic_split WHERE name = $1 FOR SHARE' },
    [NAME],
  );
  if (rows[0] === undefined) throw new Error('There is no topic split; a service that writes copies has to begin it.');
  return modeOf(rows[0]);
}

/** The split, undefined when there is none. With a transaction it is locked until its end. */
export async function readSplit(database: Queryable, lock = false): Promise<SplitState | undefined> {
  const { rows } = await database.query(
    {
      name: lock ? 'topic-split.lock' : 'topic-split.read',
      text: `SELECT mode, legacy_since, dual_since, split_since FROM messaging.topic_split WHERE name = $1${lock ? ' FOR UPDATE' : ''}`,
    },
    [NAME],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const dualSince = optionalInstant(row, 'dual_since');
  const splitSince = optionalInstant(row, 'split_since');
  return {
    mode: modeOf(row),
    legacySince: instant(row, 'legacy_since'),
    ...(dualSince === undefined ? {} : { dualSince }),
    ...(splitSince === undefined ? {} : { splitSince }),
  };
}

/** Sets the mode. */
export async function writeMode(tx: Transaction, mode: 'dual' | 'split'): Promise<void> {
  const column = mode === 'dual' ? 'dual_since' : 'split_since';
  await tx.query(
    { name: `topic-split.${mode}`, text: `UPDATE messaging.topic_split SET mode = $2, ${column} = $3 WHERE name = $1` },
    [NAME, mode, new Date().toISOString()],
  );
}

/** Registers a consumer, which begins with the old topic as long as that is written, and tells from where it is to read. */
export async function sourceOf(database: Queryable, consumer: string): Promise<SplitSource> {
  const { rows } = await database.query(
    {
      name: 'topic-split.source',
      text: `WITH added AS (
  INSERT INTO messaging.topic_split_consumers (consumer, source, since)
  SELECT $1, CASE WHEN EXISTS (SELECT 1 FROM messaging.topic_split WHERE name = $2 AND mode = 'split') THEN 'split' ELSE 'legacy' END, $3
  ON CONFLICT DO NOTHING RETURNING source)
SELECT source FROM added UNION ALL SELECT source FROM messaging.topic_split_consumers WHERE consumer = $1`,
    },
    [consumer, NAME, new Date().toISOString()],
  );
  return rows[0] !== undefined && text(rows[0], 'source') === 'split' ? 'split' : 'legacy';
}

/** All consumers that ever read copies. */
export async function splitConsumers(database: Queryable): Promise<readonly SplitConsumerState[]> {
  const { rows } = await database.query(
    {
      name: 'topic-split.consumers',
      text: `SELECT c.consumer, c.source, c.since, count(d.partition) AS drained
FROM messaging.topic_split_consumers c LEFT JOIN messaging.topic_split_drained d USING (consumer)
GROUP BY c.consumer, c.source, c.since ORDER BY c.consumer`,
    },
    [],
  );
  return rows.map((row) => ({
    consumer: text(row, 'consumer'),
    source: text(row, 'source') === 'split' ? 'split' : 'legacy',
    since: instant(row, 'since'),
    drained: integer(row, 'drained'),
  }));
}

/** Has a consumer read from elsewhere; its instances notice within seconds. */
export async function writeSource(tx: Transaction, consumer: string, source: SplitSource): Promise<void> {
  await tx.query(
    {
      name: 'topic-split.move',
      text: 'UPDATE messaging.topic_split_consumers SET source = $2, since = $3 WHERE consumer = $1 AND source <> $2',
    },
    [consumer, source, new Date().toISOString()],
  );
}

/** Notes that a consumer has handled everything before the markers of these partitions. */
export async function noteDrained(tx: Transaction, consumer: string, partitions: readonly number[]): Promise<void> {
  await tx.query(
    {
      name: 'topic-split.drained',
      text: `INSERT INTO messaging.topic_split_drained (consumer, partition, drained_at)
SELECT $1, p, $3 FROM unnest($2::int[]) AS d(p) ON CONFLICT DO NOTHING`,
    },
    [consumer, partitions, new Date().toISOString()],
  );
}

/** Forgets what was drained, before new markers are written. */
export async function forgetDrained(tx: Transaction): Promise<void> {
  await tx.query({ name: 'topic-split.forget', text: 'DELETE FROM messaging.topic_split_drained' }, []);
}

function modeOf(row: Row): SplitMode {
  const mode = MODES.find((known) => known === text(row, 'mode'));
  if (mode === undefined) throw new TypeError(`The topic split is in a mode that this version does not know.`);
  return mode;
}
