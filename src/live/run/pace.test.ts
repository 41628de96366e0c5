import { describe, expect, it } from 'vitest';
import { generateInput } from '../../simulation/payments/index.ts';
import { fullRecovery } from '../../simulation/payments/scenarios/full-recovery.ts';
import { scenarioInput } from '../../simulation/payments/scenarios/index.ts';
import { atLivePace } from './pace.ts';

describe('the pace of live runs', () => {
  it('tells the story of a scenario more slowly, and lets what goes wrong last as long', () => {
    const asked = scenarioInput(fullRecovery, 1);
    const played = atLivePace(asked);
    const [before, after] = [asked, played].map(({ workload, plan }) => {
      return {
        requests: workload.requests.map(({ atMs }) => atMs),
        faults: plan.map((fault) => ('when' in fault && 'atMs' in fault.when ? fault.when.atMs : undefined)),
      };
    });
    const factor = (after?.requests[1] ?? 0) / (before?.requests[1] ?? 0);
    expect(factor).toBeGreaterThan(1);
    expect(after?.requests).toEqual(before?.requests.map((atMs) => atMs * factor));
    expect(after?.faults).toEqual(before?.faults.map((atMs) => (atMs ?? 0) * factor));
    expect(played.plan.map((fault) => ('forMs' in fault ? fault.forMs : 0))).toEqual(
      asked.plan.map((fault) => ('forMs' in fault ? fault.forMs : 0)),
    );
  });

  it('keeps the moments of what was drawn, and ends what would outlast every time-out', () => {
    const drawn = generateInput(7, 'none');
    const outage = { verb: 'outage', server: 'kafka', when: { atMs: 400 } } as const;
    const long = [
      { ...outage, forMs: 40_000 },
      { ...outage, forMs: 300 },
    ];
    const { workload, plan } = atLivePace({ ...drawn, plan: long });
    expect(workload).toEqual(drawn.workload);
    expect(plan).toEqual([
      { ...outage, forMs: 10_000 },
      { ...outage, forMs: 300 },
    ]);
  });
});
