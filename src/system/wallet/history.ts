/** The past of a wallet, read from its events. These reads decide nothing. */
import { allEvents } from '../platform/event-store/stored-event.ts';
import { HttpError, instant, integer, type Queryable } from '../platform/index.ts';
import { eventsOf, readEvents } from './events.ts';
import { viewOf, type WalletView, walletNotFound } from './queries.ts';
import { evolve, unknownWallet } from './wallet.ts';

/** One event of a wallet's history. */
export interface HistoryEntry {
  readonly version: number;
  readonly event_id: string;
  readonly event_type: string;
  readonly occurred_at: string;
  readonly data: object;
}

/** Up to `limit` events of a wallet after a version, in order. Nothing for a wallet that does not exist. */
export async function walletHistory(
  database: Queryable,
  walletId: string,
  afterVersion: number,
  limit: number,
): Promise<readonly HistoryEntry[]> {
  const range = { walletId, afterVersion, upToVersion: Number.MAX_SAFE_INTEGER };
  return (await readEvents(database, [range], limit)).map((event) => ({
    version: event.aggregate_version,
    event_id: event.event_id,
    event_type: event.event_type,
    occurred_at: event.occurred_at,
    data: event.data,
  }));
}

/** A moment in the past of a wallet: after that many of its events, or an instant (ISO 8601). */
export type Moment = { readonly version: number } | { readonly instant: string };

/** A wallet as it was, with the event that was its last then. */
export interface PastWalletView extends WalletView {
  readonly version: number;
  readonly as_of: string;
}

/**
 * The wallet as it was at a moment, folded from its events. An instant belongs to the last event that had occurred by then.
 *
 * @throws HttpError 404 when it did not exist then, or has not come so far.
 */
export async function walletAt(database: Queryable, walletId: string, moment: Moment): Promise<PastWalletView> {
  const { rows } = await database.query(
    {
      name: 'wallet.moment',
      text: `SELECT aggregate_version, occurred_at
FROM ${allEvents('wallet')} AS stored
WHERE aggregate_type = 'wallet' AND aggregate_id = $1
  AND ($2::bigint IS NULL OR aggregate_version = $2) AND ($3::timestamptz IS NULL OR occurred_at <= $3)
ORDER BY aggregate_version DESC LIMIT 1`,
    },
    [walletId, 'version' in moment ? moment.version : null, 'instant' in moment ? moment.instant : null],
  );
  const last = rows.map((row) => ({
    version: integer(row, 'aggregate_version'),
    asOf: instant(row, 'occurred_at'),
  }))[0];
  if (last === undefined) throw await notThen(database, walletId, moment);
  let wallet = unknownWallet(walletId);
  for await (const event of eventsOf(database, { walletId, afterVersion: 0, upToVersion: last.version })) {
    wallet = evolve(wallet, event);
  }
  return { ...viewOf(wallet), version: last.version, as_of: last.asOf };
}

async function notThen(database: Queryable, walletId: string, moment: Moment): Promise<HttpError> {
  const { rows } = await database.query(
    {
      name: 'wallet.version',
      text: `SELECT version FROM wallet.streams WHERE aggregate_type = 'wallet' AND aggregate_id = $1`,
    },
    [walletId],
  );
  const versions = rows.map((row) => integer(row, 'version'))[0];
  if (versions === undefined) return walletNotFound(walletId);
  const what =
    'version' in moment
      ? `Wallet ${walletId} has ${versions} versions, not ${moment.version}.`
      : `Wallet ${walletId} did not exist at ${moment.instant}.`;
  return new HttpError(404, 'WALLET_NOT_FOUND', what);
}
