/**
 * The whole system on this machine for one measurement: Postgres on disk with every commit flushed, the project's broker, a provider for each name,
 * and all services, each a process of its own. The services have their default configuration, API keys, audit and metrics included.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { allReady } from '../../src/dev/demo.ts';
import { brokerAddress, environment, type PlanOptions, providers, services, urlOf } from '../../src/dev/plan.ts';
import { ApacheKafka } from '../../src/live/kafka/apache-kafka.ts';
import { PostgresCluster } from '../../src/simulation/world/postgres/index.ts';
import { SERVICE_NAMES } from '../../src/system/config.ts';
import { issueApiKey } from '../../src/system/platform/api/key-admin.ts';
import { reader } from '../../src/system/platform/database.ts';
import { Processes } from './processes.ts';

const SYSTEM = join(import.meta.dirname, '../../src/system/main.ts');
const BROKER = join(import.meta.dirname, 'broker.ts');
const DATABASE = 'temblor';
/** Brokers to choose from. */
export const BROKERS = ['own', 'kafka'] as const;
export type BrokerChoice = (typeof BROKERS)[number];
const FLOOR_DATABASE = 'floor';
/** For both sides alike: room for what is measured, and no checkpoint in the middle of it. */
const SERVER_SETTINGS = { shared_buffers: '256MB', max_wal_size: '8GB', checkpoint_timeout: '1h' };
/** More than anybody can ask for: what is measured is the services, not the limit. */
const UNLIMITED = 1_000_000;

export interface Stage {
  readonly paymentUrl: string;
  readonly walletUrl: string;
  readonly apiKey: string;
  /** Of the services. */
  readonly database: pg.Pool;
  /** An empty database on the same server. */
  readonly floorUrl: string;
  /** Ids of the processes by name; `postgres` is the one that all its backends descend from. */
  readonly pids: () => ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

export interface StageOptions extends PlanOptions {
  /** Where CPU profiles of the processes go, if they are wanted. */
  readonly profile: string | undefined;
  /** The project's own broker, or Apache Kafka with one node. */
  readonly broker: BrokerChoice;
}

/** Starts it; resolves when all services are ready. */
export async function setStage(options: StageOptions): Promise<Stage> {
  const directory = mkdtempSync(join(tmpdir(), 'temblor-bench-'));
  if (options.profile !== undefined) mkdirSync(options.profile, { recursive: true });
  const cluster = await PostgresCluster.start({ durable: true, tcp: true, base: tmpdir(), settings: SERVER_SETTINGS });
  const processes = new Processes(directory, options.profile);
  const url = cluster.connectionString(DATABASE);
  const database = new pg.Pool({ connectionString: url, max: 4 });
  let kafka: ApacheKafka | undefined;
  const startBroker = async (): Promise<string> => {
    if (options.broker === 'kafka') {
      kafka = await ApacheKafka.start({ say: (line) => console.log(line) });
      return kafka.brokers.join(',');
    }
    const { host, port } = brokerAddress(options);
    processes.start({ name: 'broker', file: BROKER, args: ['--port', String(port)], env: {} });
    return `${host}:${port}`;
  };
  const stop = async (): Promise<void> => {
    await processes.stop();
    await kafka?.stop();
    await database.end();
    await cluster.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    for (const name of [DATABASE, FLOOR_DATABASE]) await cluster.createDatabase(name);
    const brokers = { KAFKA_BROKERS: await startBroker() };
    const env = { ...process.env, ...environment(options, url), ...brokers };
    await promisify(execFile)(process.execPath, [SYSTEM, 'migrate'], { env });
    for (const program of [...providers(options), ...services(options, url)]) {
      processes.start({ ...program, env: { ...program.env, ...brokers } });
    }
    await allReady(SERVICE_NAMES.map((name) => urlOf(options.basePort, name)));
    return {
      paymentUrl: urlOf(options.basePort, 'payment'),
      walletUrl: urlOf(options.basePort, 'wallet'),
      apiKey: await operatorKey(database),
      database,
      floorUrl: cluster.connectionString(FLOOR_DATABASE),
      pids: () => new Map([...processes.pids, ...pidsOf(kafka), ['postgres', cluster.pid]]),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function pidsOf(kafka: ApacheKafka | undefined): readonly (readonly [string, number])[] {
  return (kafka?.nodes ?? []).flatMap(({ pid }) => (pid === undefined ? [] : [['broker', pid] as const]));
}

async function operatorKey(database: pg.Pool): Promise<string> {
  const { key } = await issueApiKey(reader(database), {
    owner: { kind: 'operator', id: 'bench' },
    scopes: ['payments:read', 'payments:write', 'wallets:read', 'wallets:write'],
    name: 'bench',
    ratePerSecond: UNLIMITED,
    burst: UNLIMITED,
  });
  return key;
}
