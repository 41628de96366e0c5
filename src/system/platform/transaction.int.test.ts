/** Transactions against a real Postgres, also through a proxy that cuts the connection around COMMIT. */
import net from 'node:net';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startEnvironment, type TestEnvironment } from '../testing/environment.ts';
import { openPool, type Statement } from './database.ts';
import { CommitUnknownError, ConflictError, RolledBackError } from './errors.ts';
import { createLogger } from './log.ts';
import { inTransaction } from './transaction.ts';

/** What the proxy does with the next COMMIT: nothing special, lose it on the way there, or lose its answer. */
type Mishap = 'none' | 'request-lost' | 'answer-lost';

let environment: TestEnvironment;
let pool: pg.Pool;
let proxied: pg.Pool;
let proxy: net.Server;
let mishap: Mishap = 'none';

function startProxy(port: number): net.Server {
  return net.createServer((client) => {
    const server = net.connect(port, '127.0.0.1');
    let dropsAnswer = false;
    const cut = (): void => {
      client.destroy();
      server.destroy();
    };
    client.on('data', (bytes) => {
      const commits = bytes.includes('COMMIT');
      if (commits && mishap === 'request-lost') cut();
      else server.write(bytes);
      dropsAnswer = commits && mishap === 'answer-lost';
    });
    server.on('data', (bytes) => (dropsAnswer ? cut() : client.write(bytes)));
    for (const socket of [client, server]) {
      socket.on('error', cut);
      socket.on('close', cut);
    }
  });
}

beforeAll(async () => {
  environment = await startEnvironment();
  const { database, log } = environment.config();
  const logger = createLogger(log, 'test', 'test');
  pool = openPool(database, 'test', logger);
  const url = new URL(database.url);
  proxy = startProxy(Number(url.port));
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
  const address = proxy.address();
  url.port = String(typeof address === 'object' ? address?.port : 0);
  proxied = openPool({ ...database, url: url.href }, 'test', logger);
  await environment.query('CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL)');
  await environment.query('INSERT INTO account VALUES (1, 0), (2, 0)');
});

afterEach(() => {
  mishap = 'none';
});

afterAll(async () => {
  await Promise.all([pool.end(), proxied.end()]);
  proxy.close();
  await environment.close();
});

function sql(text: string): Statement {
  return { name: text, text };
}

const ADD = sql('UPDATE account SET balance = balance + 1 WHERE id = $1');

async function balance(id = 1): Promise<number> {
  const [row] = await environment.query(`SELECT balance FROM account WHERE id = ${id}`);
  return Number(row?.[0]);
}

test.each([
  ['request-lost', 0],
  ['answer-lost', 1],
] as const)('when a COMMIT ends in %s, its outcome is unknown and nobody tries again', async (how, effect) => {
  const before = await balance();
  let attempts = 0;
  const lost = inTransaction(proxied, async (tx) => {
    attempts += 1;
    await tx.query(ADD, [1]);
    mishap = how;
  });
  await expect(lost).rejects.toBeInstanceOf(CommitUnknownError);
  expect(attempts).toBe(1);
  expect(await balance()).toBe(before + effect);
  mishap = 'none';
  await inTransaction(proxied, (tx) => tx.query(ADD, [1]));
  expect(await balance()).toBe(before + effect + 1);
});

test('a COMMIT that is answered with ROLLBACK is a failure, and its connection is not used again', async () => {
  const swallowing = inTransaction(pool, async (tx) => {
    await tx.query(sql('SELECT 1 / $1::int'), [0]).catch(() => undefined);
  });
  await expect(swallowing).rejects.toBeInstanceOf(RolledBackError);
  expect(pool.totalCount).toBe(0);
});

test('two transactions that deadlock both succeed in the end', async () => {
  const before = [await balance(1), await balance(2)];
  const crossing = (first: number, second: number) =>
    inTransaction(pool, async (tx) => {
      await tx.query(ADD, [first]);
      await new Promise((resolve) => setTimeout(resolve, tx.attempt === 1 ? 100 : 0));
      await tx.query(ADD, [second]);
    });
  await Promise.all([crossing(1, 2), crossing(2, 1)]);
  expect([await balance(1), await balance(2)]).toEqual(before.map((value) => value + 2));
});

test('a conflict is tried again, at most five times', async () => {
  const attempts: number[] = [];
  const conflicting = inTransaction(pool, async (tx) => {
    attempts.push(tx.attempt);
    throw new ConflictError('moved on');
  });
  await expect(conflicting).rejects.toBeInstanceOf(ConflictError);
  expect(attempts).toEqual([1, 2, 3, 4, 5, 6]);
});

test('any other error is not tried again, undoes everything, and leaves the connection usable', async () => {
  const before = await balance();
  let attempts = 0;
  const failing = inTransaction(pool, async (tx) => {
    attempts += 1;
    await tx.query(ADD, [1]);
    throw new TypeError('a bug');
  });
  await expect(failing).rejects.toThrow('a bug');
  expect(attempts).toBe(1);
  expect(await balance()).toBe(before);
  expect(pool.idleCount).toBe(pool.totalCount);
});

test('a lock is waited for no longer than the limit', async () => {
  const { database, log } = environment.config({ DATABASE_LOCK_TIMEOUT_MS: '50' });
  const impatient = openPool(database, 'impatient', createLogger(log, 'test', 'test'));
  try {
    await inTransaction(pool, async (holder) => {
      await holder.query(ADD, [1]);
      const waiting = inTransaction(impatient, (tx) => tx.query(ADD, [1]));
      await expect(waiting).rejects.toMatchObject({ code: '55P03' });
    });
  } finally {
    await impatient.end();
  }
});
