import { expect, test } from 'vitest';
import { committedStates } from './committed-states.ts';

const status = (id: string, to: string) => ({ table: 'payment.payment_status', row: { payment_id: id, status: to } });
const balance = (available: string) => ({
  table: 'wallet.wallet_balances',
  row: { wallet_id: 'W', available, locked: '0' },
});

test('each commit shows its last state once, and only what has changed', () => {
  const seen = committedStates(
    [
      { committedAt: 1010, changes: [status('P', 'INITIATED'), balance('5')] },
      { committedAt: 1020, changes: [status('P', 'VALIDATED'), status('P', 'WALLET_CHECKED'), balance('5')] },
      { committedAt: 1030, changes: [balance('3')] },
    ],
    1000,
  );
  expect(seen.paymentStates).toEqual([
    { atMs: 10, process: 'payment', id: 'P', to: 'INITIATED' },
    { atMs: 20, process: 'payment', id: 'P', from: 'INITIATED', to: 'WALLET_CHECKED' },
  ]);
  expect(seen.balances.map(({ atMs, available }) => [atMs, available])).toEqual([
    [10, 5],
    [30, 3],
  ]);
});
