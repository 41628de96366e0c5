/**
 * The bug on purpose: money is taken because it was there when somebody looked (`CheckWalletBalance`), and nobody
 * looks again when it is taken. The row is changed without a condition. It works as long as payments of one wallet come
 * one after the other, which is why such code passes its tests and ships (blnk#171, midaz#2429).
 */
import type { Message, Step } from '../../system/platform/index.ts';
import { causeOf } from '../../system/platform/index.ts';
import { entriesOf } from '../../system/wallet/ledger.ts';
import { loadWallets } from '../../system/wallet/store.ts';

const TAKE = {
  name: 'canary.take',
  text: `UPDATE wallet.wallet_balances
SET available = available - $2::bigint, locked = locked + $2::bigint, version = version + 1, updated_at = $3::timestamptz
WHERE wallet_id = $1`,
};

const HOLD = {
  name: 'canary.hold',
  text: `INSERT INTO wallet.holds (payment_id, wallet_id, amount, state, held_version) VALUES ($1, $2, $3, 'held', $4)`,
};

const BOOK = {
  name: 'canary.book',
  text: `INSERT INTO wallet.ledger_entries (event_id, account, wallet_id, amount, currency, occurred_at)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::timestamptz[])`,
};

/** Takes the money of a `DeductWalletBalance` without asking whether it is still there. */
export async function deductWithoutLooking(
  step: Step,
  command: Extract<Message, { event_type: 'DeductWalletBalance' }>,
): Promise<void> {
  const { wallet_id, payment_id, amount, currency } = command.data;
  const wallet = (await loadWallets(step.tx, [wallet_id], [payment_id])).get(wallet_id);
  if (wallet === undefined || wallet.status === 'unknown' || wallet.holds.has(payment_id)) return;
  const after = { available_after: wallet.available - amount, locked_after: wallet.locked + amount };
  const data = { wallet_id, payment_id, amount, currency, ...after };
  const stream = { type: 'wallet', id: wallet_id, version: wallet.version } as const;
  const events = step.append(stream, [{ event_type: 'WalletDeducted', data }], causeOf(command));
  await step.tx.query(TAKE, [wallet_id, amount, new Date().toISOString()]);
  await step.tx.query(HOLD, [payment_id, wallet_id, amount, wallet.version + 1]);
  const entries = events.flatMap(entriesOf);
  await step.tx.query(BOOK, [
    entries.map((entry) => entry.eventId),
    entries.map((entry) => entry.account),
    entries.map((entry) => entry.walletId),
    entries.map((entry) => entry.amount),
    entries.map((entry) => entry.currency),
    entries.map((entry) => entry.occurredAt),
  ]);
}
