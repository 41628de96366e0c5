import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Enumeration, enumerate, exhaustiveJobs, exploredInAll, exploredOf, pairAt } from './exhaustive.ts';
import { WorkerPool } from './pool.ts';
import { catalogue, toyEngineUrl } from './testing/toy-engine.ts';

/** The toy has five resets and two delays in each of two references. */
const singlesEach = 7;
const pairsEach = (singlesEach * (singlesEach - 1)) / 2;

describe('an exhaustive search', () => {
  let pool: WorkerPool;
  let enumerations: readonly Enumeration[];
  beforeAll(async () => {
    pool = await WorkerPool.open(2, { engine: toyEngineUrl, system: 'shipped', template: {}, runLimitMs: 20_000 });
    enumerations = await enumerate(pool, catalogue);
  });
  afterAll(() => pool.close());

  test('finds every single fault of each reference run', () => {
    expect(enumerations.map(({ reference, singles }) => [reference.scenario, singles.length])).toEqual([
      ['reference-one', singlesEach],
      ['reference-two', singlesEach],
    ]);
  });

  test('runs the references, then each single fault once', () => {
    const jobs = [...exhaustiveJobs(enumerations, 0)];
    expect(jobs).toHaveLength(2 * (1 + singlesEach));
    expect(new Set(jobs.map((job) => JSON.stringify(job))).size).toBe(jobs.length);
  });

  test('runs each pair once when the budget has room for all, and no more than there are', () => {
    const all = [...exhaustiveJobs(enumerations, 1_000)].slice(2 * (1 + singlesEach));
    expect(all).toHaveLength(2 * pairsEach);
    expect(new Set(all.map((job) => JSON.stringify(job))).size).toBe(all.length);
  });

  test('says how much was explored, and how much of it struck', async () => {
    const jobs = [...exhaustiveJobs(enumerations, 10)];
    const outcomes = await pool.all(jobs);
    const rows = exploredOf(enumerations, outcomes);
    // The toy's faults at the first moment strike nothing.
    expect(rows.slice(0, 2)).toEqual([
      { reference: 'reference-one', kind: 'reset', explored: 5, of: 5, struck: 4 },
      { reference: 'reference-one', kind: 'delay', explored: 2, of: 2, struck: 2 },
    ]);
    const { singles, pairs } = exploredInAll(rows);
    expect(singles).toMatchObject({ explored: 2 * singlesEach, of: 2 * singlesEach });
    expect(pairs).toMatchObject({ explored: 10, of: 2 * pairsEach });
  });

  test('does not count what was not run', async () => {
    const outcomes = await pool.all([...exhaustiveJobs(enumerations, 0)].slice(0, 4));
    const { singles } = exploredInAll(exploredOf(enumerations, outcomes));
    expect(singles).toMatchObject({ explored: 3, of: 2 * singlesEach });
  });
});

test('pairs are numbered without a gap', () => {
  const pairs = Array.from({ length: 10 }, (_, place) => pairAt(place).join());
  expect(pairs).toEqual(['0,1', '0,2', '1,2', '0,3', '1,3', '2,3', '0,4', '1,4', '2,4', '3,4']);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 45 }), (place) => {
      const [a, b] = pairAt(place);
      expect(a).toBeLessThan(b);
      expect((b * (b - 1)) / 2 + a).toBe(place);
    }),
  );
});
