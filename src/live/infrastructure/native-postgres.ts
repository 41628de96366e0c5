/** The Postgres that came with the install, flushing as in production. */
import { PostgresCluster } from '../../simulation/world/postgres/cluster.ts';
import { OBSERVED_POSTGRES, untilPostgresAnswers } from './observed-postgres.ts';
import type { LivePostgres } from './servers.ts';

/** Any process of the server that ends by a signal makes all others end at once, and the log be replayed. */
const VICTIM = `SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'`;

/** @throws EnvironmentError if this machine can't run it */
export async function startNativePostgres(): Promise<LivePostgres & { stop(): Promise<void> }> {
  const cluster = await PostgresCluster.start({
    durable: true,
    tcp: true,
    settings: OBSERVED_POSTGRES,
  });
  const url = cluster.connectionString('postgres');
  return {
    url,
    killable: {
      kill: async () => {
        const [row] = await cluster.execute('postgres', VICTIM);
        process.kill(Number(row?.[0]), 'SIGKILL');
        return () => untilPostgresAnswers(url);
      },
    },
    stop: () => cluster.stop(),
  };
}
