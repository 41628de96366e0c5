/** The relay against a real Postgres and a broker over TCP. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Config } from '../config.ts';
import { startEnvironment, type TestEnvironment } from '../testing/environment.ts';
import { eventually } from '../testing/topics.ts';
import { openPool } from './database.ts';
import { kafkaClient } from './kafka.ts';
import { createLogger } from './log.ts';
import { OutboxRelay } from './outbox-relay.ts';
import { Publisher } from './publisher.ts';

const TOPIC = 'wallet-events.v1';
let environment: TestEnvironment;
let config: Config;
let pool: pg.Pool;

beforeAll(async () => {
  environment = await startEnvironment();
  config = environment.config();
  pool = openPool(config.database, 'test', createLogger(config.log, 'test', 'test'));
});

beforeEach(() => environment.query('TRUNCATE wallet.outbox'));

afterAll(async () => {
  await pool.end();
  await environment.close();
});

function startRelay(name: string): OutboxRelay {
  const log = createLogger(config.log, 'wallet', name);
  const publisher = new Publisher(kafkaClient(config.kafka, name, log), log);
  const relay = new OutboxRelay(pool, publisher, 'wallet', { cycleMs: 200, batch: 10 }, log);
  relay.start();
  return relay;
}

async function enqueue(key: string, payload: string): Promise<void> {
  await pool.query(
    `INSERT INTO wallet.outbox (topic, message_key, event_id, event_type, correlation_id, payload, created_at)
     VALUES ($1, $2, $3, 'Test', $3, $4, '2026-01-01')`,
    [TOPIC, key, randomUUID(), payload],
  );
}

/** What arrived under a key, in order. */
function arrived(key: string): readonly string[] {
  return environment.broker
    .records(TOPIC)
    .flatMap((record) => (String(record.key) === key ? [String(record.value)] : []));
}

async function pending(): Promise<number> {
  const [row] = await environment.query('SELECT count(*) FROM wallet.outbox WHERE synced_at IS NULL');
  return Number(row?.[0]);
}

test('a message that the broker refuses keeps back its key, and only that, until it is mended', async () => {
  const [refused, other] = [randomUUID(), randomUUID()];
  await enqueue(refused, 'x'.repeat(2_000_000));
  await enqueue(refused, 'second');
  await enqueue(other, 'free');
  const relay = startRelay('refused');
  try {
    await eventually(async () => ((await pending()) === 2 ? true : undefined));
    // Several cycles, in which it tries the refused one again.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(arrived(refused)).toEqual([]);
    // The part of a refused batch that the broker did take comes twice, with the same event_id.
    expect(new Set(arrived(other))).toEqual(new Set(['free']));
    await environment.query("UPDATE wallet.outbox SET payload = 'first' WHERE length(payload) > 1000");
    await eventually(async () => ((await pending()) === 0 ? true : undefined));
    expect(arrived(refused)).toEqual(['first', 'second']);
  } finally {
    await relay.stop();
  }
});

test('several relays share one outbox: each row goes out, and every key keeps its order', async () => {
  const keys = Array.from({ length: 5 }, () => randomUUID());
  const relays = ['a', 'b', 'c'].map(startRelay);
  try {
    for (let n = 0; n < 40; n += 1) {
      await Promise.all(keys.map((key) => enqueue(key, String(n))));
      for (const relay of relays) relay.nudge();
    }
    await eventually(async () => ((await pending()) === 0 ? true : undefined));
    // A relay that gets the lock reads what the one before it has just marked once more; inboxes know what they had.
    const inOrder = Array.from({ length: 40 }, (_, n) => String(n));
    for (const key of keys) expect([...new Set(arrived(key))]).toEqual(inOrder);
  } finally {
    await Promise.all(relays.map((relay) => relay.stop()));
  }
});

test('what is pending when a relay stops is still published', async () => {
  const key = randomUUID();
  const relay = startRelay('last');
  await enqueue(key, 'last words');
  await relay.stop();
  expect(arrived(key)).toEqual(['last words']);
  expect(await pending()).toBe(0);
});
