import { describe, expect, it } from 'vitest';
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { compensationPairs } from './compensation-pairs.ts';
import { baseHistory } from './fixture/base-history.ts';
import { editEvents, expectViolation } from './fixture/doctor.ts';

function without(service: string, type: string): PaymentHistory {
  return editEvents(baseHistory().history, service, type, () => []);
}

describe('compensation-pairs', () => {
  it('notices a compensation that never ends', () => {
    expectViolation(compensationPairs, without('saga', 'CompensationCompleted'), /was begun and never completed/);
  });

  it('notices a hold that is given back without one, and one that gives nothing back', () => {
    expectViolation(compensationPairs, without('saga', 'CompensationStarted'), /1 compensations were completed and 0/);
    expectViolation(compensationPairs, without('wallet', 'WalletRefunded'), /has not given its hold back/);
    const silent = editEvents(without('saga', 'CompensationStarted'), 'saga', 'CompensationCompleted', () => []);
    expectViolation(compensationPairs, silent, /given back without a compensation/);
  });

  it('notices a compensation of what was never done', () => {
    expectViolation(compensationPairs, without('wallet', 'WalletDeducted'), /compensated that was never made/);
  });

  it('leaves the compensation of a confirmation open when the refund is refused', () => {
    const { history, ids } = baseHistory((book, wallet, { completed: payment_id }) => {
      const [saga_id, refund_id] = [book.uuid(), book.uuid()];
      const steps = ['CancelPaymentConfirmation'] as const;
      const data = { saga_id, payment_id, error_code: 'CONFIRMATION_CANCELLED', steps };
      const started = book.event('saga', 'CompensationStarted', saga_id, { ...data, steps: [...steps] });
      const failure = { amount: 80_000, currency: 'EUR', error_code: 'REFUSED', reason: 'too late' };
      book.event(
        'payment',
        'RefundFailed',
        refund_id,
        { refund_id, payment_id, wallet_id: wallet.id, ...failure },
        started,
      );
    });
    expect(compensationPairs.check(history)).toEqual({ kind: 'holds' });
    const unanswered = editEvents(history, 'payment', 'RefundFailed', () => []);
    expectViolation(compensationPairs, unanswered, new RegExp(`${ids.completed}.*never completed`));
  });
});
