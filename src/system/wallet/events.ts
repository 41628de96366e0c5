/** Reads the stored events of wallets, archived ones too, as messages in their envelopes and in the order of their versions. */
import { allEvents, storedEvent } from '../platform/event-store/stored-event.ts';
import type { MessageOf, Queryable, Row } from '../platform/index.ts';
import { isWalletEvent, type WalletEventType } from './wallet.ts';

/** An event of a wallet in its envelope. */
export type StoredWalletEvent = MessageOf<WalletEventType>;

/** Where a reading of one wallet's events goes on, and how far. */
export interface EventRange {
  readonly walletId: string;
  /** Exclusive; 0 for the first event. */
  readonly afterVersion: number;
  /** Inclusive. */
  readonly upToVersion: number;
}

/** Up to `limit` events of each range, by wallet and version. */
export async function readEvents(
  database: Queryable,
  ranges: readonly EventRange[],
  limit: number,
): Promise<readonly StoredWalletEvent[]> {
  const { rows } = await database.query(
    {
      name: 'wallet.events',
      text: `SELECT e.* FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS r(wallet_id, after_version, up_to)
CROSS JOIN LATERAL (
  SELECT * FROM ${allEvents('wallet')} AS stored
  WHERE aggregate_type = 'wallet' AND aggregate_id = r.wallet_id AND aggregate_version > r.after_version
    AND aggregate_version <= r.up_to
  ORDER BY aggregate_version LIMIT $4
) e ORDER BY e.aggregate_id, e.aggregate_version`,
    },
    [
      ranges.map(({ walletId }) => walletId),
      ranges.map(({ afterVersion }) => afterVersion),
      ranges.map(({ upToVersion }) => upToVersion),
      limit,
    ],
  );
  return rows.map(eventOf);
}

/** Events that are read at once when a whole history is wanted. */
const BATCH = 1_000;

/** The events of one wallet after a version and up to another, a batch at a time, however many there are. */
export async function* eventsOf(database: Queryable, range: EventRange): AsyncGenerator<StoredWalletEvent> {
  let afterVersion = range.afterVersion;
  while (afterVersion < range.upToVersion) {
    const events = await readEvents(database, [{ ...range, afterVersion }], BATCH);
    yield* events;
    const last = events.at(-1);
    if (last === undefined || events.length < BATCH) return;
    afterVersion = last.aggregate_version;
  }
}

function eventOf(row: Row): StoredWalletEvent {
  const { message } = storedEvent(row);
  if (isWalletEvent(message)) return message;
  throw new TypeError(
    `The stored event ${message.event_id} is a ${message.event_type}, which is no event of a wallet.`,
  );
}
