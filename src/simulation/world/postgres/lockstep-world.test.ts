/** The real node-pg in the real world, against the real Postgres. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installWorld, World } from '../index.ts';
import { LockstepPostgres } from './lockstep.ts';
import { openTestDatabase, type TestDatabase } from './testing/test-world.ts';

let server: TestDatabase;

beforeAll(async () => {
  await installWorld();
  server = await openTestDatabase(
    'CREATE TABLE wallet(id int PRIMARY KEY, available int NOT NULL CHECK (available >= 0))',
  );
});

afterAll(async () => {
  await server.stop();
});

interface Played {
  readonly hash: string;
  readonly said: readonly string[];
  readonly counters: LockstepPostgres['counters'];
}

/** Plays `main` as two processes, which tell what happens to them. */
async function play(seed: number, main: (name: string, say: (what: string) => void) => Promise<void>): Promise<Played> {
  server.database.query('TRUNCATE wallet; INSERT INTO wallet VALUES (1, 1000), (2, 1000)');
  const world = World.open({ seed });
  const { random, trace, points, hold } = world;
  const postgres = new LockstepPostgres({ database: server.database, scheduler: world, random, trace, points, hold });
  world.network.listen({ host: 'postgres', port: 5432 }, postgres.listener);
  const said: string[] = [];
  let running = 2;
  for (const name of ['a', 'b']) {
    const run = async (): Promise<void> => {
      await main(name, (what) => said.push(`${name} ${what}`));
      running--;
    };
    world.spawn({ name, main: run });
  }
  expect(await world.run({ until: () => running === 0, limitMs: 60_000 })).toBe('until');
  expect(world.failures).toEqual([]);
  const hash = trace.hash();
  await postgres.close();
  await world.close();
  return { hash, said, counters: postgres.counters };
}

it('lets two pay from one wallet, in an order that the seed decides, the same each time', async () => {
  const { default: pg } = await import('pg');
  const winners = new Set<string>();
  let waits = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const pay = async (name: string, say: (what: string) => void): Promise<void> => {
      const pool = new pg.Pool({ host: 'postgres', user: 'postgres', database: 'test', max: 2, lock_timeout: 5000 });
      const client = await pool.connect();
      await client.query('BEGIN');
      const amount = name === 'a' ? 800 : 600;
      const { rowCount } = await client.query(
        'UPDATE wallet SET available = available - $1 WHERE id = 1 AND available >= $1',
        [amount],
      );
      await client.query('COMMIT');
      client.release();
      if (rowCount === 1) say('paid');
      await pool.end();
    };
    const [first, second] = [await play(seed, pay), await play(seed, pay)];
    expect(first).toEqual(second);
    expect(first.said).toHaveLength(1);
    winners.add(first.said.join());
    waits += first.counters.lockWaits;
  }
  expect([...winners].sort()).toEqual(['a paid', 'b paid']);
  expect(waits).toBeGreaterThan(0);
});

it('gives node-pg the errors of conflicts', async () => {
  const { default: pg } = await import('pg');
  const conflict = async (name: string, say: (what: string) => void): Promise<void> => {
    const client = new pg.Client({ host: 'postgres', user: 'postgres', database: 'test' });
    await client.connect();
    for (const level of ['REPEATABLE READ', 'SERIALIZABLE', 'READ COMMITTED']) {
      await client.query(`BEGIN ISOLATION LEVEL ${level}`);
      const rows = name === 'a' ? [1, 2] : [2, 1];
      try {
        await client.query('SELECT sum(available) FROM wallet');
        for (const id of level === 'SERIALIZABLE' ? rows.slice(0, 1) : rows) {
          await client.query('UPDATE wallet SET available = available + 1 WHERE id = $1', [id]);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        await client.query('COMMIT');
      } catch (error) {
        if (!(error instanceof pg.DatabaseError)) throw error;
        say(`${level} ${error.code}`);
        await client.query('ROLLBACK');
      }
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    await client.end();
  };
  const [first, second] = [await play(3, conflict), await play(3, conflict)];
  expect(first).toEqual(second);
  expect(first.said.map((what) => what.slice(2)).sort()).toEqual([
    'READ COMMITTED 40P01',
    'REPEATABLE READ 40P01',
    'SERIALIZABLE 40001',
  ]);
});
