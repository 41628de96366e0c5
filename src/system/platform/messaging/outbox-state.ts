/** What waits in a service's outbox, for how long, and how long publishing takes. */
import type { Queryable } from '../database.ts';
import { instant, integer, text } from '../rows.ts';

/** Durations are milliseconds; the lag is the age of the oldest message that waits, 0 when none does. */
export interface OutboxState {
  readonly pending: number;
  readonly lag_ms: number;
  readonly by_type: readonly {
    readonly topic: string;
    readonly event_type: string;
    readonly pending: number;
    readonly oldest_created_at: string;
  }[];
}

/** What is pending now, by topic and type. */
export async function outboxState(database: Queryable, schema: string): Promise<OutboxState> {
  const { rows } = await database.query(
    {
      name: `${schema}.outbox.state`,
      text: `SELECT topic, event_type, pending, oldest_created_at FROM ${schema}.outbox_pending
ORDER BY oldest_created_at, topic, event_type`,
    },
    [],
  );
  const byType = rows.map((row) => ({
    topic: text(row, 'topic'),
    event_type: text(row, 'event_type'),
    pending: integer(row, 'pending'),
    oldest_created_at: instant(row, 'oldest_created_at'),
  }));
  const oldest = byType[0]?.oldest_created_at;
  return {
    pending: byType.reduce((sum, { pending }) => sum + pending, 0),
    lag_ms: oldest === undefined ? 0 : Math.max(0, Date.now() - Date.parse(oldest)),
    by_type: byType,
  };
}

/** How long messages took from their commit to the broker's acknowledgement. Reads all that was published; for a person who asks. */
export async function outboxLatency(database: Queryable, schema: string): Promise<readonly object[]> {
  const { rows } = await database.query(
    {
      name: `${schema}.outbox.latency`,
      text: `SELECT topic, event_type, published, (extract(epoch FROM average) * 1000)::bigint AS average_ms,
  (extract(epoch FROM longest) * 1000)::bigint AS longest_ms
FROM ${schema}.outbox_latency ORDER BY topic, event_type`,
    },
    [],
  );
  return rows.map((row) => ({
    topic: text(row, 'topic'),
    event_type: text(row, 'event_type'),
    published: integer(row, 'published'),
    average_ms: integer(row, 'average_ms'),
    longest_ms: integer(row, 'longest_ms'),
  }));
}
