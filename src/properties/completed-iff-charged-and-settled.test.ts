import { describe, it } from 'vitest';
import { completedIffChargedAndSettled } from './completed-iff-charged-and-settled.ts';
import { baseHistory } from './fixture/base-history.ts';
import { editEvents, editRows, expectViolation } from './fixture/doctor.ts';

describe('completed-iff-charged-and-settled notices', () => {
  const { history, ids } = baseHistory();

  const told = (paymentId: string, status: string) =>
    editRows(history, 'payment.payment_status', (row) => (row['payment_id'] === paymentId ? { ...row, status } : row));

  it('a completed payment that nobody was charged for', () => {
    expectViolation(completedIffChargedAndSettled, { ...history, ledgers: [] }, /is COMPLETED, but nobody was charged/);
  });

  it('a completed payment whose hold was not settled', () => {
    const doctored = editEvents(history, 'wallet', 'WalletSettled', () => []);
    expectViolation(completedIffChargedAndSettled, doctored, /its hold was not settled/);
  });

  it('a failed payment that was charged', () => {
    expectViolation(completedIffChargedAndSettled, told(ids.completed, 'FAILED'), /is FAILED, but it was charged/);
  });

  it('a failed payment whose hold was settled', () => {
    const doctored = { ...told(ids.completed, 'CANCELLED'), ledgers: [] };
    expectViolation(completedIffChargedAndSettled, doctored, /is CANCELLED, but its hold was settled/);
  });

  it('a failed payment whose hold is kept', () => {
    const doctored = editEvents(history, 'wallet', 'WalletRefunded', () => []);
    expectViolation(completedIffChargedAndSettled, doctored, /its hold was not given back/);
  });
});
