import { describe, it } from 'vitest';
import { baseHistory } from './fixture/base-history.ts';
import { editEvents, expectViolation } from './fixture/doctor.ts';
import { frozenWalletUntouched } from './frozen-wallet-untouched.ts';

describe('frozen-wallet-untouched notices', () => {
  it('a deduction from a wallet that was frozen', () => {
    const doctored = editEvents(baseHistory().history, 'wallet', 'WalletCredited', (row) => [
      row,
      { ...row, event_type: 'WalletLocked', aggregate_version: '2.5' },
    ]);
    expectViolation(frozenWalletUntouched, doctored, /was frozen, and payment .* took money from it/);
  });
});
