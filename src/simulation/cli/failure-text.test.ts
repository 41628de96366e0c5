import { describe, expect, test } from 'vitest';
import type { RunOutcome } from '../campaign/outcome.ts';
import { unfinishedOutcome } from '../campaign/outcome.ts';
import { failureText } from './failure-text.ts';
import { plain } from './style.ts';

const id = '43eceb0e-a4b8-4f4e-9c58-af9c684157f2';
const pay = { kind: 'pay', atMs: 0, wallet: 0, amount: 20 } as const;

function failing(requests: number): RunOutcome {
  const workload = {
    wallets: [{ userId: 'user-1', currency: 'EUR', topUp: 71 }],
    requests: Array.from({ length: requests }, () => pay),
  };
  const violation = { property: 'money', claim: 'Stays.', message: `wallet ${id} lost 2`, witness: [{ wallet: id }] };
  const input = { scenario: 'random', seed: 7, workload, plan: [] };
  return { ...unfinishedOutcome(input, '', 0), verdict: 'violated', violations: [violation], undecided: [] };
}

describe('the text of a failure', () => {
  test('has claim, observation, witness, and what it takes', () => {
    expect(failureText({ found: failing(1) }, plain)).toBe(
      [
        '✗ money  Stays.',
        `  wallet ${id} lost 2`,
        `  witness    {"wallet":"${id}"}`,
        '  found by   random, seed 7',
        '  run        W1: 0.71 EUR, of user-1',
        '             0 ms: P1 pays 0.20 EUR from W1',
      ].join('\n'),
    );
  });

  test('calls things by the names of the run where those are known', () => {
    const text = failureText({ found: failing(1) }, plain, (one) => one.replaceAll(id, 'W1'));
    expect(text).toContain('  wallet W1 lost 2\n  witness    {"wallet":"W1"}\n');
  });

  test('says what it would be without each part', () => {
    const counterfactuals = [
      { without: { kind: 'request', index: 0 }, verdict: 'holds', violated: [] },
      { without: { kind: 'request', index: 1 }, verdict: 'violated', violated: ['money', 'order'] },
      { without: { kind: 'fault', index: 0 }, verdict: 'inconclusive', violated: [] },
    ] as const;
    const found = failing(2);
    const plan = [{ verb: 'reset', from: 'wallet-1', to: 'kafka', when: { atMs: 3 } }] as const;
    const text = failureText({ found: { ...found, input: { ...found.input, plan } }, counterfactuals }, plain);
    expect(text.split('\n').slice(-3)).toEqual([
      '  otherwise  without "0 ms: P1 pays 0.20 EUR from W1": it holds',
      '             without "0 ms: P2 pays 0.20 EUR from W1": it still violates money, order',
      '             without "connections from wallet-1 to kafka are cut at 3 ms": it cannot be said',
    ]);
  });

  test.each([
    [2, 'from 3 requests and 0 faults to 2 requests and 0 faults (41 runs, 5.7 s)'],
    [3, 'nothing could be left out of 3 requests and 0 faults (41 runs, 5.7 s)'],
  ])('says what shrinking to %i requests did', (requests, words) => {
    const shrunk = { outcome: failing(requests), runs: 41, wallMs: 5_700, complete: true };
    expect(failureText({ found: failing(3), shrunk }, plain)).toContain(`  shrunk     ${words}\n`);
  });
});
