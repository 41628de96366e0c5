/**
 * Looks whether what is stored of wallets is what their events say. Cheap, because each wallet is folded on from where it was last found to
 * be right: a wallet without new events costs one comparison of its row. A wallet that looks wrong is repaired, which looks again
 * from its first event on and with the wallet locked; so what is found here is never a wallet that was merely being changed.
 */
import type { Queryable, Runtime } from '../../platform/index.ts';
import { eventsOf, readEvents, type StoredWalletEvent } from '../events.ts';
import { shardOf } from '../shard.ts';
import { unknownWallet, type Wallet } from '../wallet.ts';
import { differingHolds, fold, misbooked, rowDifferences } from './fold.ts';
import { type Inconsistency, misCredited, repair } from './repair.ts';
import { holdsOf, ledgerOf, type StoredWallet, storedWallets, walletIdsAfter } from './stored.ts';
import { writeChecked } from './writes.ts';

/** What a check has found. */
export interface CheckReport {
  /** Wallets that were looked at. */
  readonly checked: number;
  /** Events that were folded for that. */
  readonly events: number;
  readonly inconsistencies: readonly Inconsistency[];
  /** The last wallet that was looked at; '' when the last of all was. */
  readonly lastWalletId: string;
}

export interface CheckOptions {
  /** Fold everything from the first event on, instead of from where it was last right; this is also the rebuild. Default false. */
  readonly full?: boolean;
  /** Only this wallet. */
  readonly walletId?: string;
  /** Begin after this wallet. */
  readonly afterWalletId?: string;
  /** Stop once that many milliseconds have gone by; the report says where. Default: never. */
  readonly budgetMs?: number;
}

/** Wallets that are looked at together. */
const PAGE = 100;
/** Of each of them, this many new events; whoever has more gets a statement for itself. */
const TAIL = 100;

/** Checks wallets in the order of their ids, and repairs what is wrong. Safe to run beside payments and beside another check. */
export async function checkWallets(runtime: Runtime, options: CheckOptions = {}): Promise<CheckReport> {
  const endMs = options.budgetMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + options.budgetMs;
  const inconsistencies: Inconsistency[] = [];
  let [checked, events, lastWalletId] = [0, 0, options.afterWalletId ?? ''];
  for (;;) {
    const ids =
      options.walletId === undefined ? await walletIdsAfter(runtime.read, lastWalletId, PAGE) : [options.walletId];
    const page = await checkPage(runtime, ids, options.full === true);
    inconsistencies.push(...page.inconsistencies);
    checked += page.checked;
    events += page.events;
    lastWalletId = ids.at(-1) ?? '';
    if (ids.length < PAGE) return { checked, events, inconsistencies, lastWalletId: '' };
    if (Date.now() >= endMs) return { checked, events, inconsistencies, lastWalletId };
  }
}

async function checkPage(runtime: Runtime, ids: readonly string[], full: boolean) {
  const stored = await storedWallets(runtime.read, ids);
  const tails = full ? new Map<string, readonly StoredWalletEvent[]>() : await readTails(runtime.read, stored);
  const inconsistencies: Inconsistency[] = [];
  const right: Wallet[] = [];
  let events = 0;
  for (const one of stored) {
    const tail = tails.get(one.walletId) ?? [];
    const wallet = full ? undefined : await asItShouldBe(runtime.read, one, tail);
    events += full ? one.streamVersion : tail.length;
    if (wallet === undefined) {
      const found = await repair(runtime, one.walletId);
      for (const { field } of found)
        runtime.log.error({ walletId: one.walletId, field }, 'A wallet was not what its events say.');
      if (found.length > 0) runtime.metrics.add('inconsistencies_detected_total', { subject: 'wallet' }, found.length);
      inconsistencies.push(...found);
    } else if (tail.length > 0) right.push(wallet);
  }
  const shards = Map.groupBy(right, ({ walletId }) => shardOf(walletId, runtime.config.wallet.shards));
  for (const ofShard of shards.values()) await writeChecked(runtime.read, ofShard);
  const checked = stored.filter(({ streamVersion, row }) => streamVersion > 0 || row !== undefined).length;
  return { inconsistencies, events, checked };
}

/** The new events of each wallet, up to the version at which it was read: what comes later belongs to the next check. */
async function readTails(
  database: Queryable,
  stored: readonly StoredWallet[],
): Promise<ReadonlyMap<string, readonly StoredWalletEvent[]>> {
  const ranges = stored
    .filter(({ checked, streamVersion }) => streamVersion > checked.version)
    .map(({ walletId, checked, streamVersion }) => ({
      walletId,
      afterVersion: checked.version,
      upToVersion: streamVersion,
    }));
  if (ranges.length === 0) return new Map();
  const events = await readEvents(database, ranges, TAIL);
  const tails = Map.groupBy(events, ({ aggregate_id }) => aggregate_id);
  for (const range of ranges) {
    const tail = tails.get(range.walletId) ?? [];
    const afterVersion = range.afterVersion + tail.length;
    if (tail.length < TAIL || afterVersion >= range.upToVersion) continue;
    for await (const event of eventsOf(database, { ...range, afterVersion })) tail.push(event);
  }
  return tails;
}

/** The wallet, when everything that is stored of it is as its events say; else undefined. */
async function asItShouldBe(
  database: Queryable,
  { walletId, streamVersion, row, openHolds, checked }: StoredWallet,
  tail: readonly StoredWalletEvent[],
): Promise<Wallet | undefined> {
  const { wallet, contradictions } = fold(checked.version > 0 ? checked : unknownWallet(walletId), tail);
  if (contradictions.length > 0 || wallet.version !== streamVersion) return undefined;
  if (rowDifferences(wallet, row).length > 0) return undefined;
  const held = new Map([...wallet.holds].filter(([, hold]) => hold.state === 'held'));
  if (differingHolds(held, openHolds).length > 0) return undefined;
  if (tail.length === 0) return wallet;
  if (wallet.refunds.size > 0 && (await misCredited(database, wallet)).length > 0) return undefined;
  const ended = new Map([...wallet.holds].filter(([, hold]) => hold.state !== 'held'));
  if (ended.size > 0 && differingHolds(ended, await holdsOf(database, walletId, [...ended.keys()])).length > 0)
    return undefined;
  const legs = await ledgerOf(
    database,
    tail.map(({ event_id }) => event_id),
  );
  return misbooked(tail, legs).length > 0 ? undefined : wallet;
}
