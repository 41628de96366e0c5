/** What waits for a service, asked of a broker over TCP. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEnvironment, type TestEnvironment } from '../../testing/environment.ts';
import { sendRecords } from '../../testing/topics.ts';
import { kafkaClient } from '../kafka.ts';
import { createLogger } from '../log.ts';
import { type GroupTopics, Watermarks } from './watermarks.ts';

let environment: TestEnvironment;

beforeAll(async () => {
  environment = await startEnvironment();
});

afterAll(() => environment.close());

test('all groups of a service count, each with what waited when it was first there', async () => {
  const config = environment.config();
  const kafka = kafkaClient(config.kafka, 'test', createLogger(config.log, 'wallet', 'test'));
  const send = (topic: string) => sendRecords(config, topic, [{ key: 'k', value: 'v' }]);
  const groups: GroupTopics[] = [{ group: 'own', topics: ['wallet-commands.v1'] }];
  const watermarks = new Watermarks(kafka, () => groups);
  try {
    await send('wallet-commands.v1');
    expect(await watermarks.left()).toBe(1);
    await send('wallet-commands.v1');
    await send('events.payments.v1');
    groups.push({ group: 'own.payments.legacy', topics: ['events.payments.v1'] });
    expect(await watermarks.left()).toBe(2);
    groups.pop();
    expect(await watermarks.left()).toBe(1);
  } finally {
    await watermarks.close();
  }
});
