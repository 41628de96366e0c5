/** The Postgres that came with the install, flushing as in production. */
import pg from 'pg';
import { PostgresCluster } from '../../simulation/world/postgres/cluster.ts';
import type { LivePostgres } from './servers.ts';

const LOOK_EVERY_MS = 50;
/** Any process of the server that ends by a signal makes all others end at once, and the log be replayed. */
const VICTIM = `SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'`;

/** @throws EnvironmentError if this machine can't run it */
export async function startNativePostgres(): Promise<LivePostgres & { stop(): Promise<void> }> {
  const cluster = await PostgresCluster.start({
    durable: true,
    tcp: true,
    settings: { wal_level: 'logical', max_replication_slots: '10', max_wal_senders: '10', max_connections: '300' },
  });
  const url = cluster.connectionString('postgres');
  return {
    url,
    killable: {
      kill: async () => {
        const [row] = await cluster.execute('postgres', VICTIM);
        process.kill(Number(row?.[0]), 'SIGKILL');
        return () => untilUp(url);
      },
    },
    stop: () => cluster.stop(),
  };
}

async function untilUp(url: string): Promise<void> {
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}
