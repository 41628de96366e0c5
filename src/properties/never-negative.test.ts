import { describe, it } from 'vitest';
import { baseHistory } from './fixture/base-history.ts';
import { expectViolation } from './fixture/doctor.ts';
import { neverNegative } from './never-negative.ts';

describe('never-negative notices', () => {
  const { history, ids } = baseHistory();

  const seen = { atMs: 5, process: 'wallet-2', walletId: ids.hotWallet, available: 0, locked: 0 };

  it.each([
    ['free', { available: -1 }],
    ['locked', { locked: -1 }],
  ])('less than zero %s, in between', (_which, change) => {
    const [first, ...rest] = history.balances;
    const balances = [...(first === undefined ? [] : [first]), { ...seen, ...change }, ...rest];
    expectViolation(neverNegative, { ...history, balances }, /a commit of wallet-2 left wallet .* with .*-1/);
  });
});
