import { describe, it } from 'vitest';
import { baseHistory } from './fixture/base-history.ts';
import { editEvents, editRecords, editRows, expectViolation, typeOf, withData } from './fixture/doctor.ts';
import { nothingAcknowledgedLost } from './nothing-acknowledged-lost.ts';

describe('nothing-acknowledged-lost notices', () => {
  const { history, ids } = baseHistory();

  it('a payment that was accepted and is gone', () => {
    const doctored = editRows(history, 'payment.payment_status', (row) =>
      row['payment_id'] === ids.completed ? [] : row,
    );
    expectViolation(nothingAcknowledgedLost, doctored, /was accepted and is nowhere/);
  });

  it('a payment that was initiated for something else', () => {
    const doctored = editEvents(history, 'payment', 'PaymentInitiated', (row) => withData(row, { amount: 7 }));
    expectViolation(nothingAcknowledgedLost, doctored, /accepted for 80000 and initiated for 7/);
  });

  it('a payment that was never announced', () => {
    const doctored = editRecords(history, (record) => (typeOf(record) === 'PaymentInitiated' ? [] : record));
    expectViolation(nothingAcknowledgedLost, doctored, /never announced/);
  });

  it('a wallet that was opened and is not there', () => {
    const doctored = editRows(history, 'wallet.wallet_balances', () => []);
    expectViolation(nothingAcknowledgedLost, doctored, /was opened and is not there/);
  });

  it('a top-up that was confirmed and is not in the wallet', () => {
    const doctored = editEvents(history, 'wallet', 'WalletCredited', () => []);
    expectViolation(nothingAcknowledgedLost, doctored, /100000 was confirmed as paid into wallet/);
  });
});
