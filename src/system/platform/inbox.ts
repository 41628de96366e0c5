/** Which messages a service has handled. The rows are written by the flush, in the transaction of the effect. */
import type { Queryable } from './database.ts';
import { text } from './rows.ts';

/** Those of `eventIds` that `service` has handled before. */
export async function handledBefore(
  database: Queryable,
  schema: string,
  service: string,
  eventIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await database.query(
    {
      name: `${schema}.inbox.handled`,
      text: `SELECT event_id FROM ${schema}.processed_events WHERE service_name = $1 AND event_id = ANY($2::uuid[])`,
    },
    [service, eventIds],
  );
  return new Set(rows.map((row) => text(row, 'event_id')));
}
