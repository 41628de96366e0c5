import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RefusedStatement } from './lockstep.ts';
import { openTestDatabase, type TestDatabase, TestWorld } from './testing/test-world.ts';
import { BACKEND, eachMessage, FRONTEND, message, queryMessage, startupPacket } from './wire.ts';

let server: TestDatabase;
let world: TestWorld;

beforeAll(async () => {
  server = await openTestDatabase(
    `CREATE TYPE mood AS ENUM ('calm', 'cross');
     CREATE TABLE t(id int PRIMARY KEY, v text, m mood, parent int REFERENCES t);
     CREATE TABLE d(id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)`,
  );
});

beforeEach(() => {
  world = new TestWorld(server.database);
});

afterEach(async () => {
  await world.postgres.close();
  server.database.reset();
});

afterAll(async () => {
  await server.stop();
});

const text = (...parts: readonly string[]): Buffer => Buffer.from(parts.map((part) => `${part}\0`).join(''));
const parse = (name: string, sql: string): Buffer =>
  message(FRONTEND.parse, Buffer.concat([text(name, sql), Buffer.alloc(2)]));
const bind = (portal: string, name: string): Buffer =>
  message(FRONTEND.bind, Buffer.concat([text(portal, name), Buffer.alloc(6)]));
const describePortal = message(FRONTEND.describe, Buffer.concat([Buffer.from('P'), text('')]));
const execute = (rows = 0): Buffer => {
  const limit = Buffer.alloc(4);
  limit.writeUInt32BE(rows);
  return message(FRONTEND.execute, Buffer.concat([text(''), limit]));
};
const sync = message(FRONTEND.sync, Buffer.alloc(0));
const flush = message(FRONTEND.flush, Buffer.alloc(0));
const copyData = (rows: string): Buffer => message(FRONTEND.copyData, Buffer.from(rows));
const copyDone = message(FRONTEND.copyDone, Buffer.alloc(0));

function types(bytes: Buffer): string {
  const found: number[] = [];
  eachMessage(bytes, (type) => found.push(type));
  return String.fromCharCode(...found);
}

describe('connecting', () => {
  it('answers SSLRequest with N, then goes on', async () => {
    const client = world.dial();
    client.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
    expect(client.take().toString()).toBe('N');
    client.write(startupPacket({ user: 'postgres', database: 'test', application_name: 'a b' }));
    await world.run(5);
    expect(types(client.take())).toMatch(/^RS+KZ$/);
  });

  it('shows the same greeting in each run, whichever backend serves', async () => {
    const first = world.dial();
    first.write(startupPacket({ user: 'postgres', database: 'test' }));
    await world.run(5);
    const again = new TestWorld(server.database);
    const second = again.dial();
    second.write(startupPacket({ user: 'postgres', database: 'test' }));
    await again.run(5);
    expect(second.take()).toEqual(first.take());
    await again.postgres.close();
  });

  it.each([
    [{ user: 'postgres', database: 'elsewhere' }, '3D000'],
    [{ user: 'nobody', database: 'test' }, '28000'],
  ])('turns away %j', async (parameters, sqlState) => {
    const client = world.dial();
    client.write(startupPacket(parameters));
    await world.run(5);
    expect(client.answer()).toBe(sqlState);
    expect(client.open).toBe(false);
  });

  it('turns away who comes when all connections are taken', async () => {
    await world.postgres.close();
    world = new TestWorld(server.database, { maxConnections: 1 });
    await world.connect();
    const second = world.dial();
    second.write(startupPacket({ user: 'postgres', database: 'test' }));
    await world.run(5);
    expect(second.answer()).toBe('53300');
  });

  it('ends a connection that speaks another protocol', async () => {
    const client = world.dial();
    client.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    await world.run(5);
    expect(client.answer()).toBe('08P01');
  });

  it('ends a connection that sends what is no message', async () => {
    const client = await world.connect();
    const damaged = queryMessage('SELECT 1');
    damaged.writeUInt8(FRONTEND.query | 0x80);
    client.write(damaged);
    await world.run(5);
    expect(client.answer()).toBe('08P01');
  });
});

