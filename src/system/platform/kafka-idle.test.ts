/** A connection to the broker at rest, over TCP. */
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { afterEach, expect, test, vi } from 'vitest';
import { KafkaCluster, listenOnTcp, realTimeScheduler, systemRandom } from '../../simulation/world/kafka/index.ts';
import { configFromEnvironment } from '../config.ts';
import { kafkaClient } from './kafka.ts';
import { createLogger } from './log.ts';

afterEach(() => void vi.restoreAllMocks());

test('an idle connection sets no timers, and none for a moment that is past', async () => {
  const broker = new KafkaCluster({
    topics: [{ name: 'topic', partitions: 1 }],
    scheduler: realTimeScheduler(),
    random: systemRandom(),
    brokers: [{ host: '127.0.0.1', port: 0 }],
  });
  const listener = await listenOnTcp(broker, { host: '127.0.0.1', port: 0 });
  const config = configFromEnvironment({
    DATABASE_URL: 'postgres://localhost/none',
    KAFKA_BROKERS: `127.0.0.1:${listener.port}`,
  });
  const admin = kafkaClient(config.kafka, 'test', createLogger({ level: 'silent' }, 'wallet', 'test')).admin();
  const timers = vi.spyOn(globalThis, 'setTimeout');
  const intervals = vi.spyOn(globalThis, 'setInterval');
  try {
    await admin.connect();
    expect(await admin.listTopics()).toContain('topic');
    timers.mockClear();
    await sleep(200);
    expect(timers.mock.calls.length).toBeLessThan(5);
    expect(await admin.listTopics()).toContain('topic');
    expect(timers.mock.calls.filter(([, delay]) => delay !== undefined && delay < 0)).toEqual([]);
    expect(new Set(intervals.mock.calls.map(([, delay]) => delay))).toEqual(new Set([1000]));
  } finally {
    await admin.disconnect();
    await listener.close();
  }
});

test('an answer that does not come is given up', async () => {
  const silent = net.createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const admin = new Kafka({
    brokers: [`127.0.0.1:${port}`],
    requestTimeout: 150,
    retry: { retries: 0 },
    logLevel: logLevel.NOTHING,
  }).admin();
  try {
    await expect(admin.connect()).rejects.toThrow(/timed out/);
  } finally {
    await admin.disconnect();
    silent.close();
  }
});
