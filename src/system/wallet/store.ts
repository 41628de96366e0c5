/**
 * The SQL of wallets: one statement to read them, one to write them.
 *
 * Reading takes no locks. All that a decision rests on comes from one statement, hence from one snapshot; writing is conditional on the
 * version that was read, and re-checks the funds. Whoever comes second finds the version moved and starts again. From the second attempt
 * on the wallets are locked first, so that a hot wallet makes its writers queue instead of running in circles.
 */

import type { Message } from '../platform/index.ts';
import { ConflictError, integer, optionalText, type Queryable, type Transaction, text } from '../platform/index.ts';
import { entriesOf } from './ledger.ts';
import { type Hold, unknownWallet, type Wallet } from './wallet.ts';

const LOCK = {
  name: 'wallet.lock',
  text: `SELECT 1 FROM wallet.wallet_balances WHERE wallet_id = ANY($1::text[]) ORDER BY wallet_id FOR UPDATE`,
};

const LOAD = {
  name: 'wallet.load',
  text: `SELECT b.wallet_id, b.user_id, b.currency, b.available, b.locked, b.frozen, b.version,
  h.payment_id, h.amount, h.state, h.held_version
FROM wallet.wallet_balances b
LEFT JOIN wallet.holds h ON h.wallet_id = b.wallet_id AND (h.state = 'held' OR h.payment_id = ANY($2::uuid[]))
WHERE b.wallet_id = ANY($1::text[])`,
};

const REFUNDS = {
  name: 'wallet.refund-credits',
  text: `SELECT wallet_id, refund_id, payment_id, amount FROM wallet.refund_credits
WHERE payment_id = ANY($1::uuid[]) OR refund_id = ANY($2::uuid[])`,
};

/** Which wallets are wanted, and what of them besides what they hold. */
export interface WalletQuery {
  readonly walletIds: readonly string[];
  /** Payments whose holds are wanted even if they have ended. */
  readonly paymentIds?: readonly string[];
  /** Refunds that are to be credited: what was refunded of their payments before is wanted too. */
  readonly refunds?: readonly { readonly refund_id: string; readonly payment_id: string }[];
  /** Told how long the rows were waited for, when they were locked. */
  readonly onLocked?: ((seconds: number) => void) | undefined;
}

/** Reads wallets with all that is held in them. Those that don't exist are `unknown`. */
export async function loadWallets(
  tx: Transaction,
  { walletIds, paymentIds = [], refunds = [], onLocked }: WalletQuery,
): Promise<Map<string, Wallet>> {
  const ids = [...new Set(walletIds)].sort();
  if (tx.attempt > 1) {
    const beganMs = Date.now();
    await tx.query(LOCK, [ids]);
    onLocked?.((Date.now() - beganMs) / 1_000);
  }
  const { rows } = await tx.query(LOAD, [ids, paymentIds]);
  const wallets = new Map(ids.map((id) => [id, unknownWallet(id)]));
  const holds = new Map<string, Map<string, Hold>>();
  for (const row of rows) {
    const walletId = text(row, 'wallet_id');
    const ofWallet = holds.get(walletId) ?? new Map<string, Hold>();
    holds.set(walletId, ofWallet);
    const paymentId = optionalText(row, 'payment_id');
    if (paymentId !== undefined) ofWallet.set(paymentId, holdOf(row));
    wallets.set(walletId, walletOf(row, walletId, ofWallet));
  }
  if (refunds.length > 0) await addRefunds(tx, refunds, wallets);
  return wallets;
}

/** Refunds are rare: they get a statement of their own, so that deductions don't pay for it. */
async function addRefunds(
  tx: Transaction,
  refunds: NonNullable<WalletQuery['refunds']>,
  wallets: Map<string, Wallet>,
): Promise<void> {
  const payments = refunds.map(({ payment_id }) => payment_id);
  const { rows } = await tx.query(REFUNDS, [payments, refunds.map(({ refund_id }) => refund_id)]);
  for (const row of rows) {
    const wallet = wallets.get(text(row, 'wallet_id'));
    if (wallet === undefined) continue;
    const credit = { paymentId: text(row, 'payment_id'), amount: integer(row, 'amount') };
    wallets.set(wallet.walletId, {
      ...wallet,
      refunds: new Map(wallet.refunds).set(text(row, 'refund_id'), credit),
    });
  }
}

type Row = Awaited<ReturnType<Queryable['query']>>['rows'][number];

function walletOf(row: Row, walletId: string, holds: ReadonlyMap<string, Hold>): Wallet {
  return {
    walletId,
    status: row['frozen'] === true ? 'frozen' : 'open',
    userId: text(row, 'user_id'),
    currency: text(row, 'currency'),
    available: integer(row, 'available'),
    locked: integer(row, 'locked'),
    version: integer(row, 'version'),
    holds,
    refunds: new Map(),
  };
}

function holdOf(row: Row): Hold {
  const state = text(row, 'state');
  if (state !== 'held' && state !== 'settled' && state !== 'refunded') {
    throw new TypeError(`A hold is in the state ${state}, which this version does not know.`);
  }
  return { amount: integer(row, 'amount'), state, version: integer(row, 'held_version') };
}