describe('extended protocol', () => {
  it('executes pipelined batches one after the other', async () => {
    const client = await world.connect();
    const insert = (id: number): Buffer =>
      Buffer.concat([parse('', `INSERT INTO t VALUES (${id})`), bind('', ''), execute(), sync]);
    client.write(Buffer.concat([insert(1), insert(2), insert(3).subarray(0, 20)]));
    await world.run(10);
    expect(types(client.take())).toBe('12CZ12CZ');
    client.write(insert(3).subarray(20));
    await world.run(10);
    expect(types(client.take())).toBe('12CZ');
    expect(world.postgres.counters).toMatchObject({ statements: 3, commits: 3 });
  });

  it('answers Flush without waiting for Sync, in portions', async () => {
    const client = await world.connect();
    client.write(
      Buffer.concat([parse('', 'SELECT generate_series(1, 5)'), bind('', ''), describePortal, execute(2), flush]),
    );
    await world.run(5);
    expect(types(client.take())).toBe('12TDDs');
    client.write(Buffer.concat([execute(9), flush]));
    await world.run(5);
    expect(types(client.take())).toBe('DDDC');
    client.write(sync);
    await world.run(5);
    expect(types(client.take())).toBe('Z');
  });

  it('skips what follows an error, up to the next Sync', async () => {
    const client = await world.connect();
    client.write(Buffer.concat([parse('', 'SELECT nonsense'), flush]));
    await world.run(5);
    expect(client.answer()).toBe('42703');
    client.write(Buffer.concat([bind('', ''), execute(), flush]));
    client.write(queryMessage('SELECT 1'));
    await world.run(5);
    expect(client.answer()).toBe('');
    client.write(sync);
    client.query('SELECT 2');
    await world.run(5);
    expect(client.answer()).toBe('["2"] SELECT 1');
  });

  it('hides OIDs that depend on history', async () => {
    const client = await world.connect();
    client.query('SELECT id, m FROM t');
    await world.run(5);
    const [description = 0] = [client.take()].map((bytes) => {
      const oids: number[] = [];
      eachMessage(bytes, (type, start) => {
        if (type !== BACKEND.rowDescription) return;
        oids.push(bytes.readUInt32BE(bytes.indexOf(0, start + 7) + 1));
        const second = bytes.indexOf('m\0', start + 7);
        oids.push(bytes.readUInt32BE(second + 8));
      });
      return oids.join();
    });
    expect(description).toBe('0,705');
  });
});

describe('large and bulk', () => {
  it('carries rows and statements of megabytes, both ways', async () => {
    const client = await world.connect();
    const big = 'x'.repeat(3_000_000);
    client.query(`SELECT '${big}' UNION ALL SELECT '${big}' UNION ALL SELECT repeat('y', 5000000)`);
    await world.run(5);
    const bytes = client.take();
    expect(bytes.length).toBeGreaterThan(8_000_000);
    expect(types(bytes)).toMatch(/^TD{2,3}CZ$/);
  });

  it('copies in by the simple protocol', async () => {
    const client = await world.connect();
    client.query('COPY t(id, v) FROM STDIN');
    await world.run(5);
    expect(types(client.take())).toBe('G');
    client.write(copyData('1\tone\n'));
    client.write(Buffer.concat([copyData('2\ttwo\n'), copyDone]));
    await world.run(5);
    expect(client.answer()).toBe('COPY 2');
    expect(world.postgres.counters.commits).toBe(1);
    client.query('COPY (SELECT id FROM t ORDER BY id) TO STDOUT');
    await world.run(5);
    expect(types(client.take())).toBe('HddcCZ');
    expect(world.postgres.counters.commits).toBe(1);
  });

  it('copies in by the extended protocol, and reports bad rows', async () => {
    const client = await world.connect();
    client.write(Buffer.concat([parse('', 'COPY t(id) FROM STDIN'), bind('', ''), execute(), sync]));
    await world.run(5);
    expect(types(client.take())).toBe('12G');
    client.write(Buffer.concat([copyData('not a number\n'), copyDone, sync]));
    await world.run(5);
    expect(client.answer()).toBe('22P02');
    client.query('SELECT 1');
    await world.run(5);
    expect(client.answer()).toBe('["1"] SELECT 1');
  });

  it('copies ten thousand rows while waiting for a lock', async () => {
    const [holder, client] = [await world.connect(), await world.connect()];
    holder.query('BEGIN; INSERT INTO t VALUES (7)');
    await world.run(5);
    client.query('COPY t(id, v) FROM STDIN');
    await world.run(5);
    client.take();
    const rows = Array.from({ length: 10_000 }, (_, id) => `${id}\t${'z'.repeat(200)}\n`).join('');
    client.write(Buffer.concat([copyData(rows), copyDone]));
    await world.run(5);
    expect(client.answer()).toBe('');
    holder.query('ROLLBACK');
    await world.run(5);
    expect(client.answer()).toBe('COPY 10000');
  });
});

