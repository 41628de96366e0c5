/** Reads what is stored of wallets besides their events: what the consistency check compares with the fold. */
import {
  boolean,
  instant,
  integer,
  isRecord,
  optionalText,
  type Queryable,
  type Row,
  type Transaction,
  text,
} from '../../platform/index.ts';
import type { LedgerEntry } from '../ledger.ts';
import { type Hold, type RefundCredit, unknownWallet, type Wallet } from '../wallet.ts';
import type { BalanceRow } from './fold.ts';

/** A wallet as the tables have it, at one moment. */
export interface StoredWallet {
  readonly walletId: string;
  /** Number of its events; 0 when there are none. */
  readonly streamVersion: number;
  /** undefined when there is none. */
  readonly row: BalanceRow | undefined;
  /** Holds that are held. */
  readonly openHolds: ReadonlyMap<string, Hold>;
  /** Where it was last found to be right, with its open holds; unknown (version 0) when it never was. */
  readonly checked: Wallet;
}

const IDS = {
  name: 'wallet.check.ids',
  text: `(SELECT aggregate_id AS wallet_id FROM wallet.streams WHERE aggregate_type = 'wallet' AND aggregate_id > $1 ORDER BY aggregate_id LIMIT $2)
UNION (SELECT wallet_id FROM wallet.wallet_balances WHERE wallet_id > $1 ORDER BY wallet_id LIMIT $2) ORDER BY wallet_id LIMIT $2`,
};

/** Up to `limit` ids of wallets after one, of all that have events or a row. */
export async function walletIdsAfter(database: Queryable, walletId: string, limit: number): Promise<readonly string[]> {
  return (await database.query(IDS, [walletId, limit])).rows.map((row) => text(row, 'wallet_id'));
}

/** One statement, hence one snapshot: everything that changes with a version is of the same version. */
const STORED = {
  name: 'wallet.check.stored',
  text: `SELECT i.wallet_id, s.version AS stream_version, b.user_id, b.currency, b.available, b.locked, b.frozen, b.version,
  c.version AS checked_version, c.state,
  (SELECT jsonb_object_agg(h.payment_id, jsonb_build_array(h.amount, h.held_version)) FROM wallet.holds h
    WHERE h.wallet_id = i.wallet_id AND h.state = 'held') AS open_holds
FROM unnest($1::text[]) AS i(wallet_id)
LEFT JOIN wallet.streams s ON s.aggregate_type = 'wallet' AND s.aggregate_id = i.wallet_id
LEFT JOIN wallet.wallet_balances b ON b.wallet_id = i.wallet_id
LEFT JOIN wallet.checked_wallets c ON c.wallet_id = i.wallet_id
ORDER BY i.wallet_id`,
};

/** What is stored of these wallets. */
export async function storedWallets(
  database: Queryable,
  walletIds: readonly string[],
): Promise<readonly StoredWallet[]> {
  return (await database.query(STORED, [walletIds])).rows.map((row) => {
    const walletId = text(row, 'wallet_id');
    return {
      walletId,
      streamVersion: row['stream_version'] === null ? 0 : integer(row, 'stream_version'),
      row: row['user_id'] === null ? undefined : balanceRow(row),
      openHolds: openHolds(row['open_holds']),
      checked: checkedWallet(walletId, row),
    };
  });
}

/** Keeps everybody else from changing a wallet until the transaction ends; in the order in which writers lock. */
export async function lockWallet(tx: Transaction, walletId: string): Promise<void> {
  await tx.query(
    { name: 'wallet.repair.lock-row', text: 'SELECT 1 FROM wallet.wallet_balances WHERE wallet_id = $1 FOR UPDATE' },
    [walletId],
  );
  await tx.query(
    {
      name: 'wallet.repair.lock-stream',
      text: `SELECT 1 FROM wallet.streams WHERE aggregate_type = 'wallet' AND aggregate_id = $1 FOR UPDATE`,
    },
    [walletId],
  );
}

/** The legs of these events. */
export async function ledgerOf(database: Queryable, eventIds: readonly string[]): Promise<readonly LedgerEntry[]> {
  const { rows } = await database.query(
    {
      name: 'wallet.check.ledger',
      text: `SELECT event_id, account, wallet_id, amount, currency, occurred_at FROM wallet.ledger_entries
WHERE event_id = ANY($1::uuid[])`,
    },
    [eventIds],
  );
  return rows.map((row) => ({
    eventId: text(row, 'event_id'),
    account: accountOf(text(row, 'account')),
    walletId: text(row, 'wallet_id'),
    amount: integer(row, 'amount'),
    currency: text(row, 'currency'),
    occurredAt: instant(row, 'occurred_at'),
  }));
}

