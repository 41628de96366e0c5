/** A connection to the broker at rest, over TCP. */
import { setTimeout as sleep } from 'node:timers/promises';
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
  try {
    await admin.connect();
    expect(await admin.listTopics()).toContain('topic');
    timers.mockClear();
    await sleep(200);
    expect(timers.mock.calls.length).toBeLessThan(5);
    expect(await admin.listTopics()).toContain('topic');
    expect(timers.mock.calls.filter(([, delay]) => delay !== undefined && delay < 0)).toEqual([]);
  } finally {
    await admin.disconnect();
    await listener.close();
  }
});
