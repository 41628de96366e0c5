import { expect, test } from 'vitest';
import type { FaultPlan } from '../../simulation/payments/plan.ts';
import { healAt, momentOf } from './moments.ts';

test('points become moments: later ones later, none beyond the work', () => {
  const at = (nth: number): number => momentOf({ point: 'postgres.commit.done', process: 'wallet-1', nth });
  expect(momentOf({ atMs: 1234 })).toBe(1234);
  expect(at(2)).toBeGreaterThan(at(1));
  expect(at(10_000)).toBe(3000);
});

test('a run is healed when the last of its faults is over', () => {
  const plan: FaultPlan = [
    { verb: 'crash', process: 'wallet-1', when: { atMs: 1000 }, restartAfterMs: 200 },
    { verb: 'outage', server: 'kafka', when: { atMs: 500 }, forMs: 4000 },
  ];
  expect(healAt([])).toBe(500);
  expect(healAt(plan)).toBe(5000);
});
