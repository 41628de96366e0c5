import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PostgresCluster } from './cluster.ts';
import { LockstepDatabase } from './database.ts';
import type { LockstepOptions } from './lockstep.ts';
import { type TestClient, TestWorld } from './testing/test-world.ts';

let cluster: PostgresCluster;
let database: LockstepDatabase;
let world: TestWorld | undefined;

beforeAll(async () => {
  cluster = await PostgresCluster.start();
  await cluster.createDatabase('lock');
  await cluster.execute(
    'lock',
    'CREATE TABLE t(id int PRIMARY KEY, v int NOT NULL); INSERT INTO t SELECT i, 0 FROM generate_series(1, 10) i',
  );
  database = await LockstepDatabase.attach(cluster, 'lock');
});

afterEach(async () => {
  await world?.postgres.close();
  world = undefined;
  database.query('UPDATE t SET v = 0; DELETE FROM t WHERE id > 10');
});

afterAll(async () => {
  database.detach();
  await cluster.stop();
});

/** A world with some connected clients. */
async function enter(
  count: number,
  options: Partial<LockstepOptions> & { readonly seed?: number } = {},
  parameters: Readonly<Record<string, string>> = {},
): Promise<{ world: TestWorld; clients: TestClient[] }> {
  const entered = new TestWorld(database, options);
  world = entered;
  const clients: TestClient[] = [];
  for (let left = count; left > 0; left--) clients.push(await entered.connect(parameters));
  return { world: entered, clients };
}

/** One statement of one client, executed; the answer in brief, `…` while it waits. */
async function ask(client: TestClient | undefined, sql: string): Promise<string> {
  if (client === undefined || world === undefined) throw new Error('no such client');
  client.query(sql);
  await world.run(5);
  return client.answer() || '…';
}

describe('statements', () => {
  it('answers what Postgres answers, a little later', async () => {
    const { world, clients } = await enter(1);
    const before = world.now();
    clients[0]?.query('SELECT 40 + 2');
    expect(clients[0]?.answer()).toBe('');
    await world.run();
    expect(clients[0]?.answer()).toBe('["42"] SELECT 1');
    expect(world.now() - before).toBeGreaterThanOrEqual(0.2);
    expect(world.now() - before).toBeLessThanOrEqual(1);
  });

  it('does not show real process ids', async () => {
    const { world } = await enter(0);
    const client = await world.connect();
    expect(client.key.pid).toBe(1001);
    expect(database.query('SELECT pid FROM pg_stat_activity WHERE pid = 1001')).toEqual([]);
  });
});

describe('locks', () => {
  it('lets a writer wait until the row is free', async () => {
    const { world, clients } = await enter(2);
    const [a, b] = clients;
    await ask(a, 'BEGIN');
    expect(await ask(a, 'UPDATE t SET v = v + 1 WHERE id = 1')).toBe('UPDATE 1');
    expect(await ask(b, 'UPDATE t SET v = v * 10 WHERE id = 1')).toBe('…');
    expect(await ask(a, 'COMMIT')).toBe('COMMIT');
    expect(b?.answer()).toBe('UPDATE 1');
    expect(await ask(a, 'SELECT v FROM t WHERE id = 1')).toBe('["10"] SELECT 1');
    expect(world.postgres.counters).toMatchObject({ lockWaits: 1, deadlocks: 0, commits: 2 });
  });

  it('breaks a deadlock of two at the one who closed it', async () => {
    const { world, clients } = await enter(2);
    const [a, b] = clients;
    await ask(a, 'BEGIN; UPDATE t SET v = 1 WHERE id = 1');
    await ask(b, 'BEGIN; UPDATE t SET v = 2 WHERE id = 2');
    expect(await ask(a, 'UPDATE t SET v = 1 WHERE id = 2')).toBe('…');
    expect(await ask(b, 'UPDATE t SET v = 2 WHERE id = 1')).toBe('40P01');
    expect(a?.answer()).toBe('UPDATE 1');
    expect(world.postgres.counters).toMatchObject({ deadlocks: 1 });
  });
});

