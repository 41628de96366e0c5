import { describe, it } from 'vitest';
import { editEvents, editRows, expectViolation, withData } from './fixture/doctor.ts';
import { refundHistory } from './fixture/refund-story.ts';
import { providersReconcile } from './providers-reconcile.ts';

describe('providers-reconcile notices', () => {
  const { history, ids } = refundHistory();

  it('a payment that names a charge that its provider does not have', () => {
    const doctored = editEvents(history, 'payment', 'PaymentCompleted', (row) => withData(row, { provider: 'paypal' }));
    expectViolation(providersReconcile, doctored, /was completed with charge paypal .*, which is not there/);
  });

  it('a charge that stands for nothing', () => {
    const ledgers = history.ledgers.map((ledger) => ({
      ...ledger,
      charges: ledger.charges.map((charge) => ({ ...charge, state: 'confirmed' as const })),
    }));
    expectViolation(providersReconcile, { ...history, ledgers }, /of payment .*, which was not completed with it/);
  });

  it('a void that undid the charge of a completed payment', () => {
    const ledgers = history.ledgers.map((ledger) => ({
      ...ledger,
      refunds: ledger.refunds.map((refund) => ({ ...refund, kind: 'void' as const, paymentId: ids.completed })),
    }));
    expectViolation(providersReconcile, { ...history, ledgers }, /which is not there/);
  });

  it('books that owe merchants something else than there is', () => {
    const doctored = editRows(history, 'wallet.ledger_entries', (row) =>
      row['account'] === 'merchant_clearing' ? { ...row, amount: String(Number(row['amount']) + 1) } : row,
    );
    expectViolation(providersReconcile, doctored, /the providers hold 50000 EUR .* and the books owe merchants 50002/);
  });
});
