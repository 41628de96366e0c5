/**
 * For integration tests: a real Postgres with the system's schema, and a broker over TCP with all its topics. Both belong to the test file
 * that starts them, on free ports of loopback.
 */

import { KafkaCluster, listenOnTcp, realTimeScheduler, systemRandom } from '../../simulation/world/kafka/index.ts';
import { type ClusterOptions, PostgresCluster } from '../../simulation/world/postgres/cluster.ts';
import { type Config, configFromEnvironment, SERVICE_NAMES } from '../config.ts';
import { migrate } from '../migrate.ts';
import { TOPICS_OF_CONTRACTS } from '../topics.ts';

export interface TestEnvironment {
  readonly broker: KafkaCluster;
  readonly cluster: PostgresCluster;
  /** Runs SQL; values come as text. */
  query(sql: string): Promise<(string | null)[][]>;
  /** A configuration for a service in this environment; `extra` are further variables. */
  config(extra?: Readonly<Record<string, string>>): Config;
  /** Has the broker vanish: its connections are closed, and new ones refused. */
  closeBroker(): Promise<void>;
  /** Stops what was started. */
  close(): Promise<void>;
}

const DATABASE = 'temblor';

/** Starts both servers and applies the migrations. `postgres` says how to start Postgres, apart from the port. */
export async function startEnvironment(postgres: ClusterOptions = {}): Promise<TestEnvironment> {
  const cluster = await PostgresCluster.start({ ...postgres, tcp: true });
  await cluster.createDatabase(DATABASE);
  const databaseUrl = cluster.connectionString(DATABASE);
  await migrate({ url: databaseUrl });
  const broker = new KafkaCluster({
    topics: TOPICS_OF_CONTRACTS,
    scheduler: realTimeScheduler(),
    random: systemRandom(),
    brokers: [{ host: '127.0.0.1', port: 0 }],
    groups: { initialRebalanceDelayMs: 0 },
  });
  const listener = await listenOnTcp(broker, { host: '127.0.0.1', port: 0 });
  let listening = true;
  const closeBroker = async (): Promise<void> => {
    if (listening) await listener.close();
    listening = false;
  };
  return {
    broker,
    cluster,
    query: (sql) => cluster.execute(DATABASE, sql),
    config: (extra = {}) =>
      configFromEnvironment({
        DATABASE_URL: databaseUrl,
        KAFKA_BROKERS: `127.0.0.1:${listener.port}`,
        KAFKA_FETCH_WAIT_MS: '100',
        API_AUTH: 'off',
        ...Object.fromEntries(SERVICE_NAMES.map((name) => [`${name.toUpperCase()}_PORT`, '0'])),
        LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
        ...extra,
      }),
    closeBroker,
    close: async () => {
      await closeBroker();
      await cluster.stop();
    },
  };
}