describe('what is refused', () => {
  const refusals = (): readonly string[] => world.postgres.refused.map(({ sql }: RefusedStatement) => sql);

  it('fails by name, and the transaction with it', async () => {
    const client = await world.connect();
    client.query('BEGIN');
    await world.run(5);
    client.query('INSERT INTO t(id, v) VALUES (1, now()::text)');
    await world.run(5);
    expect(client.answer()).toContain('0A000');
    client.query('COMMIT');
    await world.run(5);
    expect(client.answer()).toBe('ROLLBACK');
    expect(refusals()).toEqual(['INSERT INTO t(id, v) VALUES (1, now()::text)']);
    expect(world.log.join('\n')).toContain("refused by the simulation: now() reads the server's clock");
  });

  it('fails in the extended protocol, and leaves the rest of a batch unexecuted', async () => {
    const client = await world.connect();
    client.write(
      Buffer.concat([
        parse('ok', 'INSERT INTO t VALUES (1)'),
        parse('bad', 'SELECT gen_random_uuid()'),
        bind('', 'ok'),
        execute(),
        sync,
      ]),
    );
    await world.run(5);
    expect(types(client.take())).toBe('1EZ');
    expect(server.database.query('SELECT count(*) FROM t')).toEqual([['0']]);
    expect(refusals()).toEqual(['SELECT gen_random_uuid()']);
  });
});

describe('commits', () => {
  const commitsOf = async (...statements: readonly string[]): Promise<number> => {
    const client = await world.connect();
    const before = world.postgres.counters.commits;
    for (const sql of statements) {
      client.query(sql);
      await world.run(5);
    }
    return world.postgres.counters.commits - before;
  };

  it.each([
    [1, ['INSERT INTO t VALUES (1)']],
    [1, ['BEGIN', 'INSERT INTO t VALUES (1)', 'SELECT 1', 'COMMIT']],
    [1, ['BEGIN; INSERT INTO t VALUES (1); COMMIT']],
    [2, ['BEGIN; INSERT INTO t VALUES (1); COMMIT; INSERT INTO t VALUES (2)']],
    [1, ['WITH i AS (INSERT INTO t VALUES (1) RETURNING id) SELECT id FROM i']],
    [0, ['BEGIN', 'INSERT INTO t VALUES (1)', 'ROLLBACK']],
    [0, ['BEGIN', 'INSERT INTO t VALUES (1)', 'SELECT 1 / 0', 'COMMIT']],
    [0, ['UPDATE t SET v = 1']],
    [0, ['SELECT 1', 'BEGIN', 'SELECT id FROM t FOR UPDATE', 'COMMIT']],
    [0, ['BEGIN', 'INSERT INTO d VALUES (1), (1)', 'COMMIT']],
    [0, ['INSERT INTO t VALUES (1); SELECT 1 / 0']],
  ] as const)('counts %i in %j', async (expected, statements) => {
    expect(await commitsOf(...statements)).toBe(expected);
  });
});
