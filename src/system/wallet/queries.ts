/** What is shown of wallets. These reads decide nothing. */
import { boolean, instant, integer, json, type Queryable, type Row, text } from '../platform/index.ts';

/** A wallet as the API shows it. Amounts are minor units. */
export interface WalletView {
  readonly wallet_id: string;
  readonly user_id: string;
  readonly currency: string;
  readonly available: number;
  readonly locked: number;
  readonly balance: number;
  readonly frozen: boolean;
}

const COLUMNS = 'wallet_id, user_id, currency, available, locked, frozen';

/** The wallet with this id, if there is one. */
export async function findWallet(database: Queryable, walletId: string): Promise<WalletView | undefined> {
  const { rows } = await database.query(
    { name: 'wallet.find', text: `SELECT ${COLUMNS} FROM wallet.wallet_balances WHERE wallet_id = $1` },
    [walletId],
  );
  return rows.map(view)[0];
}

/** The wallet of this user in this currency, if there is one. */
export async function findWalletOf(
  database: Queryable,
  userId: string,
  currency: string,
): Promise<WalletView | undefined> {
  const { rows } = await database.query(
    {
      name: 'wallet.find-of-user',
      text: `SELECT ${COLUMNS} FROM wallet.wallet_balances WHERE user_id = $1 AND currency = $2`,
    },
    [userId, currency],
  );
  return rows.map(view)[0];
}

export interface WalletFilter {
  readonly userId: string | undefined;
  /** Least balance, available and locked together. */
  readonly minBalance: number;
  readonly limit: number;
}

/** Wallets by id. */
export async function listWallets(database: Queryable, filter: WalletFilter): Promise<readonly WalletView[]> {
  const { rows } = await database.query(
    {
      name: 'wallet.list',
      text: `SELECT ${COLUMNS} FROM wallet.wallet_balances
WHERE ($1::text IS NULL OR user_id = $1) AND available + locked >= $2 ORDER BY wallet_id LIMIT $3`,
    },
    [filter.userId ?? null, filter.minBalance, filter.limit],
  );
  return rows.map(view);
}

/** One event of a wallet's history. */
export interface HistoryEntry {
  readonly version: number;
  readonly event_id: string;
  readonly event_type: string;
  readonly occurred_at: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Up to `limit` events of a wallet after a version, in order. */
export async function walletHistory(
  database: Queryable,
  walletId: string,
  afterVersion: number,
  limit: number,
): Promise<readonly HistoryEntry[]> {
  const { rows } = await database.query(
    {
      name: 'wallet.history',
      text: `SELECT aggregate_version, event_id, event_type, occurred_at, data FROM wallet.events
WHERE aggregate_type = 'wallet' AND aggregate_id = $1 AND aggregate_version > $2 ORDER BY aggregate_version LIMIT $3`,
    },
    [walletId, afterVersion, limit],
  );
  return rows.map((row) => ({
    version: integer(row, 'aggregate_version'),
    event_id: text(row, 'event_id'),
    event_type: text(row, 'event_type'),
    occurred_at: instant(row, 'occurred_at'),
    data: json(row, 'data'),
  }));
}

function view(row: Row): WalletView {
  const available = integer(row, 'available');
  const locked = integer(row, 'locked');
  return {
    wallet_id: text(row, 'wallet_id'),
    user_id: text(row, 'user_id'),
    currency: text(row, 'currency'),
    available,
    locked,
    balance: available + locked,
    frozen: boolean(row, 'frozen'),
  };
}
