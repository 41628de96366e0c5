/** What is shown of wallets. These reads decide nothing. */
import { decimalsOf } from '../currency.ts';
import {
  boolean,
  HttpError,
  integer,
  isRecord,
  type Queryable,
  type Row,
  type Runtime,
  text,
  type ViewCache,
} from '../platform/index.ts';
import type { Wallet } from './wallet.ts';

/** A wallet as the API shows it. Amounts are minor units. */
export interface WalletView {
  readonly wallet_id: string;
  readonly user_id: string;
  readonly currency: string;
  /** Digits of the currency's minor unit: 2 for EUR, 0 for JPY. */
  readonly decimals: number;
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

/** The cached view of wallets. */
export function walletViews(runtime: Runtime): ViewCache<WalletView> {
  return runtime.cache.view({
    name: 'wallet',
    aggregateType: 'wallet',
    topic: 'wallet-events.v1',
    ttlMs: runtime.config.cache.walletTtlMs,
    parse: (json) => (isWalletView(json) ? json : undefined),
  });
}

const FIELDS: readonly (readonly [keyof WalletView, string])[] = [
  ['wallet_id', 'string'],
  ['user_id', 'string'],
  ['currency', 'string'],
  ['decimals', 'number'],
  ['available', 'number'],
  ['locked', 'number'],
  ['balance', 'number'],
  ['frozen', 'boolean'],
];

/** True for what another instance of this version has put into a cache that they share. */
function isWalletView(json: unknown): json is WalletView {
  return isRecord(json) && FIELDS.every(([field, type]) => typeof json[field] === type);
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
  readonly currency: string | undefined;
  /** Least balance, available and locked together, in minor units. */
  readonly minBalance: number;
  /** Wallets after this one. */
  readonly afterWalletId: string | undefined;
  readonly limit: number;
}

/** Up to `limit` wallets by id. */
export async function listWallets(database: Queryable, filter: WalletFilter): Promise<readonly WalletView[]> {
  const { rows } = await database.query(
    {
      name: 'wallet.list',
      text: `SELECT ${COLUMNS} FROM wallet.wallet_balances
WHERE ($1::text IS NULL OR user_id = $1) AND ($2::text IS NULL OR currency = $2) AND available + locked >= $3 AND wallet_id > $4
ORDER BY wallet_id LIMIT $5`,
    },
    [filter.userId ?? null, filter.currency ?? null, filter.minBalance, filter.afterWalletId ?? '', filter.limit],
  );
  return rows.map(view);
}

function view(row: Row): WalletView {
  return viewOf({
    walletId: text(row, 'wallet_id'),
    userId: text(row, 'user_id'),
    currency: text(row, 'currency'),
    available: integer(row, 'available'),
    locked: integer(row, 'locked'),
    status: boolean(row, 'frozen') ? 'frozen' : 'open',
  });
}

/** A wallet as the API shows it. */
export function viewOf(
  wallet: Pick<Wallet, 'walletId' | 'userId' | 'currency' | 'available' | 'locked' | 'status'>,
): WalletView {
  const { walletId, userId, currency, available, locked, status } = wallet;
  return {
    wallet_id: walletId,
    user_id: userId,
    currency,
    decimals: decimalsOf(currency) ?? 2,
    available,
    locked,
    balance: available + locked,
    frozen: status === 'frozen',
  };
}

/** What a caller is told of a wallet that does not exist. */
export function walletNotFound(walletId: string): HttpError {
  return new HttpError(404, 'WALLET_NOT_FOUND', `There is no wallet ${walletId}.`);
}