/** Many sessions on one row, then a deadlock of three; everything that happened, in order. */
async function storm(seed: number): Promise<string> {
  const { world, clients } = await enter(4, { seed });
  for (const client of clients) await ask(client, 'BEGIN');
  for (const client of clients) client.query('SELECT id, v FROM t WHERE id = 1 FOR UPDATE');
  await world.run(5);
  await ask(clients[0], 'UPDATE t SET v = v + 1 WHERE id = 1');
  const waiting = new Set(clients.slice(1));
  clients[0]?.take();
  clients[0]?.query('COMMIT');
  await world.run(5);
  while (waiting.size > 0) {
    const next = [...waiting].find((client) => client.answer() !== '');
    if (next === undefined) throw new Error('nobody was woken');
    waiting.delete(next);
    await ask(next, `UPDATE t SET v = v * 10 + ${clients.indexOf(next)} WHERE id = 1`);
    next.query('COMMIT');
    await world.run(5);
    next.take();
  }
  const three = clients.slice(0, 3);
  for (const [at, client] of three.entries()) await ask(client, `BEGIN; UPDATE t SET v = 1 WHERE id = ${at + 2}`);
  for (const [at, client] of three.entries()) await ask(client, `UPDATE t SET v = 2 WHERE id = ${((at + 1) % 3) + 2}`);
  for (const client of three) await ask(client, 'ROLLBACK');
  expect(world.postgres.counters.deadlocks).toBe(1);
  await world.postgres.close();
  database.query('UPDATE t SET v = 0');
  return world.log.join('\n');
}

/** Waits for unique keys, for advisory locks, and conflicts of snapshots; everything that happened, in order. */
async function conflicts(seed: number): Promise<string> {
  const { world, clients } = await enter(4, { seed });
  const [a, b, c, d] = clients;
  const upsert = 'INSERT INTO t VALUES (50, 1) ON CONFLICT (id) DO UPDATE SET v = t.v + 1 RETURNING v';
  expect(await ask(a, `BEGIN; ${upsert}`)).toBe('BEGIN ["1"] INSERT 0 1');
  for (const client of [b, c, d]) expect(await ask(client, upsert)).toBe('…');
  expect(await ask(a, 'COMMIT')).toBe('COMMIT');
  expect([b, c, d].map((client) => client?.answer() ?? '').sort()).toEqual([2, 3, 4].map((v) => `["${v}"] INSERT 0 1`));
  for (const client of [a, b]) await ask(client, 'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT v FROM t WHERE id = 1');
  expect(await ask(a, 'UPDATE t SET v = 5 WHERE id = 1')).toBe('UPDATE 1');
  expect(await ask(b, 'UPDATE t SET v = 6 WHERE id = 1')).toBe('…');
  await ask(a, 'COMMIT');
  expect(b?.answer()).toBe('40001');
  await ask(b, 'ROLLBACK');
  for (const client of [c, d]) await ask(client, 'BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT sum(v) FROM t');
  for (const [at, client] of [c, d].entries()) await ask(client, `UPDATE t SET v = 9 WHERE id = ${at + 1}`);
  expect(await ask(c, 'COMMIT')).toBe('COMMIT');
  expect(await ask(d, 'COMMIT')).toBe('40001');
  await ask(a, 'BEGIN; SELECT pg_advisory_xact_lock(1)');
  expect(await ask(b, 'SELECT pg_try_advisory_lock(1)')).toContain('["f"]');
  for (const client of [b, c, d]) expect(await ask(client, 'SELECT pg_advisory_lock_shared(1)')).toBe('…');
  await ask(a, 'COMMIT');
  expect(world.postgres.counters).toMatchObject({ serializationFailures: 2, deadlocks: 0 });
  await world.postgres.close();
  database.query('UPDATE t SET v = 0; DELETE FROM t WHERE id > 10');
  return world.log.join('\n');
}

describe('order', () => {
  it.each([
    ['locks', storm],
    ['conflicts', conflicts],
  ] as const)('of %s is the same in 200 of 200 repeats', { timeout: 120_000 }, async (_, play) => {
    const first = await play(7);
    for (let repeat = 1; repeat < 200; repeat++) expect(await play(7)).toBe(first);
  });

  it('of those that one commit sets free is drawn from the seed', async () => {
    const orders = new Set<string>();
    for (let seed = 1; seed <= 12; seed++) {
      const { world, clients } = await enter(4, { seed });
      await ask(clients[0], 'SELECT pg_advisory_lock(5)');
      for (const client of clients.slice(1)) await ask(client, 'SELECT pg_advisory_lock_shared(5)');
      await ask(clients[0], 'SELECT pg_advisory_unlock(5)');
      orders.add(world.log.flatMap((line) => /postgres\.woken (client-\d)/.exec(line)?.[1] ?? []).join());
      await world.postgres.close();
    }
    expect(orders.size).toBeGreaterThan(3);
    for (const order of orders) expect(order.split(',')).toHaveLength(3);
  });
});
