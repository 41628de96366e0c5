import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counterfactuals, without } from './counterfactuals.ts';
import type { RunInput } from './engine.ts';
import { type RunOutcome, unfinishedOutcome } from './outcome.ts';
import { shrink } from './shrink.ts';

const budget = { runs: 100_000, wallMs: 60_000 };
const may = { workload: true };

/** A run with a payment of each amount and a reset at each time. */
function runOf(amounts: readonly number[], times: readonly number[], seed: number): RunInput {
  return {
    scenario: 'random',
    seed,
    workload: {
      wallets: [{ userId: 'user-1', currency: 'EUR', topUp: 1000 }],
      requests: amounts.map((amount) => ({ kind: 'pay', atMs: 0, wallet: 0, amount })),
    },
    plan: times.map((atMs) => ({ verb: 'reset', from: 'a-1', to: 'b', when: { atMs } })),
  };
}

/** A world that fails when it meets certain amounts and certain times, each rule under one seed only. */
interface Rule {
  readonly amounts: readonly number[];
  readonly times: readonly number[];
  readonly seed: number;
}

function fails(run: RunInput, rules: readonly Rule[]): boolean {
  const amounts = new Set(run.workload.requests.flatMap((one) => (one.kind === 'pay' ? [one.amount] : [])));
  const times = new Set(run.plan.flatMap((one) => (one.verb === 'reset' && 'atMs' in one.when ? [one.when.atMs] : [])));
  return rules.some(
    (rule) =>
      rule.seed === run.seed &&
      rule.amounts.every((amount) => amounts.has(amount)) &&
      rule.times.every((time) => times.has(time)),
  );
}

function outcome(input: RunInput, rules: readonly Rule[]): RunOutcome {
  const bare = { ...unfinishedOutcome(input, '', 0), undecided: [] };
  if (!fails(input, rules)) return { ...bare, verdict: 'holds' };
  const violation = { property: 'toy', claim: '', message: '', witness: [] };
  return { ...bare, verdict: 'violated', violations: [violation] };
}

const few = fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 6 });
const some = fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 3 });
const rule = fc.record({ amounts: some, times: some, seed: fc.nat(4) });

test('a run is shrunk until no fault and no request can be left out, whatever seed it ended with', async () => {
  await fc.assert(
    fc.asyncProperty(
      few,
      few,
      fc.nat(4),
      fc.array(rule, { minLength: 1, maxLength: 4 }),
      async (amounts, times, seed, rules) => {
        const start = runOf(amounts, times, seed);
        fc.pre(fails(start, rules));
        const tryAll = (inputs: readonly RunInput[]): Promise<readonly RunOutcome[]> =>
          Promise.resolve(inputs.map((input) => outcome(input, rules)));
        const { outcome: smallest, complete } = await shrink(outcome(start, rules), { may, budget, width: 3, tryAll });
        expect(complete).toBe(true);
        expect(fails(smallest.input, rules)).toBe(true);
        const { plan, workload } = smallest.input;
        for (const [index] of plan.entries()) {
          expect(fails(without(smallest.input, { kind: 'fault', index }), rules)).toBe(false);
        }
        for (const [index] of workload.requests.entries()) {
          expect(fails(without(smallest.input, { kind: 'request', index }), rules)).toBe(false);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('counterfactuals say of each part whether it holds without it', async () => {
  const rules = [{ amounts: [1], times: [2], seed: 0 }];
  const all = await counterfactuals(runOf([1, 5], [2, 3], 0), may, (inputs) =>
    Promise.resolve(inputs.map((input) => outcome(input, rules))),
  );
  expect(all).toEqual([
    { without: { kind: 'fault', index: 0 }, verdict: 'holds', violated: [] },
    { without: { kind: 'fault', index: 1 }, verdict: 'violated', violated: ['toy'] },
    { without: { kind: 'request', index: 0 }, verdict: 'holds', violated: [] },
    { without: { kind: 'request', index: 1 }, verdict: 'violated', violated: ['toy'] },
  ]);
});

test('a scenario keeps its requests, and the only request is kept', async () => {
  const answer = (inputs: readonly RunInput[]): Promise<readonly RunOutcome[]> =>
    Promise.resolve(inputs.map((input) => outcome(input, [])));
  const parts = async (run: RunInput, workload: boolean): Promise<readonly string[]> =>
    (await counterfactuals(run, { workload }, answer)).map((one) => one.without.kind);
  expect(await parts(runOf([1, 5], [2], 0), false)).toEqual(['fault']);
  expect(await parts(runOf([1], [2], 0), true)).toEqual(['fault']);
});
