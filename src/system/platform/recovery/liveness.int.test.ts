/** What the probes say of a service whose consumer, broker or database is away. */

import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEnvironment, type TestEnvironment } from '../../testing/environment.ts';
import { eventually, message, sendMessages } from '../../testing/topics.ts';
import { type RunningService, startService } from '../service.ts';
import { ConsumerPulse } from './pulse.ts';

let environment: TestEnvironment;

beforeAll(async () => {
  environment = await startEnvironment();
});

afterAll(() => environment.close());

async function probe(
  service: RunningService,
  path: string,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await fetch(`${service.address}${path}`);
  return { status: answer.status, body: await answer.json() };
}

test('a consumer that has stopped without a word is known to be dead', async () => {
  const kafka = new Kafka({ brokers: [...environment.config().kafka.brokers], logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: 'pulse', heartbeatInterval: 100 });
  const pulse = new ConsumerPulse();
  pulse.watch(consumer);
  expect(pulse.joined).toBe(false);
  await consumer.connect();
  await consumer.subscribe({ topics: ['wallet-commands.v1'] });
  await consumer.run({ eachMessage: () => Promise.resolve() });
  await eventually(() => (pulse.joined ? true : undefined));
  expect(pulse.death).toBeUndefined();
  expect(pulse.silentMs(Date.now())).toBeLessThan(5_000);
  await consumer.stop();
  expect(pulse.death).toBe('it stopped');
  expect(pulse.joined).toBe(false);
  await consumer.disconnect();
  const before = pulse.silentMs(Date.now());
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(pulse.silentMs(Date.now())).toBeGreaterThanOrEqual(before + 290);
});

test('a service is not ready while what was waiting for it at its start is not done, and then is', async () => {
  const wallet = '5c0f5f0e-1111-4222-8333-944444444444';
  const waiting = message({ event_type: 'LockWallet', data: { wallet_id: wallet, reason: 'test' } }, 'wallet', wallet);
  await sendMessages(environment.config(), [waiting]);
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const config = environment.config({ RECOVERY_POLL_MS: '20' });
  const service = await startService('wallet', config, () => ({ handle: () => held }));
  try {
    await eventually(async () => {
      const { status, body } = await probe(service, '/health/ready');
      expect(status).toBe(503);
      const told = JSON.stringify(body);
      return told.includes('"kafka_consumers_connected":true') && told.includes('"pending_events_processed":false')
        ? true
        : undefined;
    });
    await eventually(async () => {
      const { body } = await probe(service, '/api/v1/admin/recovery');
      return JSON.stringify(body).includes('"messages_left":1') ? true : undefined;
    });
    expect((await probe(service, '/health/live')).status).toBe(200);
    release();
    await eventually(async () => ((await probe(service, '/health/ready')).status === 200 ? true : undefined));
  } finally {
    release();
    await service.stop();
  }
});

test('what is at work when a service is told to stop is finished and committed before it leaves', async () => {
  const wallet = '6c0f5f0e-1111-4222-8333-944444444444';
  let begun = 0;
  const config = environment.config();
  const service = await startService('wallet', config, () => ({
    handle: async (step, messages) => {
      begun += 1;
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      for (const one of messages) step.recordError({ kind: 'slow', reason: 'handled', eventId: one.event_id });
    },
  }));
  const slow = message({ event_type: 'LockWallet', data: { wallet_id: wallet, reason: 'test' } }, 'wallet', wallet);
  await sendMessages(config, [slow]);
  await eventually(() => (begun > 0 ? true : undefined));
  await service.stop();
  expect(begun).toBe(1);
  expect(await environment.query("SELECT event_id FROM wallet.errors WHERE kind = 'slow'")).toEqual([[slow.event_id]]);
  expect(environment.broker.lag('wallet')).toBe(0);
});

test('a service whose broker is away is not ready, though a restart would not help', async () => {
  const config = environment.config({
    KAFKA_SESSION_TIMEOUT_MS: '6000',
    KAFKA_HEARTBEAT_INTERVAL_MS: '100',
    RECOVERY_POLL_MS: '20',
  });
  let handled = false;
  const handle = (): Promise<void> => {
    handled = true;
    return Promise.resolve();
  };
  const service = await startService('gateway', config, () => ({ handle }));
  const payment = '7c0f5f0e-1111-4222-8333-944444444444';
  const data = { payment_id: payment, amount: 5, currency: 'EUR', reason: 'test' } as const;
  const command = { event_type: 'CancelWithGateway', data } as const;
  try {
    await eventually(async () => ((await probe(service, '/health/ready')).status === 200 ? true : undefined));
    // Only a consumer that has read something is past the moment in which kafkajs gives up without a broker.
    await sendMessages(config, [message(command, 'gateway', payment)]);
    await eventually(() => (handled ? true : undefined));
    await environment.closeBroker();
    const { body } = await eventually(async () => {
      const answer = await probe(service, '/health/ready');
      return answer.status === 503 ? answer : undefined;
    });
    expect(body).toMatchObject({ criteria: { event_store_accessible: true, kafka_consumers_connected: false } });
    expect((await probe(service, '/health/live')).status).toBe(200);
  } finally {
    await service.stop();
  }
}, 60_000);
