/** Balances are shown from a cache, and are right nevertheless: alone, in company, with Redis, and when it fails. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RedisServer, redisProgram, startRedis } from '../platform/cache/testing/redis-server.ts';
import type { RunningService } from '../platform/index.ts';
import { startEnvironment, type TestEnvironment } from '../testing/environment.ts';
import { eventually, message, sendMessages } from '../testing/topics.ts';
import { startWalletService } from './service.ts';
import { walletClient } from './testing/client.ts';

let environment: TestEnvironment;
const running: RunningService[] = [];
const { call, walletWith } = walletClient(() => running.map(({ address }) => address ?? ''));

beforeAll(async () => {
  environment = await startEnvironment();
});

afterAll(async () => {
  await stopAll();
  await environment.close();
});

async function start(extra: Readonly<Record<string, string>> = {}): Promise<void> {
  running.push(await startWalletService(environment.config({ INSTANCE: `wallet-${randomUUID()}`, ...extra })));
}

async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map((service) => service.stop()));
}

/** How often an instance's cache could answer. */
async function hits(at: number): Promise<number> {
  const metrics = await (await fetch(`${running[at]?.address}/metrics`)).text();
  const line = metrics.split('\n').find((one) => /^cache_lookups_total\{.*outcome="hit"/.test(one));
  return Number(line?.split(' ')[1] ?? 0);
}

/** Reads until it comes from the cache. */
async function readCached(at: number, id: string): Promise<Record<string, unknown>> {
  const before = await hits(at);
  return eventually(async () => {
    const { body } = await call(at, 'GET', `/${id}`);
    return (await hits(at)) > before ? body : undefined;
  });
}

const topUp = (at: number, id: string, amount: number) =>
  call(at, 'POST', `/${id}/top-up`, { amount, currency: 'EUR' }, randomUUID());

function deduct(walletId: string, amount: number) {
  const data = { wallet_id: walletId, payment_id: randomUUID(), amount, currency: 'EUR' };
  return message({ event_type: 'DeductWalletBalance', data }, 'wallet', walletId);
}

describe('within one process', () => {
  test('a balance comes from the cache, and whoever has changed it sees the change', async () => {
    await start();
    const id = await walletWith(100);
    expect(await readCached(0, id)).toMatchObject({ available: 100 });
    for (let available = 101; available <= 120; available += 1) {
      await topUp(0, id, 1);
      expect((await call(0, 'GET', `/${id}`)).body).toMatchObject({ available });
    }
    await call(0, 'POST', `/${id}/freeze`, { reason: 'fraud' });
    expect((await call(0, 'GET', `/${id}`)).body).toMatchObject({ frozen: true });
    await call(0, 'POST', `/${id}/unfreeze`, { reason: 'checked' });
    await sendMessages(environment.config(), [deduct(id, 20)]);
    await eventually(async () => ((await call(0, 'GET', `/${id}`)).body['locked'] === 20 ? true : undefined));
  });

  test('nothing is cached in company, and again when that has gone', async () => {
    const id = await walletWith(0);
    await readCached(0, id);
    await start();
    for (let available = 1; available <= 20; available += 1) {
      await topUp(available % 2, id, 1);
      expect((await call((available + 1) % 2, 'GET', `/${id}`)).body).toMatchObject({ available });
    }
    const before = await hits(0);
    for (let n = 0; n < 5; n += 1) await call(0, 'GET', `/${id}`);
    expect(await hits(0)).toBe(before);
    await running.pop()?.stop();
    expect(await readCached(0, id)).toMatchObject({ available: 20 });
  });

  test('what is cached decides nothing', async () => {
    const id = await walletWith(100);
    await readCached(0, id);
    await environment.query(`UPDATE wallet.wallet_balances SET available = 10 WHERE wallet_id = '${id}'`);
    expect((await call(0, 'GET', `/${id}`)).body).toMatchObject({ available: 100 });
    const order = deduct(id, 50);
    await sendMessages(environment.config(), [order]);
    const failed = `SELECT data->>'available_balance' FROM wallet.events WHERE aggregate_id = '${id}' AND event_type = 'WalletDeductionFailed'`;
    expect(await eventually(async () => (await environment.query(failed))[0])).toEqual(['10']);
  });
});

describe.skipIf(redisProgram === undefined)('in Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    await stopAll();
    redis = await startRedis(redisProgram ?? '');
    for (let n = 0; n < 2; n += 1) await start({ REDIS_URL: redis.url });
  });
  afterAll(() => redis.stop());

  test('instances share what they know, and what one changes the other shows', async () => {
    const id = await walletWith(100);
    expect(await readCached(0, id)).toMatchObject({ available: 100 });
    expect(await readCached(1, id)).toMatchObject({ available: 100 });
    await topUp(1, id, 1);
    expect((await call(1, 'GET', `/${id}`)).body).toMatchObject({ available: 101 });
    await eventually(
      async () => ((await call(0, 'GET', `/${id}`)).body['available'] === 101 ? true : undefined),
      2_000,
    );
  });

  test('what was changed past the services is shown anew when its event is published', async () => {
    const id = await walletWith(100);
    await readCached(0, id);
    await environment.query(`UPDATE wallet.wallet_balances SET frozen = true WHERE wallet_id = '${id}'`);
    expect((await call(0, 'GET', `/${id}`)).body).toMatchObject({ frozen: false });
    // As if the instance that published it had died before it could mark it.
    await environment.query(
      `UPDATE wallet.outbox SET synced_at = NULL WHERE topic = 'wallet-events.v1' AND message_key = '${id}'`,
    );
    await topUp(0, await walletWith(0), 1);
    await eventually(async () => ((await call(0, 'GET', `/${id}`)).body['frozen'] === true ? true : undefined));
  });

  test('without it everything goes on', async () => {
    const id = await walletWith(100);
    await readCached(0, id);
    redis.pause();
    try {
      const begin = performance.now();
      await topUp(1, id, 1);
      expect((await call(1, 'GET', `/${id}`)).body).toMatchObject({ available: 101 });
      expect(performance.now() - begin).toBeLessThan(2_000);
    } finally {
      redis.resume();
    }
    await eventually(async () => ((await call(0, 'GET', `/${id}`)).body['available'] === 101 ? true : undefined));
  });
});
