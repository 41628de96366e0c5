/** What every Postgres of a live run has in common, wherever it runs. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const LOOK_EVERY_MS = 50;

/** What observing a live run through the write-ahead log needs, and all its services together. */
export const OBSERVED_POSTGRES: Readonly<Record<string, string>> = {
  wal_level: 'logical',
  max_replication_slots: '10',
  max_wal_senders: '10',
  max_connections: '300',
};

/**
 * Waits until a server that was just started, or killed, takes connections.
 *
 * @param limitMs in milliseconds.
 * @throws the error of the last try when the time is over.
 */
export async function untilPostgresAnswers(url: string, limitMs = 180_000): Promise<void> {
  const giveUpAt = performance.now() + limitMs;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await sleep(LOOK_EVERY_MS);
    }
  }
}
