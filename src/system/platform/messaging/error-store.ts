/** The errors that a service keeps for a person: looking through them, and settling them. They are written by the flush. */
import type { Queryable } from '../database.ts';
import { instant, json, optionalInstant, optionalText, type Row, text } from '../rows.ts';

const COLUMNS =
  'error_id, kind, reason, aggregate_id, event_id, detail, occurred_at, resolved_at, resolved_by, resolution';

/** An error as the API shows it. */
export type ErrorEntry = Readonly<Record<string, unknown>>;

/** What of the errors a list is to show. */
export interface ErrorFilter {
  /** True for those that nobody settled, false for the others. */
  readonly open?: boolean;
  readonly kind?: string;
  readonly aggregateId?: string;
}

/** Up to `limit` errors that match, oldest first, from the one after the error `after` on. */
export async function listErrors(
  database: Queryable,
  schema: string,
  filter: ErrorFilter,
  limit: number,
  after?: string,
): Promise<readonly ErrorEntry[]> {
  const { rows } = await database.query(
    {
      name: `${schema}.errors.list`,
      text: `SELECT ${COLUMNS} FROM ${schema}.errors
WHERE ($1::boolean IS NULL OR (resolved_at IS NULL) = $1) AND ($2::text IS NULL OR kind = $2)
  AND ($3::text IS NULL OR aggregate_id = $3)
  AND ($4::uuid IS NULL OR (occurred_at, error_id) > (SELECT occurred_at, error_id FROM ${schema}.errors WHERE error_id = $4))
ORDER BY occurred_at, error_id LIMIT $5`,
    },
    [filter.open ?? null, filter.kind ?? null, filter.aggregateId ?? null, after ?? null, limit],
  );
  return rows.map(entryOf);
}

/** An error by id. */
export async function findError(database: Queryable, schema: string, id: string): Promise<ErrorEntry | undefined> {
  const { rows } = await database.query(
    { name: `${schema}.errors.find`, text: `SELECT ${COLUMNS} FROM ${schema}.errors WHERE error_id = $1` },
    [id],
  );
  return rows[0] === undefined ? undefined : entryOf(rows[0]);
}

/** Settles an open error. Returns false when it is unknown or settled already. */
export async function resolveError(
  database: Queryable,
  schema: string,
  id: string,
  by: string,
  resolution: string,
): Promise<boolean> {
  const { rows } = await database.query(
    {
      name: `${schema}.errors.resolve`,
      text: `UPDATE ${schema}.errors SET resolved_at = $2, resolved_by = $3, resolution = $4
WHERE error_id = $1 AND resolved_at IS NULL RETURNING 1`,
    },
    [id, new Date().toISOString(), by, resolution],
  );
  return rows.length === 1;
}

function entryOf(row: Row): ErrorEntry {
  const optional = {
    aggregate_id: optionalText(row, 'aggregate_id'),
    event_id: optionalText(row, 'event_id'),
    resolved_at: optionalInstant(row, 'resolved_at'),
    resolved_by: optionalText(row, 'resolved_by'),
    resolution: optionalText(row, 'resolution'),
  };
  return {
    error_id: text(row, 'error_id'),
    kind: text(row, 'kind'),
    reason: text(row, 'reason'),
    occurred_at: instant(row, 'occurred_at'),
    detail: json(row, 'detail'),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}
