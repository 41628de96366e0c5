/** Dead letters from end to end: put aside, listed, redriven by hand and by themselves; a real Postgres and a broker over TCP. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startEnvironment, type TestEnvironment } from '../../../testing/environment.ts';
import { eventually, message, sendRecords } from '../../../testing/topics.ts';
import type { BatchHandler } from '../../chunk-handler.ts';
import { ConflictError } from '../../errors.ts';
import type { Message } from '../../messages.ts';
import { isRecord } from '../../rows.ts';
import { type RunningService, startService } from '../../service.ts';

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
async function start(before: (reason: string) => void = () => undefined): Promise<void> {
  const handle: BatchHandler = async (step, messages) => {
    for (const one of messages) {
      if (one.event_type === 'LockWallet') before(one.data.reason);
      step.recordError({ kind: 'handled', reason: one.event_type, eventId: one.event_id });
    }
  };
  running.push(await startService('wallet', environment.config(), () => ({ handle })));
}

const wallet = randomUUID();

function command(reason: string): Message {
  return message({ event_type: 'LockWallet', data: { wallet_id: wallet, reason } }, 'wallet', wallet);
}

function send(...records: readonly (Message | { readonly key: string; readonly value: string })[]): Promise<void> {
  const plain = records.map((one) => ('value' in one ? one : { key: wallet, value: JSON.stringify(one) }));
  return sendRecords(environment.config(), 'wallet-commands.v1', plain);
}

async function timesHandled(one: Message): Promise<number> {
  const [row] = await environment.query(
    `SELECT count(*) FROM wallet.errors WHERE kind = 'handled' AND event_id = '${one.event_id}'`,
  );
  return Number(row?.[0]);
}

function untilHandled(one: Message): Promise<true> {
  return eventually(async () => ((await timesHandled(one)) > 0 ? true : undefined), 40_000);
}

async function admin(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const reply = await fetch(`${running[0]?.address}/api/v1/admin${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const parsed: unknown = await reply.json();
  return { status: reply.status, body: isRecord(parsed) ? { ...parsed } : {} };
}

async function letters(query = ''): Promise<readonly Record<string, unknown>[]> {
  const { body } = await admin('GET', `/dead-letters${query}`);
  const list = body['dead_letters'];
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

test('a letter is listed and shown, fails again as long as the bug is there, and then takes effect once', async () => {
  let broken = true;
  await start((reason) => {
    if (reason === 'bug' && broken) throw new TypeError('a bug');
  });
  const [poison, after] = [command('bug'), command('after')];
  const id = poison.event_id;
  await send(poison, after);
  await untilHandled(after);
  const letter = await eventually(async () => (await letters()).find((one) => one['dead_letter_id'] === id));
  expect(letter).toMatchObject({
    cause: 'failed',
    reason: 'a bug',
    attempts: 3,
    redrives: 0,
    state: 'waiting',
    key: wallet,
  });
  expect(letter).not.toHaveProperty('next_redrive_at');
  expect((await admin('GET', `/dead-letters/${id}`)).body).toMatchObject({
    value: { event_id: id },
    errors: ['TypeError: a bug'],
  });
  const waiting = await environment.query(
    "SELECT cause, waiting FROM wallet.dead_letters_waiting WHERE event_type = 'LockWallet'",
  );
  expect(waiting).toEqual([['failed', '1']]);

  expect(await admin('POST', `/dead-letters/${id}/redrive`)).toMatchObject({
    status: 409,
    body: { error: { code: 'REDRIVE_FAILED', details: { cause: 'failed' } } },
  });
  expect((await letters())[0]).toMatchObject({ attempts: 4, redrives: 1 });
  expect(await timesHandled(poison)).toBe(0);

  broken = false;
  const both = await Promise.all([1, 2].map(() => admin('POST', `/dead-letters/${id}/redrive`)));
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  expect(both.map(({ body }) => String(body['outcome'])).toSorted()).toEqual(['redriven', 'redriven-before']);
  await send(poison);
  const last = command('last');
  await send(last);
  await untilHandled(last);
  expect(await timesHandled(poison)).toBe(1);
  expect(await letters()).toEqual([]);
  const { body } = await admin('GET', `/errors?state=resolved&kind=dead-letter`);
  expect(body['errors']).toMatchObject([{ event_id: id, resolution: 'Redriven.', resolved_by: 'operator' }]);
});

test('what fails at locks alone does not hold up what comes after it, and is redriven by itself', {
  timeout: 60_000,
}, async () => {
  let locked = true;
  await start((reason) => {
    if (reason === 'locked' && locked) throw new ConflictError('somebody else has the row');
  });
  const [stubborn, after] = [command('locked'), command('after')];
  await send(stubborn, after);
  await untilHandled(after);
  expect((await letters())[0]).toMatchObject({ dead_letter_id: stubborn.event_id, cause: 'temporary' });
  expect((await letters())[0]).toHaveProperty('next_redrive_at');
  locked = false;
  await untilHandled(stubborn);
  const settled = await admin('GET', `/dead-letters/${stubborn.event_id}`);
  expect(settled.body).toMatchObject({ state: 'redriven', resolved_by: 'automatic' });
});

test('messages of every unreadable kind are kept as they were, and block nothing', async () => {
  await start();
  const odd = command('odd');
  const unreadable: Record<string, string> = {
    'no JSON': '{',
    'no object': '[]',
    'no envelope': '{}',
    'unknown type': JSON.stringify({ ...odd, event_type: 'Unheard' }),
    'a later version': JSON.stringify({ ...odd, event_version: 99 }),
    'an id in capitals': JSON.stringify({ ...odd, event_id: odd.event_id.toUpperCase() }),
    'an id with a prefix': JSON.stringify({ ...odd, event_id: `urn:uuid:${odd.event_id}` }),
    'NUL in the key': 'x',
    'very large': JSON.stringify({ ...odd, data: { wallet_id: wallet, reason: 'x'.repeat(900_000) } }),
  };
  const last = command('last');
  for (const [kind, value] of Object.entries(unreadable)) {
    await send({ key: kind === 'NUL in the key' ? 'a\0b' : wallet, value });
  }
  await send(last);
  await untilHandled(last);
  const kept = await letters('?cause=unreadable');
  expect(kept).toHaveLength(Object.keys(unreadable).length);
  const values = await Promise.all(
    kept.map(
      async (one) => (await admin('GET', `/dead-letters/${String(one['dead_letter_id'])}`)).body['value_base64'],
    ),
  );
  expect(new Set(values)).toEqual(
    new Set(Object.values(unreadable).map((value) => Buffer.from(value).toString('base64'))),
  );
  await eventually(async () => {
    const [row] = await environment.query('SELECT count(*) FROM wallet.outbox WHERE synced_at IS NULL');
    return row?.[0] === '0' ? true : undefined;
  });
  expect(await timesHandled(odd)).toBe(0);

  const [first] = kept;
  const id = String(first?.['dead_letter_id']);
  expect((await admin('POST', `/dead-letters/${id}/redrive`)).status).toBe(409);
  expect((await admin('POST', `/dead-letters/${id}/discard`, { reason: 'noise' })).body).toMatchObject({
    state: 'discarded',
  });
  expect((await admin('POST', `/dead-letters/${id}/redrive`)).body).toMatchObject({ error: { code: 'NOT_WAITING' } });
});

test('many are redriven at once, oldest first; a key stops at its first failure', async () => {
  let broken = true;
  await start((reason) => {
    if (reason === 'never' || (reason.startsWith('many') && broken)) throw new TypeError('a bug');
  });
  const other = randomUUID();
  const mine = message({ event_type: 'LockWallet', data: { wallet_id: other, reason: 'many 1' } }, 'wallet', other);
  const [first, second, third] = [command('many 2'), command('never'), command('many 3')];
  await send({ key: other, value: JSON.stringify(mine) });
  for (const one of [first, second, third]) await send(one);
  await eventually(async () => ((await letters('?cause=failed')).length === 4 ? true : undefined));
  broken = false;
  const { body } = await admin('POST', '/dead-letters/redrive?cause=failed');
  expect(body).toMatchObject({ redriven: 2, failed: 1 });
  const outcomes = new Map(
    (Array.isArray(body['results']) ? body['results'] : []).map((one) => [one.dead_letter_id, one.outcome]),
  );
  expect(outcomes.get(mine.event_id)).toBe('redriven');
  expect(outcomes.get(first.event_id)).toBe('redriven');
  expect(outcomes.get(second.event_id)).toBe('failed');
  expect(outcomes.get(third.event_id)).toBe('left-alone');
});

test('a letter whose message took effect in the meantime is ended without a second effect', async () => {
  let broken = true;
  await start((reason) => {
    if (reason === 'late' && broken) throw new TypeError('a bug');
  });
  const late = command('late');
  await send(late);
  await eventually(async () => (await letters('?cause=failed')).find((one) => one['dead_letter_id'] === late.event_id));
  broken = false;
  await send(late);
  await untilHandled(late);
  expect((await admin('POST', `/dead-letters/${late.event_id}/redrive`)).body).toMatchObject({
    outcome: 'handled-before',
  });
  expect(await timesHandled(late)).toBe(1);
});

test('errors are listed until somebody settles them', async () => {
  await start();
  const one = command('an error');
  await send(one);
  await untilHandled(one);
  const find = async (state: string) => {
    const { body } = await admin('GET', `/errors?state=${state}&kind=handled&limit=200`);
    const list = Array.isArray(body['errors']) ? body['errors'].filter(isRecord) : [];
    return list.find((error) => error['event_id'] === one.event_id);
  };
  const id = String((await find('open'))?.['error_id']);
  expect((await admin('POST', `/errors/${id}/resolve`)).status).toBe(400);
  expect((await admin('POST', `/errors/${id}/resolve`, { resolution: 'looked at' })).status).toBe(200);
  expect((await admin('POST', `/errors/${id}/resolve`, { resolution: 'again' })).status).toBe(409);
  expect(await find('open')).toBeUndefined();
  expect(await find('resolved')).toMatchObject({ resolution: 'looked at' });
  expect((await admin('GET', `/errors/${randomUUID()}`)).status).toBe(404);
  expect((await admin('GET', '/errors?state=odd')).body).toMatchObject({ error: { code: 'VALIDATION_FAILED' } });
});

test('what waits in the outbox is shown with its age', async () => {
  await start();
  await environment.query(
    `INSERT INTO wallet.outbox (topic, message_key, event_id, event_type, correlation_id, payload, created_at)
     VALUES ('no-such-topic', 'k', '${randomUUID()}', 'Test', '${randomUUID()}', '{}', '2026-01-01')`,
  );
  const { body } = await admin('GET', '/outbox');
  expect(body).toMatchObject({ pending: 1, by_type: [{ topic: 'no-such-topic', event_type: 'Test', pending: 1 }] });
  expect(Number(body['lag_ms'])).toBeGreaterThan(1_000);
  await environment.query("UPDATE wallet.outbox SET topic = 'audit-events.v1' WHERE topic = 'no-such-topic'");
  await admin('POST', '/outbox/retry');
  await eventually(async () => ((await admin('GET', '/outbox')).body['pending'] === 0 ? true : undefined));
  const latency = (await admin('GET', '/outbox/latency')).body['by_type'];
  expect(latency).toContainEqual(
    expect.objectContaining({ topic: 'audit-events.v1', event_type: 'Test', published: 1 }),
  );
});
