/**
 * `wallet_balances` as the event store sees it: for snapshots, time travel, the replay at start-up, and rebuilding. The state is the wallet
 * with the holds that are still held; those that have ended decide nothing any more, and a busy wallet has a great many of them. Holds,
 * refunds and the ledger are looked after by the wallet's own check, in `consistency/`.
 */
import {
  boolean,
  type Difference,
  integer,
  isRecord,
  type Message,
  type Projection,
  type Queryable,
  type Row,
  text,
} from '../platform/index.ts';
import { rowDifferences } from './consistency/fold.ts';
import { writeBalance } from './consistency/writes.ts';
import { evolve, isWalletEvent, unknownWallet, type Wallet } from './wallet.ts';

export const walletProjection: Projection<Wallet> = {
  name: 'wallet_balances',
  aggregateType: 'wallet',
  idColumn: 'wallet_id',
  schemaVersion: 1,
  initial: unknownWallet,
  evolve: next,
  encode: encoded,
  decode: decoded,
  rows,
  differences: ({ state }, row): readonly Difference[] =>
    rowDifferences(state, row === undefined ? undefined : balanceOf(row)),
  restore: (tx, { state }) => writeBalance(tx, state),
};

function next(before: Wallet, event: Message): Wallet {
  if (!isWalletEvent(event)) throw new TypeError(`${event.event_type} is no event of a wallet.`);
  const wallet = { ...evolve(before, event), refunds: before.refunds };
  if (event.event_type !== 'WalletSettled' && event.event_type !== 'WalletRefunded') return wallet;
  const holds = new Map(wallet.holds);
  holds.delete(event.data.payment_id);
  return { ...wallet, holds };
}

function encoded(wallet: Wallet): Readonly<Record<string, unknown>> {
  const { status, userId, currency, available, locked, version, holds } = wallet;
  return {
    status,
    user_id: userId,
    currency,
    available,
    locked,
    balance: available + locked,
    version,
    holds: Object.fromEntries(
      [...holds].map(([paymentId, hold]) => [paymentId, { amount: hold.amount, version: hold.version }]),
    ),
  };
}

function decoded(walletId: string, stored: Readonly<Record<string, unknown>>): Wallet | undefined {
  const { status, user_id: userId, currency, available, locked, version, holds } = stored;
  if (status !== 'open' && status !== 'frozen') return undefined;
  if (typeof userId !== 'string' || typeof currency !== 'string' || !isRecord(holds)) return undefined;
  if (typeof available !== 'number' || typeof locked !== 'number' || typeof version !== 'number') return undefined;
  const open: [string, { amount: number; state: 'held'; version: number }][] = [];
  for (const [paymentId, hold] of Object.entries(holds)) {
    if (!isRecord(hold) || typeof hold['amount'] !== 'number' || typeof hold['version'] !== 'number') return undefined;
    open.push([paymentId, { amount: hold['amount'], state: 'held', version: hold['version'] }]);
  }
  return { ...unknownWallet(walletId), status, userId, currency, available, locked, version, holds: new Map(open) };
}

async function rows(database: Queryable, ids: readonly string[], lock: boolean): Promise<ReadonlyMap<string, Row>> {
  const found = await database.query(
    {
      name: `wallet.projection.${lock ? 'lock' : 'rows'}`,
      text: `SELECT wallet_id, user_id, currency, available, locked, frozen, version FROM wallet.wallet_balances
WHERE wallet_id = ANY($1::text[]) ORDER BY wallet_id${lock ? ' FOR UPDATE' : ''}`,
    },
    [ids],
  );
  return new Map(found.rows.map((row) => [text(row, 'wallet_id'), row]));
}

function balanceOf(row: Row) {
  return {
    userId: text(row, 'user_id'),
    currency: text(row, 'currency'),
    available: integer(row, 'available'),
    locked: integer(row, 'locked'),
    frozen: boolean(row, 'frozen'),
    version: integer(row, 'version'),
  };
}
