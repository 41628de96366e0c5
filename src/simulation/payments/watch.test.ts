import { describe, expect, it } from 'vitest';
import { CommitWatch } from './watch.ts';

const actor = { process: 'wallet-1', connectionId: 'wallet-1>postgres:5432#1', atMs: 5 };

/** A watch over one wallet and one payment, whose rows the test changes. */
function watch() {
  const rows = { wallet: ['w', '100', '0'], payment: ['p', 'INITIATED'] };
  const asked: string[] = [];
  const watching = new CommitWatch((sql) => {
    asked.push(sql);
    const horizon = [String(700 + asked.length)];
    if (sql.includes('wallet_balances')) return [horizon, rows.wallet];
    return sql.includes('payment_status') ? [horizon, rows.payment] : [horizon];
  });
  const commit = (...statements: string[]): void => {
    watching.onStatement({ ...actor, statements });
    watching.onCommit(actor);
  };
  return { rows, asked, watching, commit };
}

describe('the commit watch', () => {
  it('records what a commit changed, and nothing when it stayed the same', () => {
    const { rows, watching, commit } = watch();
    commit('UPDATE wallet.wallet_balances SET …');
    commit('UPDATE wallet.wallet_balances SET …');
    rows.wallet = ['w', '20', '80'];
    commit('UPDATE wallet.wallet_balances SET …');
    expect(watching.balances).toEqual([
      { atMs: 5, process: 'wallet-1', walletId: 'w', available: 100, locked: 0 },
      { atMs: 5, process: 'wallet-1', walletId: 'w', available: 20, locked: 80 },
    ]);
  });

  it('knows where a state came from', () => {
    const { rows, watching, commit } = watch();
    commit('INSERT INTO payment.payment_status …');
    rows.payment = ['p', 'VALIDATED'];
    commit('UPDATE payment.payment_status …');
    expect(watching.paymentStates).toEqual([
      { atMs: 5, process: 'wallet-1', id: 'p', to: 'INITIATED' },
      { atMs: 5, process: 'wallet-1', id: 'p', from: 'INITIATED', to: 'VALIDATED' },
    ]);
  });

  it('does not look at tables that no statement named', () => {
    const { asked, commit } = watch();
    commit('UPDATE payment.outbox SET synced_at = $1');
    expect(asked).toEqual([]);
  });

  it('asks only for what may have been written since it last looked at that table', () => {
    const { asked, commit } = watch();
    commit('UPDATE payment.payment_status …');
    commit('UPDATE wallet.wallet_balances SET …');
    commit('UPDATE payment.payment_status …');
    expect(asked.map((sql) => /age\('(\d+)'/.exec(sql)?.[1])).toEqual(['0', '0', '701']);
  });

  it('keeps connections apart', () => {
    const { asked, watching } = watch();
    watching.onStatement({ ...actor, statements: ['UPDATE wallet.wallet_balances SET …'] });
    watching.onCommit({ ...actor, connectionId: 'another' });
    expect(asked).toEqual([]);
    watching.onCommit(actor);
    expect(asked).toHaveLength(1);
  });
});
