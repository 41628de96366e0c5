import { describe, expect, it } from 'vitest';
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { baseHistory } from './fixture/base-history.ts';
import { editRows, expectViolation } from './fixture/doctor.ts';
import { paymentsResume } from './payments-resume.ts';
import { isObject } from './view/message.ts';

const { history } = baseHistory();

/** The history as if its completed payment had been sent at the end, when everything rested. */
function withLast(base: PaymentHistory): PaymentHistory {
  const completed = history.database.tables['payment.payment_status']?.find(({ status }) => status === 'COMPLETED');
  const paymentId = completed?.['payment_id'];
  const exchanges = base.exchanges.filter(({ answer }) => fieldOf(answer?.body, 'payment_id') === paymentId);
  const requests = [{ kind: 'pay', atMs: 0, wallet: 0, amount: 1, last: true }] as const;
  return { ...base, exchanges, workload: { wallets: [], requests } };
}

function fieldOf(body: unknown, name: string): unknown {
  return isObject(body) ? body[name] : undefined;
}

describe('payments-resume', () => {
  it('is content when the last payment is completed', () => {
    expect(paymentsResume.check(withLast(history))).toEqual({ kind: 'holds' });
  });

  it('notices that the last payment failed', () => {
    const failed = editRows(history, 'payment.payment_status', (row) => ({ ...row, status: 'FAILED' }));
    expectViolation(paymentsResume, withLast(failed), /when everything rested is FAILED/);
    expect(paymentsResume.check(failed)).toEqual({ kind: 'holds' });
  });

  it('notices that nobody took the last payment', () => {
    const deaf = { ...history, exchanges: [] };
    expectViolation(paymentsResume, withLast(deaf), /was not accepted/);
  });
});
