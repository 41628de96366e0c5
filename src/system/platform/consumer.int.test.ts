/** Consuming, with handlers that fail, against a real Postgres and a broker over TCP. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startEnvironment, type TestEnvironment } from '../testing/environment.ts';
import { eventually, message, sendRecords } from '../testing/topics.ts';
import type { BatchHandler } from './chunk-handler.ts';
import { ConflictError } from './errors.ts';
import type { Message } from './messages.ts';
import { type RunningService, startService } from './service.ts';

let environment: TestEnvironment;
const running: RunningService[] = [];

beforeAll(async () => {
  environment = await startEnvironment();
});

afterEach(async () => {
  for (const service of running.splice(0)) await service.stop();
});

afterAll(() => environment.close());

/** A service that keeps the ids of what it handled in the errors table, in the transaction of handling. */
async function start(before: (one: Message) => void = () => undefined): Promise<void> {
  const handle: BatchHandler = async (step, messages) => {
    for (const one of messages) {
      before(one);
      step.recordError({ kind: 'handled', reason: one.event_type, eventId: one.event_id });
    }
  };
  running.push(await startService('wallet', environment.config(), () => ({ handle })));
}

const wallet = randomUUID();

function command(reason: string): Message {
  return message({ event_type: 'LockWallet', data: { wallet_id: wallet, reason } }, 'wallet', wallet);
}

function send(...messages: readonly Message[]): Promise<void> {
  const records = messages.map((one) => ({ key: wallet, value: JSON.stringify(one) }));
  return sendRecords(environment.config(), 'wallet-commands.v1', records);
}

async function handled(): Promise<readonly string[]> {
  const rows = await environment.query(
    "SELECT event_id FROM wallet.errors WHERE kind = 'handled' ORDER BY occurred_at",
  );
  return rows.map(([id]) => String(id));
}

async function untilHandled(last: Message): Promise<readonly string[]> {
  return eventually(async () => {
    const ids = await handled();
    return ids.includes(last.event_id) ? ids : undefined;
  });
}

test('a message that comes several times, in one batch or later, takes effect once', async () => {
  await start();
  const [one, two, three] = [command('1'), command('2'), command('3')];
  await send(one, one, two);
  await untilHandled(two);
  await send(two, one, three);
  const ids = await untilHandled(three);
  for (const { event_id } of [one, two, three]) expect(ids.filter((id) => id === event_id)).toHaveLength(1);
});

test('what fails for a passing reason is tried until it works, and is never skipped', async () => {
  let failures = 0;
  await start((one) => {
    if (one.event_type !== 'LockWallet' || one.data.reason !== 'stubborn' || failures === 8) return;
    failures += 1;
    throw new ConflictError('not now');
  });
  const [stubborn, next] = [command('stubborn'), command('next')];
  await send(stubborn, next);
  const ids = await untilHandled(next);
  expect(failures).toBe(8);
  expect(ids).toContain(stubborn.event_id);
});

test('a message that can not be handled becomes a dead letter, and its batch goes on without it', async () => {
  await start((one) => {
    if (one.event_type === 'LockWallet' && one.data.reason === 'poison') throw new TypeError('a bug');
  });
  const [before, poison, after] = [command('before'), command('poison'), command('after')];
  await send(before, poison, after);
  const ids = await untilHandled(after);
  expect(ids).toContain(before.event_id);
  expect(ids).not.toContain(poison.event_id);
  const letter = await eventually(() => environment.broker.records('wallet-events.dlq.v1')[0]);
  expect(JSON.parse(String(letter.value))).toMatchObject({
    topic: 'wallet-commands.v1',
    key: wallet,
    consumer: 'wallet',
    reason: 'a bug',
    attempts: 3,
    value_base64: Buffer.from(JSON.stringify(poison)).toString('base64'),
  });
});

test('offsets are committed behind the last record that is done', async () => {
  await start();
  const last = command('offset');
  await send(last);
  await untilHandled(last);
  await eventually(() => (environment.broker.lag('wallet') === 0 ? true : undefined));
});

test('after a restart nothing is handled again', async () => {
  await start();
  const first = command('first');
  await send(first);
  await untilHandled(first);
  for (const service of running.splice(0)) await service.stop();
  const before = await handled();
  await start();
  const second = command('second');
  await send(second);
  const after = await untilHandled(second);
  expect(new Set(after)).toEqual(new Set([...before, second.event_id]));
  expect(after).toHaveLength(before.length + 1);
});
