/** The SQL of checkpoints and snapshots. */
import type { Queryable } from '../database.ts';
import { instant, integer, json, text } from '../rows.ts';
import { type Folded, SNAPSHOT_EVERY } from './fold.ts';
import type { Projection } from './projection.ts';

/** Up to which sequence number `reader` has seen everything; 0 when it never began. */
export async function readCheckpoint(database: Queryable, schema: string, reader: string): Promise<number> {
  const { rows } = await database.query(
    { name: `${schema}.checkpoint.read`, text: `SELECT sequence FROM ${schema}.checkpoints WHERE reader = $1` },
    [reader],
  );
  return rows[0] === undefined ? 0 : integer(rows[0], 'sequence');
}

/** Moves a checkpoint forward, never back. */
export async function moveCheckpoint(
  database: Queryable,
  schema: string,
  reader: string,
  sequence: number,
): Promise<void> {
  await database.query(
    {
      name: `${schema}.checkpoint.move`,
      text: `INSERT INTO ${schema}.checkpoints AS c (reader, sequence, updated_at) VALUES ($1, $2, $3)
ON CONFLICT (reader) DO UPDATE SET sequence = EXCLUDED.sequence, updated_at = EXCLUDED.updated_at WHERE c.sequence < EXCLUDED.sequence`,
    },
    [reader, sequence, new Date().toISOString()],
  );
}

/** The latest snapshots of these aggregates that this version can read, by aggregate. Those up to `sequence` and `at` only. */
export async function latestSnapshots<State>(
  database: Queryable,
  schema: string,
  projection: Projection<State>,
  ids: readonly string[],
  until: { readonly sequence?: number; readonly at?: string } = {},
): Promise<ReadonlyMap<string, Folded<State>>> {
  const { rows } = await database.query(
    {
      name: `${schema}.snapshots.latest`,
      text: `SELECT s.* FROM unnest($2::text[]) AS wanted(id) JOIN LATERAL (
  SELECT aggregate_id, version, sequence, occurred_until, state FROM ${schema}.snapshots
  WHERE projection = $1 AND aggregate_id = wanted.id AND schema_version = $3
    AND ($4::bigint IS NULL OR sequence <= $4) AND ($5::timestamptz IS NULL OR occurred_until <= $5)
  ORDER BY version DESC LIMIT 1
) s ON true`,
    },
    [projection.name, ids, projection.schemaVersion, until.sequence ?? null, until.at ?? null],
  );
  const found = new Map<string, Folded<State>>();
  for (const row of rows) {
    const id = text(row, 'aggregate_id');
    const state = projection.decode(id, json(row, 'state'));
    if (state === undefined) continue;
    const occurredUntil = instant(row, 'occurred_until');
    found.set(id, {
      state,
      version: integer(row, 'version'),
      sequence: integer(row, 'sequence'),
      occurredAt: occurredUntil,
      occurredUntil,
    });
  }
  return found;
}

/** A fold that is worth keeping: one at a multiple of 100 events. */
export function isSnapshotDue(version: number): boolean {
  return version > 0 && version % SNAPSHOT_EVERY === 0;
}

/** Keeps snapshots. One that is there already stays as it is, unless it is of another schema version. */
export async function saveSnapshots<State>(
  database: Queryable,
  schema: string,
  projection: Projection<State>,
  snapshots: readonly { readonly id: string; readonly folded: Folded<State> }[],
): Promise<void> {
  if (snapshots.length === 0) return;
  await database.query(
    {
      name: `${schema}.snapshots.save`,
      text: `INSERT INTO ${schema}.snapshots AS s
  (projection, aggregate_id, version, schema_version, sequence, occurred_until, state, created_at)
SELECT $1, id, version, $2, sequence, occurred_until, state, $3::timestamptz
FROM unnest($4::text[], $5::bigint[], $6::bigint[], $7::timestamptz[], $8::jsonb[]) AS n(id, version, sequence, occurred_until, state)
ON CONFLICT (projection, aggregate_id, version) DO UPDATE SET schema_version = EXCLUDED.schema_version, state = EXCLUDED.state,
  created_at = EXCLUDED.created_at WHERE s.schema_version <> EXCLUDED.schema_version`,
    },
    [
      projection.name,
      projection.schemaVersion,
      new Date().toISOString(),
      snapshots.map(({ id }) => id),
      snapshots.map(({ folded }) => folded.version),
      snapshots.map(({ folded }) => folded.sequence),
      snapshots.map(({ folded }) => folded.occurredUntil),
      snapshots.map(({ folded }) => JSON.stringify(projection.encode(folded.state))),
    ],
  );
}
