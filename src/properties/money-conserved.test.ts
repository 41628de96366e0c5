import { describe, it } from 'vitest';
import { baseHistory } from './fixture/base-history.ts';
import { editEvents, editRows, expectViolation, withData } from './fixture/doctor.ts';
import { moneyConserved } from './money-conserved.ts';

describe('money-conserved notices', () => {
  const { history, ids } = baseHistory();

  it('a wallet that holds more than was paid in', () => {
    const doctored = editRows(history, 'wallet.wallet_balances', (row) => ({ ...row, available: '100001' }));
    expectViolation(
      moneyConserved,
      doctored,
      /holds 100001 free and 0 locked, but 100000 was paid in and 80000 settled/,
    );
  });

  it('a lost update: the second writer put back an old balance', () => {
    const doctored = editRows(history, 'wallet.wallet_balances', (row) =>
      row['wallet_id'] === ids.hotWallet ? { ...row, available: '100000' } : row,
    );
    expectViolation(moneyConserved, doctored, /holds 100000 free/);
  });

  it('a top-up that was booked twice', () => {
    const twice = editEvents(history, 'wallet', 'WalletCredited', (row) => [row, row]);
    const doctored = editRows(twice, 'wallet.wallet_balances', (row) => ({
      ...row,
      available: String(Number(row['available']) + (row['wallet_id'] === ids.hotWallet ? 100_000 : 25_000)),
    }));
    expectViolation(moneyConserved, doctored, /200000 was credited to wallet .*, but clients sent only 100000/);
  });

  it('a top-up that was credited for more than was sent', () => {
    const more = editEvents(history, 'wallet', 'WalletCredited', (row) => withData(row, { amount: 999_999 }));
    expectViolation(
      moneyConserved,
      editRows(more, 'wallet.wallet_balances', () => []),
      /999999 was credited/,
    );
  });

  it('a movement with one leg', () => {
    const entry = { currency: 'EUR', account: 'in-flight', amount: '800' };
    const tables = { ...history.database.tables, 'wallet.ledger_entries': [entry] };
    expectViolation(moneyConserved, { ...history, database: { tables } }, /in EUR add up to 800, not to zero/);
  });
});
