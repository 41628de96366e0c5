import { describe, expect, it } from 'vitest';
import { everythingFinishes } from './everything-finishes.ts';
import { baseHistory } from './fixture/base-history.ts';
import { expectViolation } from './fixture/doctor.ts';

describe('everything-finishes notices', () => {
  const { history } = baseHistory();

  const end = { kind: 'limit', atMs: 700_000, healedMs: 10_000, pending: ['payment 7 is INITIATED'] } as const;

  it('what is still open long after the last fault', () => {
    expectViolation(
      everythingFinishes,
      { ...history, end },
      /690000 ms after the last fault .* payment 7 is INITIATED/,
    );
  });

  it('that a run which was cut off proves nothing', () => {
    const verdict = everythingFinishes.check({ ...history, end: { ...end, healedMs: 699_000 } });
    expect(verdict).toMatchObject({ kind: 'inconclusive', reason: expect.stringContaining('1000 ms') });
  });
});