const SAVE = {
  name: 'wallet.save',
  text: `WITH change AS (
  SELECT * FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::boolean[], $6::bigint[], $7::bigint[])
    AS c(wallet_id, available_delta, locked_delta, frozen, expected, next)
), changed AS (
  UPDATE wallet.wallet_balances b
  SET available = b.available + c.available_delta, locked = b.locked + c.locked_delta, frozen = c.frozen,
    version = c.next, updated_at = $1::timestamptz
  FROM change c
  WHERE b.wallet_id = c.wallet_id AND b.version = c.expected
    AND b.available + c.available_delta >= 0 AND b.locked + c.locked_delta >= 0
  RETURNING 1
), hold AS (
  SELECT * FROM unnest($8::uuid[], $9::text[], $10::bigint[], $11::text[], $12::bigint[], $13::boolean[])
    AS h(payment_id, wallet_id, amount, state, held_version, is_new)
), made AS (
  INSERT INTO wallet.holds (payment_id, wallet_id, amount, state, held_version)
  SELECT payment_id, wallet_id, amount, state, held_version FROM hold WHERE is_new
  ON CONFLICT DO NOTHING RETURNING 1
), ended AS (
  UPDATE wallet.holds x SET state = h.state FROM hold h
  WHERE NOT h.is_new AND x.payment_id = h.payment_id AND x.state = 'held' RETURNING 1
), booked AS (
  INSERT INTO wallet.ledger_entries (event_id, account, wallet_id, amount, currency, occurred_at)
  SELECT * FROM unnest($14::uuid[], $15::text[], $16::text[], $17::bigint[], $18::text[], $19::timestamptz[])
)
SELECT (SELECT count(*) FROM changed) AS changed, (SELECT count(*) FROM made) + (SELECT count(*) FROM ended) AS holds`,
};

/** A wallet as it was read, and as its events have left it. */
export interface WalletChange {
  readonly before: Wallet;
  readonly after: Wallet;
}

/**
 * Writes changed wallets, their holds, and the ledger entries of `events`.
 *
 * @throws ConflictError when a wallet is no longer as it was read, or the funds are gone.
 */
export async function saveWallets(
  tx: Transaction,
  changes: readonly WalletChange[],
  events: readonly Message[],
): Promise<void> {
  if (changes.length === 0) return;
  const sorted = changes.toSorted((a, b) => (a.after.walletId < b.after.walletId ? -1 : 1));
  const holds = sorted.flatMap(changedHolds);
  const entries = events.flatMap(entriesOf);
  const { rows } = await tx.query(SAVE, [
    new Date().toISOString(),
    sorted.map(({ after }) => after.walletId),
    sorted.map(({ before, after }) => after.available - before.available),
    sorted.map(({ before, after }) => after.locked - before.locked),
    sorted.map(({ after }) => after.status === 'frozen'),
    sorted.map(({ before }) => before.version),
    sorted.map(({ after }) => after.version),
    holds.map(({ paymentId }) => paymentId),
    holds.map(({ walletId }) => walletId),
    holds.map(({ hold }) => hold.amount),
    holds.map(({ hold }) => hold.state),
    holds.map(({ hold }) => hold.version),
    holds.map(({ isNew }) => isNew),
    entries.map((entry) => entry.eventId),
    entries.map((entry) => entry.account),
    entries.map((entry) => entry.walletId),
    entries.map((entry) => entry.amount),
    entries.map((entry) => entry.currency),
    entries.map((entry) => entry.occurredAt),
  ]);
  const counts = rows[0] ?? {};
  const ids = sorted.map(({ after }) => after.walletId).join(', ');
  if (integer(counts, 'changed') !== changes.length) throw new ConflictError(`A wallet has moved on: one of ${ids}.`);
  // Holds change only together with their wallet's version, so this is no race but a payment in the wrong wallet.
  if (integer(counts, 'holds') !== holds.length)
    throw new Error(`A hold of another wallet is in the way of one of ${ids}.`);
  await saveRefunds(tx, sorted);
}

const CREDIT = {
  name: 'wallet.credit-refunds',
  text: `INSERT INTO wallet.refund_credits (refund_id, payment_id, wallet_id, amount)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[])`,
};

async function saveRefunds(tx: Transaction, changes: readonly WalletChange[]): Promise<void> {
  const credits = changes.flatMap(({ before, after }) =>
    [...after.refunds]
      .filter(([refundId]) => !before.refunds.has(refundId))
      .map(([refundId, credit]) => ({ refundId, walletId: after.walletId, ...credit })),
  );
  if (credits.length === 0) return;
  await tx.query(CREDIT, [
    credits.map(({ refundId }) => refundId),
    credits.map(({ paymentId }) => paymentId),
    credits.map(({ walletId }) => walletId),
    credits.map(({ amount }) => amount),
  ]);
}

function changedHolds({ before, after }: WalletChange) {
  return [...after.holds]
    .filter(([id, hold]) => before.holds.get(id)?.state !== hold.state)
    .map(([paymentId, hold]) => ({
      paymentId,
      walletId: after.walletId,
      hold,
      isNew: !before.holds.has(paymentId),
    }));
}

const CREATE = {
  name: 'wallet.create',
  text: `INSERT INTO wallet.wallet_balances (wallet_id, user_id, currency, available, locked, frozen, version, updated_at)
VALUES ($1, $2, $3, 0, 0, false, 1, $4) ON CONFLICT (user_id, currency) DO NOTHING RETURNING wallet_id`,
};

/** Writes a wallet that was just created (version 1). False when its user has one in that currency already. */
export async function insertWallet(tx: Transaction, wallet: Wallet): Promise<boolean> {
  const values = [wallet.walletId, wallet.userId, wallet.currency, new Date().toISOString()];
  return (await tx.query(CREATE, values)).rows.length === 1;
}
