import { describe, it } from 'vitest';
import { baseHistory } from './fixture/base-history.ts';
import { editEvents, expectViolation, withData } from './fixture/doctor.ts';
import { refundOnce } from './refund-once.ts';

describe('refund-once notices', () => {
  const { history } = baseHistory();

  it('a refund that was made twice', () => {
    const doctored = editEvents(history, 'wallet', 'WalletRefunded', (row) => [row, row]);
    expectViolation(refundOnce, doctored, /its hold ended 2 times: WalletRefunded, WalletRefunded/);
  });

  it('a hold that was settled and given back', () => {
    const doctored = editEvents(history, 'wallet', 'WalletSettled', (row) => [
      row,
      { ...row, event_type: 'WalletRefunded' },
    ]);
    expectViolation(refundOnce, doctored, /its hold ended 2 times: WalletSettled, WalletRefunded/);
  });

  it('a refund of more than was taken', () => {
    const doctored = editEvents(history, 'wallet', 'WalletRefunded', (row) => withData(row, { amount: 15_001 }));
    expectViolation(refundOnce, doctored, /15000 was deducted and 15001 released/);
  });

  it('a refund of what was never taken', () => {
    const doctored = editEvents(history, 'wallet', 'WalletDeducted', () => []);
    expectViolation(refundOnce, doctored, /without a deduction/);
  });

  it('a refund before the deduction', () => {
    const doctored = editEvents(history, 'wallet', 'WalletRefunded', (row) => ({ ...row, aggregate_version: '1' }));
    expectViolation(refundOnce, doctored, /WalletRefunded before the deduction/);
  });
});
