/** Kafka and Postgres in containers: started, asked, killed and started again, and used by a live run: `npm run test:containers`. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wrongAnswers } from '../conformance/kafka/clients.ts';
import type { LivePostgres } from '../infrastructure/servers.ts';
import { coordinatorsReady } from '../run/topics.ts';
import { imagesFrom } from './images.ts';
import { type KafkaContainer, startKafkaContainer } from './kafka.ts';
import { startPostgresContainer } from './postgres.ts';
import { requireEngine } from './server.ts';

const SIMULATE = join(import.meta.dirname, '../../simulation/cli/start.mjs');
const LONG_MS = 600_000;

let kafka: KafkaContainer;
let postgres: LivePostgres & { stop(): Promise<void> };
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  await requireEngine();
  const images = imagesFrom(process.env);
  const keep = <T extends { stop(): Promise<void> }>(server: T): T => {
    stops.push(() => server.stop());
    return server;
  };
  [kafka, postgres] = await Promise.all([
    startKafkaContainer(images.kafka).then(keep),
    startPostgresContainer(images.postgres).then(keep),
  ]);
  // A new cluster is a while without coordinators, and the cases are not about that.
  const admin = adminOf(kafka);
  await admin.connect();
  await coordinatorsReady(admin);
  await admin.disconnect();
}, LONG_MS);
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
}, LONG_MS);

function adminOf({ brokers }: KafkaContainer) {
  return new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
}

test(
  'a live run takes both, plays a scenario with them, and all properties hold',
  async () => {
    const env = { ...process.env, KAFKA_BROKERS: kafka.brokers.join(), DATABASE_URL: postgres.url };
    const report = await mkdtemp(join(tmpdir(), 'temblor-containers-'));
    stops.push(() => rm(report, { recursive: true }));
    const what = ['--scenario', 'happy-path,insufficient-funds', '--runs', '1', '--report', report];
    const { stdout, stderr } = await promisify(execFile)('node', [SIMULATE, '--live', ...what], { env });
    expect(stderr).toContain('named by KAFKA_BROKERS');
    expect(stdout).toMatch(/happy-path +✓/);
    expect(stdout).toMatch(/insufficient-funds +✓/);
  },
  LONG_MS,
);

test(
  'Kafka gives kafkajs the right answers',
  async () => {
    expect(await wrongAnswers('kafkajs', { brokers: kafka.brokers, limitMs: 60_000 })).toEqual([]);
  },
  LONG_MS,
);

test(
  'a broker that is killed is back at its address, with its topics',
  async () => {
    const admin = adminOf(kafka);
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 3 }], waitForLeaders: true });
    await admin.disconnect();
    await (await kafka.killable.kill())();
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: ['kept'] });
    await admin.disconnect();
    expect(topics[0]?.partitions).toHaveLength(3);
  },
  LONG_MS,
);

test(
  'a database that is killed has what it had committed, and flushes as in production',
  async () => {
    const ask = async (statement: string): Promise<unknown> => {
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      try {
        return (await client.query(statement)).rows;
      } finally {
        await client.end();
      }
    };
    expect(await ask('SHOW fsync')).toEqual([{ fsync: 'on' }]);
    await ask('CREATE TABLE kept AS SELECT 42 AS answer');
    const back = await postgres.killable?.kill();
    await back?.();
    expect(await ask('SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  },
  LONG_MS,
);
