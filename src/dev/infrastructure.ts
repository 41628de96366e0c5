/** Postgres and Kafka without Docker: embedded Postgres, which flushes as in production, and the project's own broker on TCP. */
import { createServer } from 'node:net';
import { PostgresCluster } from '../simulation/world/postgres/cluster.ts';
import { startBroker } from './broker.ts';
import { type DevOptions, UsageError } from './options.ts';
import { brokerAddress, portsOf } from './plan.ts';

const DATABASE = 'temblor';

export interface Infrastructure {
  readonly databaseUrl: string;
  stop(): Promise<void>;
}

/**
 * Starts both.
 * @throws UsageError when a port is taken; EnvironmentError when Postgres can't run here
 */
export async function startInfrastructure(options: DevOptions): Promise<Infrastructure> {
  await refuseBusyPorts(options);
  const cluster = await PostgresCluster.start({ durable: true, tcp: true });
  try {
    await cluster.createDatabase(DATABASE);
    const listener = await startBroker(brokerAddress(options));
    return {
      databaseUrl: cluster.connectionString(DATABASE),
      stop: async () => {
        await listener.close();
        await cluster.stop();
      },
    };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** Asked before anything is started: a service that can't listen would be started again and again. */
async function refuseBusyPorts(options: DevOptions): Promise<void> {
  for (const { port, name } of portsOf(options)) {
    if (await isFree(port)) continue;
    throw new UsageError(
      `Port ${port}, for ${name}, is in use. Choose other ports with --base-port, such as --base-port 13000.`,
    );
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
