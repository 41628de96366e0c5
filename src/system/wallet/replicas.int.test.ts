/** Reads from real streaming replicas: they take turns, and nobody is shown the past who has asked not to be. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PostgresCluster } from '../../simulation/world/postgres/cluster.ts';
import { openPool } from '../platform/database.ts';
import type { RunningService } from '../platform/index.ts';
import { createLogger } from '../platform/log.ts';
import { ReadPool } from '../platform/read-pool.ts';
import { startEnvironment, type TestEnvironment } from '../testing/environment.ts';
import { REPLICATED, startStandby } from '../testing/standby.ts';
import { eventually, message, sendMessages } from '../testing/topics.ts';
import { startWalletService } from './service.ts';
import { walletClient } from './testing/client.ts';

const DATABASE = 'temblor';
const log = createLogger({ level: 'silent' }, 'wallet', 'test');
let environment: TestEnvironment;
let standbys: readonly PostgresCluster[];
let service: RunningService;
const { call, walletWith } = walletClient(() => [service.address ?? '']);

beforeAll(async () => {
  environment = await startEnvironment(REPLICATED);
  standbys = [await startStandby(environment.cluster), await startStandby(environment.cluster)];
  service = await startWalletService(config());
}, 60_000);

afterAll(async () => {
  await service.stop();
  await Promise.all(standbys.map((standby) => standby.stop()));
  await environment.close();
});

function config(extra: Readonly<Record<string, string>> = {}) {
  const urls = standbys.map((standby) => standby.connectionString(DATABASE)).join(',');
  return environment.config({ DATABASE_REPLICA_URLS: urls, DATABASE_REPLICA_MAX_LAG_MS: '3600000', ...extra });
}

async function withReadPool(maxLagMs: number, work: (pool: ReadPool) => Promise<void>): Promise<void> {
  const { database } = config({ DATABASE_REPLICA_MAX_LAG_MS: String(maxLagMs) });
  const primary = openPool(database, 'test', log);
  const pool = new ReadPool(primary, database, 'test-replica', log);
  pool.start();
  try {
    await eventually(() => (pool.usable === 2 ? true : undefined));
    await work(pool);
  } finally {
    await pool.stop();
    await primary.end();
  }
}

/** The server that answers: the port of the primary, or the directory of a standby's socket. */
const WHERE = {
  name: 'test.where',
  text: `SELECT current_setting('unix_socket_directories') AS place, pg_is_in_recovery() AS standby`,
};

async function places(pool: ReadPool, times: number): Promise<readonly unknown[]> {
  const answers = await Promise.all(Array.from({ length: times }, () => pool.query(WHERE, [])));
  return answers.map(({ rows }) => (rows[0]?.['standby'] === true ? rows[0]['place'] : 'primary'));
}

async function pausing(which: readonly PostgresCluster[], work: () => Promise<void>): Promise<void> {
  for (const standby of which) await standby.execute('postgres', 'SELECT pg_wal_replay_pause()');
  try {
    await work();
  } finally {
    for (const standby of which) await standby.execute('postgres', 'SELECT pg_wal_replay_resume()');
  }
}

test('replicas take turns', async () => {
  await withReadPool(60_000, async (pool) => {
    const counts = Map.groupBy(await places(pool, 20), (place) => place);
    expect(counts.has('primary')).toBe(false);
    expect([...counts.values()].map(({ length }) => length)).toEqual([10, 10]);
  });
});

test('a replica that is too far behind is left out until it has caught up; when all are, the primary is read', async () => {
  await withReadPool(1_000, async (pool) => {
    const write = () => environment.query(`SELECT pg_switch_wal(); CREATE TABLE IF NOT EXISTS lag (); DROP TABLE lag`);
    await pausing(standbys.slice(0, 1), async () => {
      await write();
      await eventually(() => (pool.usable === 1 ? true : undefined));
      expect(new Set(await places(pool, 6)).size).toBe(1);
      await pausing(standbys.slice(1), async () => {
        await write();
        await eventually(() => (pool.usable === 0 ? true : undefined));
        expect(new Set(await places(pool, 6))).toEqual(new Set(['primary']));
      });
    });
    await eventually(() => (pool.usable === 2 ? true : undefined));
  });
});

test('what a replica refuses is asked of the primary', async () => {
  await withReadPool(60_000, async (pool) => {
    const insert = {
      name: 'test.insert',
      text: `INSERT INTO wallet.check_rounds VALUES ($1, '', '2026-01-01') RETURNING name`,
    };
    expect((await pool.query(insert, ['written'])).rows).toEqual([{ name: 'written' }]);
  });
});

test('lists may lag, but not for whoever shows the token of its own write', async () => {
  const user = randomUUID();
  const id = await walletWith(100, 'EUR', user);
  const list = async (token?: string) => {
    const answer = await fetch(`${service.address}/api/v1/wallets?user_id=${user}`, {
      headers: token === undefined ? {} : { 'x-read-token': token },
    });
    return await answer.json();
  };
  const richWith = (available: number) => ({ wallets: [{ wallet_id: id, available }] });
  await eventually(async () => (JSON.stringify(await list()).includes('"available":100') ? true : undefined));
  await pausing(standbys, async () => {
    const answer = await fetch(`${service.address}/api/v1/wallets/${id}/top-up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify({ amount: 5, currency: 'EUR' }),
    });
    const token = answer.headers.get('x-read-token') ?? '';
    expect(token).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/);
    expect(await list()).toMatchObject(richWith(100));
    expect(await list(token)).toMatchObject(richWith(105));
    // A balance by id is read from the primary, as it may go into the cache.
    expect((await call(0, 'GET', `/${id}`)).body).toMatchObject({ available: 105 });
  });
  await eventually(async () => (JSON.stringify(await list()).includes('"available":105') ? true : undefined));
});

test('no decision is made on what a replica says', async () => {
  const id = await walletWith(100);
  await pausing(standbys, async () => {
    await call(0, 'POST', `/${id}/top-up`, { amount: 900, currency: 'EUR' }, randomUUID());
    const data = { wallet_id: id, payment_id: randomUUID(), amount: 1_000, currency: 'EUR' };
    await sendMessages(environment.config(), [message({ event_type: 'DeductWalletBalance', data }, 'wallet', id)]);
    await eventually(async () => ((await call(0, 'GET', `/${id}`)).body['locked'] === 1_000 ? true : undefined));
  });
});

test('a replica that dies is not missed', async () => {
  const extra = await startStandby(environment.cluster);
  const { database } = environment.config({ DATABASE_REPLICA_URLS: extra.connectionString(DATABASE) });
  const primary = openPool(database, 'test', log);
  const pool = new ReadPool(primary, database, 'test-replica', log);
  pool.start();
  await eventually(() => (pool.usable === 1 ? true : undefined));
  await extra.stop();
  expect(new Set(await places(pool, 3))).toEqual(new Set(['primary']));
  expect(pool.usable).toBe(0);
  await pool.stop();
  await primary.end();
}, 30_000);
