import { describe, it } from 'vitest';
import { editEvents, editRows, expectViolation, withData } from './fixture/doctor.ts';
import { refundHistory } from './fixture/refund-story.ts';
import { refundsWithinPayment } from './refunds-within-payment.ts';

describe('refunds-within-payment notices', () => {
  const { history, ids } = refundHistory();

  it('refunds that add up to more than was paid', () => {
    const doctored = editEvents(history, 'payment', 'RefundRequested', (row) => [
      row,
      withData(row, { refund_id: 'another', amount: 50_001 }),
    ]);
    expectViolation(refundsWithinPayment, doctored, /80001 of payment .*, which is for 80000, is to be refunded/);
  });

  it('a refund of a payment that was never completed', () => {
    const doctored = editRows(history, 'payment.payment_status', (row) =>
      row['payment_id'] === ids.completed ? { ...row, status: 'FAILED' } : row,
    );
    expectViolation(refundsWithinPayment, doctored, /is FAILED and has refunds/);
  });

  it('a provider that was made to give back more than it charged', () => {
    const ledgers = history.ledgers.map((ledger) => ({
      ...ledger,
      refunds: ledger.refunds.map((refund) => ({ ...refund, amount: 80_001 })),
    }));
    expectViolation(
      refundsWithinPayment,
      { ...history, ledgers },
      /stripe gave back 80001 of charge .*, which moved 80000/,
    );
  });
});
