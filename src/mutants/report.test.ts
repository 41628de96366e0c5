import { describe, expect, it } from 'vitest';
import type { Mutant } from './catalogue.ts';
import { mutantsJson, mutantsPage, sumsOf, type Tried } from './report.ts';
import type { MutantResult, MutantVerdict } from './result.ts';

function tried(name: string, verdict: MutantVerdict, more: Partial<MutantResult> = {}): Tried {
  const mutant: Mutant = {
    name,
    what: 'It is wrong | in one way.',
    from: 'pitfall 1',
    properties: ['money-conserved'],
    scenario: 'random',
    faults: 'swarm',
    runs: 10,
    cases: [],
    settings: {},
    patch: 'diff',
  };
  const none = { runs: 10, reachedRuns: 4, inconclusive: 0, cpuSeconds: 0, violated: [] };
  return { mutant, result: { name, key: 'k', verdict, ...none, ...more } };
}

const violated = [{ property: 'money-conserved', message: 'it is gone' }];
const small = { complete: true, replay: 'temblor1' };
const all = [
  tried('01-a', 'killed', { violated, cpuSeconds: 2, shrunk: { requests: 1, faults: 0, ...small } }),
  tried('02-b', 'killed', { violated, cpuSeconds: 4, shrunk: { requests: 4, faults: 3, ...small, complete: false } }),
  tried('03-c', 'survived'),
  tried('04-d', 'failed', { reason: 'It took longer than 900 s.' }),
];

describe('the table of the mutants', () => {
  it('adds up what became of them; what failed is no kill', () => {
    expect(sumsOf(all)).toMatchObject({
      mutants: 4,
      killedShare: 0.5,
      medianCpuSeconds: 3,
      medianFaults: 1.5,
      medianRequests: 2.5,
    });
  });

  it('shows each, says why the others were not killed, and which properties noticed how many', () => {
    const page = mutantsPage(all, ['money-conserved', 'never-negative']);
    expect(page).toContain('| 01-a | It is wrong \\| in one way. | `money-conserved` | killed |');
    expect(page).toContain('4 requests, 3 faults *');
    expect(page).toContain('- 03-c: its line was executed in 4 of 10 runs, and nothing was violated.');
    expect(page).toContain('- 04-d: It took longer than 900 s.');
    expect(page).toContain('| `money-conserved` | 4 | 2 |');
    expect(page).toContain('| `never-negative` | 0 | 0 |');
  });

  it('leaves the patches out of the JSON', () => {
    expect(JSON.parse(mutantsJson(all))).toMatchObject({
      totals: { mutants: 4 },
      mutants: [{ name: '01-a' }, {}, {}, {}],
    });
    expect(mutantsJson(all)).not.toContain('diff');
  });
});
