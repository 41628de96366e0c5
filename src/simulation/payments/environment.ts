/**
 * What one run after the other needs: a Postgres server of our own with the system's schema in it, and the code of
 * the services, loaded after the world was put below Node. Opening one costs about a second, a run only milliseconds.
 */
import type { Config, ServiceName } from '../../system/config.ts';
import { installWorld } from '../world/index.ts';
import { LockstepDatabase, PostgresCluster, type PostgresTemplate } from '../world/postgres/index.ts';
import { DATABASE } from './cast.ts';

/** Each table of the services and each of its columns, in their order. Partitions are part of their table. */
export const COLUMNS = `
    SELECT table_schema || '.' || table_name, column_name
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema IN ('payment', 'wallet', 'gateway', 'saga', 'metrics', 'recovery', 'messaging') AND table_type = 'BASE TABLE'
      AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = format('%I.%I', table_schema, table_name)::regclass)
    ORDER BY table_schema, table_name, ordinal_position`;

/** Starts one instance; resolves when it accepts work. */
export type StartService = (config: Config) => Promise<unknown>;

export interface EnvironmentOptions {
  /** Services that take the place of the shipped ones; loaded when the world is in place, so that they run in it. */
  readonly substitutes?: Partial<Readonly<Record<ServiceName, () => Promise<StartService>>>>;
  /** The server may really crash and recover in a run, which makes every run slower; otherwise a crash is played. Default false. */
  readonly crashable?: boolean;
  /** Copied instead of running initdb; a string is its directory. */
  readonly template?: PostgresTemplate | string;
}

export interface Libraries {
  readonly kafkajs: typeof import('kafkajs');
  readonly pg: Pick<typeof import('pg'), 'Client'>;
}

export class PaymentEnvironment {
  readonly database: LockstepDatabase;
  readonly services: Readonly<Record<ServiceName, StartService>>;
  /** What processes that are not ours speak to Kafka and Postgres with; the services load the same. */
  readonly libraries: Libraries;
  /** Columns of each table of the services, by `schema.table`. Partitions are part of their table. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
  readonly #cluster: PostgresCluster;

  private constructor(
    cluster: PostgresCluster,
    database: LockstepDatabase,
    services: Readonly<Record<ServiceName, StartService>>,
    libraries: Libraries,
  ) {
    this.#cluster = cluster;
    this.libraries = libraries;
    this.database = database;
    this.services = services;
    this.columns = columnsOf(database);
  }

  /**
   * Starts the server, migrates the database and loads the services. Close it when no run needs it any more.
   * @throws EnvironmentError if this machine lacks what is needed
   */
  static async open(options: EnvironmentOptions = {}): Promise<PaymentEnvironment> {
    const { substitutes = {}, template, crashable = false } = options;
    await installWorld();
    const services = await loadServices(substitutes);
    const libraries = await loadLibraries();
    const cluster = await PostgresCluster.start({ crashable, ...(template === undefined ? {} : { template }) });
    try {
      await cluster.createDatabase(DATABASE);
      const { migrate } = await import('../../system/migrate.ts');
      await migrate({ url: cluster.connectionString(DATABASE) });
      if (!crashable) await cluster.unlog(DATABASE);
      const database = await LockstepDatabase.attach(cluster, DATABASE);
      return new PaymentEnvironment(cluster, database, services, libraries);
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** Ends the server and removes what it left on the disk. */
  async close(): Promise<void> {
    this.database.detach();
    await this.#cluster.stop();
  }
}

/** Not imported at the top: what is loaded before the world is there would keep the real clock and network. */
async function loadServices(
  substitutes: NonNullable<EnvironmentOptions['substitutes']>,
): Promise<Readonly<Record<ServiceName, StartService>>> {
  const shipped = {
    payment: async () => (await import('../../system/payment/service.ts')).startPaymentService,
    wallet: async () => (await import('../../system/wallet/service.ts')).startWalletService,
    gateway: async () => (await import('../../system/gateway/service.ts')).startGatewayService,
    saga: async () => (await import('../../system/saga/service.ts')).startSagaService,
    metrics: async () => (await import('../../system/metrics/service.ts')).startMetricsService,
    recovery: async () => (await import('../../system/recovery/service.ts')).startRecoveryService,
  };
  const { payment, wallet, gateway, saga, metrics, recovery } = { ...shipped, ...substitutes };
  return {
    payment: await payment(),
    wallet: await wallet(),
    gateway: await gateway(),
    saga: await saga(),
    metrics: await metrics(),
    recovery: await recovery(),
  };
}

/** As late as the services, and for the same reason. */
async function loadLibraries(): Promise<Libraries> {
  const [{ default: kafkajs }, { default: pg }] = [await import('kafkajs'), await import('pg')];
  return { kafkajs, pg };
}

function columnsOf(database: LockstepDatabase): ReadonlyMap<string, readonly string[]> {
  const tables = Map.groupBy(database.query(COLUMNS), ([table]) => table ?? '');
  return new Map([...tables].map(([table, list]) => [table, list.map(([, column]) => column ?? '')]));
}
