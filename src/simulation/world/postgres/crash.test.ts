/** A real server that really crashes, in a world: what was acknowledged is there afterwards, unless commits did not wait. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installWorld, World } from '../index.ts';
import type { PostgresFault } from './faults.ts';
import { LockstepPostgres } from './lockstep.ts';
import { openTestDatabase, type TestDatabase } from './testing/test-world.ts';

let server: TestDatabase;

beforeAll(async () => {
  await installWorld();
  server = await openTestDatabase('CREATE TABLE note (id bigserial PRIMARY KEY, text text)', { crashable: true });
});
afterAll(() => server.stop());

interface Written {
  /** What the client was told to be committed. */
  readonly acknowledged: readonly string[];
  /** What is there in the end. */
  readonly found: readonly string[];
  readonly hash: string;
}

/** A client that writes a note every 20 ms or so, over a crash of the server half a second after its start. */
async function writeOverCrash(seed: number, options: string): Promise<Written> {
  const crash: PostgresFault = { verb: 'postgres-crash', when: { atMs: 510 }, downMs: 50, recoveryMs: 50 };
  const world = World.open({ seed, faults: [crash] });
  const { random, trace, points, hold } = world;
  const postgres = new LockstepPostgres({ database: server.database, scheduler: world, random, trace, points, hold });
  world.network.listen({ host: 'postgres', port: 5432 }, postgres.listener);
  world.contribute(postgres.faults);
  const acknowledged: string[] = [];
  const { default: pg } = await import('pg');
  world.spawn({
    name: 'writer-1',
    main: async () => {
      const pool = new pg.Pool({ host: 'postgres', user: 'postgres', database: 'test', max: 1, options });
      pool.on('error', () => undefined);
      for (let n = 1; n <= 40; n += 1) {
        const text = `note ${n}`;
        await pool.query('INSERT INTO note (text) VALUES ($1)', [text]).then(
          () => acknowledged.push(text),
          () => undefined,
        );
        await new Promise((done) => setTimeout(done, 20));
      }
    },
  });
  await world.run({ until: () => false, limitMs: 3000 });
  expect(world.struck.map(({ hit }) => hit)).toEqual(['postgres']);
  const found = postgres.query('SELECT text FROM note ORDER BY id').map(([text]) => text ?? '');
  const hash = trace.hash();
  await world.close();
  await postgres.close();
  postgres.reset();
  return { acknowledged, found, hash };
}

it('keeps every commit that was acknowledged, as Postgres is shipped', async () => {
  const { acknowledged, found } = await writeOverCrash(1, '');
  expect(acknowledged.length).toBeGreaterThan(25);
  expect(acknowledged.filter((text) => !found.includes(text))).toEqual([]);
});

it('loses the last of them with synchronous_commit=off, and nothing older than the WAL writer takes', async () => {
  const { acknowledged, found, hash } = await writeOverCrash(1, '-c synchronous_commit=off');
  const lost = acknowledged.filter((text) => !found.includes(text));
  expect(lost.length).toBeGreaterThan(0);
  expect(lost.length).toBeLessThan(12);
  const last = acknowledged.indexOf(lost.at(-1) ?? '');
  expect(acknowledged.slice(last - lost.length + 1, last + 1)).toEqual(lost);
  const again = await writeOverCrash(1, '-c synchronous_commit=off');
  expect([again.acknowledged, again.found, again.hash]).toEqual([acknowledged, found, hash]);
});
