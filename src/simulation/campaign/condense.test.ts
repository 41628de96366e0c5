import { expect, test } from 'vitest';
import { Condenser } from './condense.ts';
import { type RunOutcome, unfinishedOutcome } from './outcome.ts';

function outcome(verdict: 'holds' | 'violated', reached: readonly string[]): RunOutcome {
  const input = { scenario: 'random', seed: 1, workload: { wallets: [], requests: [] }, plan: [] };
  return { ...unfinishedOutcome(input, 'why', 1), properties: { one: verdict, two: 'holds' }, reached };
}

test('a condensed outcome says the same, and shares what others said before', () => {
  const condenser = new Condenser();
  const [first, second, third] = [
    outcome('holds', ['a']),
    outcome('holds', ['a', 'b']),
    outcome('violated', ['b']),
  ] as const;
  const kept = [first, second, third].map((one) => condenser.condense(one));
  expect(kept).toEqual([first, second, third]);
  expect(kept[1]?.properties).toBe(kept[0]?.properties);
  expect(kept[2]?.properties).not.toBe(kept[0]?.properties);
});
