import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openTestDatabase, type TestClient, type TestDatabase, TestWorld } from './testing/test-world.ts';

let server: TestDatabase;
let world: TestWorld;

beforeAll(async () => {
  server = await openTestDatabase(
    'CREATE TABLE t(id int PRIMARY KEY, v int NOT NULL); INSERT INTO t VALUES (1, 0), (2, 0)',
  );
});

afterEach(async () => {
  await world.postgres.close();
});

afterAll(async () => {
  await server.stop();
});

/** One holds row 1, the other, with the given startup parameters, waits for it. */
async function wait(parameters: Readonly<Record<string, string>>): Promise<[TestClient, TestClient]> {
  world = new TestWorld(server.database);
  const holder = await world.connect();
  const waiter = await world.connect(parameters);
  holder.query('BEGIN; UPDATE t SET v = 1 WHERE id = 1');
  await world.run(2);
  holder.take();
  waiter.query('UPDATE t SET v = 2 WHERE id = 1');
  return [holder, waiter];
}

it('ends a wait after lock_timeout, in virtual time', async () => {
  const [, waiter] = await wait({ lock_timeout: '2000' });
  await world.run(1990);
  expect(waiter.answer()).toBe('');
  await world.run(20);
  expect(waiter.answer()).toBe('55P03');
  expect(world.postgres.counters.lockTimeouts).toBe(1);
});

it('ends a wait after statement_timeout, given as a command line option too', async () => {
  const [, waiter] = await wait({ options: '-c statement_timeout=5s -c work_mem=8MB' });
  await world.run(4990);
  expect(waiter.answer()).toBe('');
  await world.run(20);
  expect(waiter.answer()).toBe('57014');
  waiter.query('SHOW work_mem');
  await world.run(2);
  expect(waiter.answer()).toBe('["8MB"] SHOW');
});

it('ends a session that idles in a transaction, and frees its locks', async () => {
  world = new TestWorld(server.database);
  const idler = await world.connect({ idle_in_transaction_session_timeout: '1min' });
  const waiter = await world.connect();
  idler.query('BEGIN; UPDATE t SET v = 1 WHERE id = 1');
  await world.run(2);
  idler.take();
  waiter.query('UPDATE t SET v = v + 10 WHERE id = 1 RETURNING v');
  await world.run(59_000);
  expect(waiter.answer()).toBe('');
  await world.run(1000);
  expect(idler.answer()).toBe('25P03');
  expect(idler.open).toBe(false);
  expect(waiter.answer()).toBe('["10"] UPDATE 1');
});

it('does not end a session that is not in a transaction', async () => {
  world = new TestWorld(server.database);
  const client = await world.connect({ idle_in_transaction_session_timeout: '1000' });
  client.query('SELECT 1');
  await world.run(600_000);
  expect(client.open).toBe(true);
});

it('refuses time-outs that it does not have', async () => {
  world = new TestWorld(server.database);
  const client = await world.connect({ transaction_timeout: '1000' });
  expect(client.open).toBe(false);
  expect(world.postgres.refused).toMatchObject([{ reason: expect.stringContaining('transaction_timeout') }]);
});

it('cancels a waiting statement on request, with the right secret only', async () => {
  const [, waiter] = await wait({});
  await world.run(2);
  const key = waiter.key;
  const request = (secret: Buffer): Buffer => {
    const packet = Buffer.alloc(16);
    packet.writeUInt32BE(16, 0);
    packet.writeUInt32BE(80877102, 4);
    packet.writeUInt32BE(key.pid, 8);
    secret.copy(packet, 12);
    return packet;
  };
  world.dial().write(request(Buffer.alloc(4)));
  await world.run(2);
  expect(waiter.answer()).toBe('');
  world.dial().write(request(key.secret));
  await world.run(2);
  expect(waiter.answer()).toBe('57014');
});

it.each(['end', 'reset'] as const)('rolls back what a client leaves open (%s), and wakes who waits', async (reason) => {
  const [holder, waiter] = await wait({});
  await world.run(2);
  holder.close(reason);
  await world.run(2);
  expect(waiter.answer()).toBe('UPDATE 1');
  expect(world.postgres.counters.commits).toBe(1);
});

it('finishes the statement of a client that left while it waited, as a real server does', async () => {
  const [holder, waiter] = await wait({});
  await world.run(2);
  waiter.close('reset');
  holder.query('ROLLBACK');
  await world.run(2);
  expect(server.database.query('SELECT v FROM t WHERE id = 1')).toEqual([['2']]);
  expect(holder.answer()).toBe('ROLLBACK');
});

it('executes a COMMIT that arrived before the client left in order', async () => {
  world = new TestWorld(server.database);
  const client = await world.connect();
  client.query('BEGIN; UPDATE t SET v = 77 WHERE id = 2');
  client.query('COMMIT');
  client.close('end');
  await world.run(2);
  expect(server.database.query('SELECT v FROM t WHERE id = 2')).toEqual([['77']]);
});

it('loses a COMMIT whose connection is cut on arrival, keeps one that is cut before the answer', async () => {
  for (const [point, value] of [
    ['postgres.commit.received', '77'],
    ['postgres.commit.done', '5'],
  ] as const) {
    world = new TestWorld(server.database);
    const client = await world.connect();
    client.query('BEGIN; UPDATE t SET v = 5 WHERE id = 2');
    await world.run(2);
    client.take();
    world.onPoint = (reached, connection) => {
      if (reached === point) connection?.reset();
    };
    client.query('COMMIT');
    await world.run(2);
    expect(client.answer()).toBe('');
    expect(server.database.query('SELECT v FROM t WHERE id = 2')).toEqual([[value]]);
    await world.postgres.close();
  }
});

it('gives all backends back at the end of a run, whatever they were doing', async () => {
  const [holder] = await wait({});
  await world.run(2);
  holder.query('COPY t FROM STDIN');
  await world.run(2);
  await world.postgres.close();
  expect(server.database.query("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'")).toEqual([['0']]);
  server.database.reset();
  expect(server.database.query('SELECT id, v FROM t ORDER BY id')).toEqual([
    ['1', '0'],
    ['2', '0'],
  ]);
});
