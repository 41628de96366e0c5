/** Writes what the events of a wallet say over what is stored. Only for a wallet that is locked. */
import type { Transaction } from '../../platform/index.ts';
import type { LedgerEntry } from '../ledger.ts';
import type { RefundCredit, Wallet } from '../wallet.ts';
import { rowOf } from './fold.ts';
import { checkedState } from './stored.ts';

/** Its row of `wallet_balances`. */
export async function writeBalance(tx: Transaction, wallet: Wallet): Promise<void> {
  const { userId, currency, available, locked, frozen, version } = rowOf(wallet);
  await tx.query(
    {
      name: 'wallet.repair.balance',
      text: `INSERT INTO wallet.wallet_balances (wallet_id, user_id, currency, available, locked, frozen, version, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (wallet_id) DO UPDATE SET user_id = $2, currency = $3, available = $4, locked = $5, frozen = $6, version = $7, updated_at = $8`,
    },
    [wallet.walletId, userId, currency, available, locked, frozen, version, new Date().toISOString()],
  );
}

/** The holds of these payments; those of which the wallet knows nothing are removed. */
export async function writeHolds(tx: Transaction, wallet: Wallet, paymentIds: readonly string[]): Promise<void> {
  const holds = paymentIds.flatMap((paymentId) => {
    const hold = wallet.holds.get(paymentId);
    return hold === undefined ? [] : [{ paymentId, ...hold }];
  });
  await tx.query(
    {
      name: 'wallet.repair.holds.remove',
      text: 'DELETE FROM wallet.holds WHERE payment_id = ANY($1::uuid[])',
    },
    [paymentIds],
  );
  await tx.query(
    {
      name: 'wallet.repair.holds.write',
      text: `INSERT INTO wallet.holds (payment_id, wallet_id, amount, state, held_version)
SELECT payment_id, $1, amount, state, held_version
FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::bigint[]) AS h(payment_id, amount, state, held_version)`,
    },
    [
      wallet.walletId,
      holds.map(({ paymentId }) => paymentId),
      holds.map(({ amount }) => amount),
      holds.map(({ state }) => state),
      holds.map(({ version }) => version),
    ],
  );
}

/** The refunds that were credited to it. */
export async function writeCredits(
  tx: Transaction,
  walletId: string,
  credits: readonly (readonly [refundId: string, credit: RefundCredit])[],
): Promise<void> {
  await tx.query(
    {
      name: 'wallet.repair.refunds',
      text: `INSERT INTO wallet.refund_credits (refund_id, payment_id, wallet_id, amount)
SELECT refund_id, payment_id, $1, amount FROM unnest($2::uuid[], $3::uuid[], $4::bigint[]) AS r(refund_id, payment_id, amount)
ON CONFLICT (refund_id) DO UPDATE SET payment_id = excluded.payment_id, wallet_id = excluded.wallet_id, amount = excluded.amount`,
    },
    [
      walletId,
      credits.map(([refundId]) => refundId),
      credits.map(([, { paymentId }]) => paymentId),
      credits.map(([, { amount }]) => amount),
    ],
  );
}

/** The legs of these events, in place of those that are there. */
export async function writeLedger(
  tx: Transaction,
  eventIds: readonly string[],
  entries: readonly LedgerEntry[],
): Promise<void> {
  await tx.query(
    {
      name: 'wallet.repair.ledger.remove',
      text: 'DELETE FROM wallet.ledger_entries WHERE event_id = ANY($1::uuid[])',
    },
    [eventIds],
  );
  await tx.query(
    {
      name: 'wallet.repair.ledger.write',
      text: `INSERT INTO wallet.ledger_entries (event_id, account, wallet_id, amount, currency, occurred_at)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::timestamptz[])`,
    },
    [
      entries.map(({ eventId }) => eventId),
      entries.map(({ account }) => account),
      entries.map(({ walletId }) => walletId),
      entries.map(({ amount }) => amount),
      entries.map(({ currency }) => currency),
      entries.map(({ occurredAt }) => occurredAt),
    ],
  );
}

/** Notes that these wallets are right, as they are at their versions. Never goes back to an earlier version. */
export async function writeChecked(tx: { query: Transaction['query'] }, wallets: readonly Wallet[]): Promise<void> {
  await tx.query(
    {
      name: 'wallet.check.done',
      text: `INSERT INTO wallet.checked_wallets AS c (wallet_id, version, state, checked_at)
SELECT wallet_id, version, state, $1::timestamptz FROM unnest($2::text[], $3::bigint[], $4::jsonb[]) AS w(wallet_id, version, state)
ORDER BY wallet_id
ON CONFLICT (wallet_id) DO UPDATE SET version = excluded.version, state = excluded.state, checked_at = excluded.checked_at
WHERE c.version <= excluded.version`,
    },
    [
      new Date().toISOString(),
      wallets.map(({ walletId }) => walletId),
      wallets.map(({ version }) => version),
      wallets.map(checkedState),
    ],
  );
}

/** Everything of a wallet that has no events. */
export async function deleteWallet(tx: Transaction, walletId: string): Promise<void> {
  for (const table of ['wallet_balances', 'checked_wallets'] as const) {
    await tx.query(
      { name: `wallet.repair.delete-${table}`, text: `DELETE FROM wallet.${table} WHERE wallet_id = $1` },
      [walletId],
    );
  }
}