/** The holds of these payments in a wallet, in whatever state. */
export async function holdsOf(
  database: Queryable,
  walletId: string,
  paymentIds: readonly string[],
): Promise<ReadonlyMap<string, Hold>> {
  const { rows } = await database.query(
    {
      name: 'wallet.check.holds',
      text: `SELECT payment_id, amount, state, held_version FROM wallet.holds WHERE wallet_id = $1 AND payment_id = ANY($2::uuid[])`,
    },
    [walletId, paymentIds],
  );
  return new Map(
    rows.map((row) => {
      const hold = {
        amount: integer(row, 'amount'),
        state: stateOf(text(row, 'state')),
        version: integer(row, 'held_version'),
      };
      return [text(row, 'payment_id'), hold];
    }),
  );
}

/** The credits of these refunds. */
export async function creditsOf(
  database: Queryable,
  refundIds: readonly string[],
): Promise<ReadonlyMap<string, RefundCredit & { readonly walletId: string }>> {
  const { rows } = await database.query(
    {
      name: 'wallet.check.refunds',
      text: `SELECT refund_id, payment_id, wallet_id, amount FROM wallet.refund_credits WHERE refund_id = ANY($1::uuid[])`,
    },
    [refundIds],
  );
  return new Map(
    rows.map((row) => {
      const credit = {
        paymentId: text(row, 'payment_id'),
        walletId: text(row, 'wallet_id'),
        amount: integer(row, 'amount'),
      };
      return [text(row, 'refund_id'), credit];
    }),
  );
}

/** What is kept of a wallet that was found to be right; `checkedWallet` reads it back. */
export function checkedState({ status, userId, currency, available, locked, holds }: Wallet): string {
  const open = [...holds].flatMap(([id, hold]) => (hold.state === 'held' ? [[id, [hold.amount, hold.version]]] : []));
  return JSON.stringify({ status, userId, currency, available, locked, holds: Object.fromEntries(open) });
}

/** Begins at zero when nothing was kept, or nothing that this version understands. */
function checkedWallet(walletId: string, row: Row): Wallet {
  const unknown = unknownWallet(walletId);
  const state = row['state'];
  if (!isRecord(state) || optionalText(row, 'checked_version') === undefined) return unknown;
  const { status, userId, currency, available, locked, holds } = state;
  if ((status !== 'open' && status !== 'frozen') || typeof userId !== 'string' || typeof currency !== 'string')
    return unknown;
  if (typeof available !== 'number' || typeof locked !== 'number') return unknown;
  const version = integer(row, 'checked_version');
  return { ...unknown, status, userId, currency, available, locked, version, holds: openHolds(holds) };
}

function balanceRow(row: Row): BalanceRow {
  return {
    userId: text(row, 'user_id'),
    currency: text(row, 'currency'),
    available: integer(row, 'available'),
    locked: integer(row, 'locked'),
    frozen: boolean(row, 'frozen'),
    version: integer(row, 'version'),
  };
}

/** `{payment: [amount, version]}`; null is none. */
function openHolds(value: unknown): ReadonlyMap<string, Hold> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return new Map(
    entries.map(([paymentId, pair]) => {
      const [amount, version]: readonly unknown[] = Array.isArray(pair) ? pair : [];
      if (typeof amount !== 'number' || typeof version !== 'number') throw new TypeError('An open hold has no amount.');
      return [paymentId, { amount, state: 'held', version }];
    }),
  );
}

function stateOf(state: string): Hold['state'] {
  if (state === 'held' || state === 'settled' || state === 'refunded') return state;
  throw new TypeError(`A hold is in the state ${state}, which this version does not know.`);
}

function accountOf(account: string): LedgerEntry['account'] {
  const known = (['available', 'in_flight', 'merchant_clearing', 'top_up_source'] as const).find(
    (one) => one === account,
  );
  if (known === undefined)
    throw new TypeError(`The ledger has the account ${account}, which this version does not know.`);
  return known;
}
