/** What the runs of a trial say of its mutant. */
import { describe, expect, it } from 'vitest';
import { type RunOutcome, unfinishedOutcome } from '../simulation/campaign/outcome.ts';
import { CPU_MS, REACHED } from './marked-engine.ts';
import { summaryOf } from './trial.ts';

const mutant = { properties: ['money-conserved', 'never-negative'] };

/** A run that reached the mutant's line so many times, and violated these properties. */
function run(reached: number, ...violated: readonly string[]): RunOutcome {
  const input = { scenario: 'random', seed: 1, workload: { wallets: [], requests: [] }, plan: [] };
  return {
    ...unfinishedOutcome(input, '', 0),
    verdict: violated.length > 0 ? 'violated' : 'holds',
    violations: violated.map((property) => ({ property, claim: '', message: 'why', witness: [] })),
    undecided: [],
    counters: { [REACHED]: reached, [CPU_MS]: 1_500 },
  };
}

describe('a mutant is', () => {
  it('killed when one of its properties is violated in the first run that violates any', () => {
    expect(summaryOf(mutant, [run(0), run(2), run(1, 'order-per-key', 'never-negative'), run(1)])).toEqual({
      verdict: 'killed',
      runs: 3,
      reachedRuns: 2,
      inconclusive: 0,
      cpuSeconds: 1.5,
      violated: [
        { property: 'order-per-key', message: 'why' },
        { property: 'never-negative', message: 'why' },
      ],
    });
  });

  it('killed by accident when it is another property, even if one of its own follows', () => {
    const outcomes = [run(1, 'order-per-key'), run(1, 'never-negative')];
    expect(summaryOf(mutant, outcomes)).toMatchObject({ verdict: 'by-accident', runs: 1 });
  });

  it('killed by accident when its line was never executed', () => {
    expect(summaryOf(mutant, [run(0, 'never-negative')])).toMatchObject({ verdict: 'by-accident' });
  });

  it('alive when its line was executed and everything held', () => {
    expect(summaryOf(mutant, [run(0), run(3)])).toMatchObject({ verdict: 'survived', runs: 2, reachedRuns: 1 });
  });

  it('alive when runs hang: a time-out is no kill', () => {
    const hanging = unfinishedOutcome(run(0).input, 'the worker did not answer within 60 s', 60_000);
    expect(summaryOf(mutant, [run(1), hanging])).toMatchObject({ verdict: 'survived', inconclusive: 1 });
  });

  it('never reached when no run executed its line', () => {
    expect(summaryOf(mutant, [run(0), run(0)])).toMatchObject({ verdict: 'never-reached', reachedRuns: 0 });
  });
});
