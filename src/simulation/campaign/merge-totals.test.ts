import { beforeAll, expect, test } from 'vitest';
import { jobsOf } from './jobs.ts';
import { mergedTotals } from './merge-totals.ts';
import type { RunOutcome } from './outcome.ts';
import { WorkerPool } from './pool.ts';
import { catalogue, toyEngineUrl } from './testing/toy-engine.ts';
import { totalsOf } from './totals.ts';

let outcomes: readonly RunOutcome[];
beforeAll(async () => {
  const pool = await WorkerPool.open(1, { engine: toyEngineUrl, system: 'shipped', template: {}, runLimitMs: 20_000 });
  outcomes = await pool.all([...jobsOf({ seed: 1, runs: 6 }, ['calm', 'clash'])]);
  await pool.close();
});

test('the totals of the parts, merged, are the totals of the whole', () => {
  const parts = [0, 1, 2].map((shard) => outcomes.filter((_, index) => index % 3 === shard));
  const merged = mergedTotals(parts.map((part) => totalsOf(part, catalogue.goals)));
  expect(merged).toEqual(totalsOf(outcomes, catalogue.goals));
  expect(merged.scenarios['clash']).toMatchObject({ runs: 2, seeds: { first: 1, last: 2 } });
  expect(merged.goals).toEqual({ toy: { 'toy large': 2 + 6, 'toy never': 0 } });
  expect(merged.reachedUnder).toEqual({ 'toy large': { none: 2 + 1, network: 5 } });
});
