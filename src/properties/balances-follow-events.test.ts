import { describe, it } from 'vitest';
import { balancesFollowEvents } from './balances-follow-events.ts';
import { baseHistory } from './fixture/base-history.ts';
import { expectViolation } from './fixture/doctor.ts';

describe('balances-follow-events notices', () => {
  const { history } = baseHistory();

  it('a balance that was seen and that no event leads to', () => {
    const balances = history.balances.map((one, index) =>
      index === 2 ? { ...one, available: one.available + 1 } : one,
    );
    expectViolation(balancesFollowEvents, { ...history, balances }, /which no event from version \d+ on leads to/);
  });

  it('a balance that goes back to what it was', () => {
    const [first] = history.balances;
    const again = history.balances.filter(({ walletId }) => walletId === first?.walletId).slice(0, 2);
    const balances = [...again, ...again];
    expectViolation(balancesFollowEvents, { ...history, balances }, /which no event from version [1-9]/);
  });
});
