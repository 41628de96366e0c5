/**
 * Makes everything that is stored of a wallet equal to the fold of its events, from the first one on, while the wallet is locked. The part
 * of its history that is there already is folded before the lock is taken, so that a long history does not make payments wait.
 */
import { newCause, type Queryable, type Runtime, type Step, type Transaction } from '../../platform/index.ts';
import { eventsOf, type StoredWalletEvent } from '../events.ts';
import { entriesOf } from '../ledger.ts';
import { type RefundCredit, unknownWallet, type Wallet } from '../wallet.ts';
import { type Difference, difference, differingHolds, fold, misbooked, rowDifferences } from './fold.ts';
import { creditsOf, holdsOf, ledgerOf, lockWallet, type StoredWallet, storedWallets } from './stored.ts';
import { deleteWallet, writeBalance, writeChecked, writeCredits, writeHolds, writeLedger } from './writes.ts';

/** What was wrong with a wallet. */
export interface Inconsistency extends Difference {
  readonly walletId: string;
}

const BATCH = 1_000;

/** All that the events say. */
interface Told {
  readonly wallet: Wallet;
  readonly contradictions: readonly Difference[];
  readonly misbooked: readonly StoredWalletEvent[];
}

/** Repairs one wallet in a transaction of its own, and says what was wrong; nothing most of the time. */
export function repair(runtime: Runtime, walletId: string): Promise<readonly Inconsistency[]> {
  return runtime.performSettled((step) => repairWallet(step, walletId));
}

/** Repairs one wallet within a step, publishes what was wrong, and keeps it as an error for a person. */
export async function repairWallet(step: Step, walletId: string): Promise<readonly Inconsistency[]> {
  const { tx } = step;
  const before = await listen(tx, { wallet: unknownWallet(walletId), contradictions: [], misbooked: [] });
  await lockWallet(tx, walletId);
  const told = await listen(tx, before);
  const [stored] = await storedWallets(tx, [walletId]);
  if (stored === undefined) return [];
  const found =
    stored.streamVersion === 0
      ? await removeOrphan(tx, stored)
      : [...told.contradictions, ...(await correct(tx, told, stored))];
  const inconsistencies = found.map((one) => ({ ...one, walletId }));
  if (inconsistencies.length > 0) step.touch({ type: 'wallet', id: walletId });
  for (const one of inconsistencies) announce(step, one);
  return inconsistencies;
}

/** Folds the events that have come since, and looks at their legs in the ledger. */
async function listen(database: Queryable, told: Told): Promise<Told> {
  let { wallet, contradictions, misbooked: wrong } = told;
  const events = eventsOf(database, {
    walletId: wallet.walletId,
    afterVersion: wallet.version,
    upToVersion: Number.MAX_SAFE_INTEGER,
  });
  for await (const batch of batches(events)) {
    const more = fold(wallet, batch);
    wallet = more.wallet;
    contradictions = [...contradictions, ...more.contradictions];
    wrong = [
      ...wrong,
      ...misbooked(
        batch,
        await ledgerOf(
          database,
          batch.map(({ event_id }) => event_id),
        ),
      ),
    ];
  }
  return { wallet, contradictions, misbooked: wrong };
}

async function* batches<T>(items: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function correct(
  tx: Transaction,
  { wallet, misbooked: wrong }: Told,
  stored: StoredWallet,
): Promise<readonly Difference[]> {
  const differences = [...rowDifferences(wallet, stored.row)];
  if (differences.length > 0) await writeBalance(tx, wallet);
  const holds = await correctHolds(tx, wallet, stored);
  if (holds > 0) differences.push(difference('holds', 'as the events say', `${holds} not so`));
  const credits = await correctCredits(tx, wallet);
  if (credits > 0) differences.push(difference('refund_credits', 'as the events say', `${credits} not so`));
  if (wrong.length > 0) {
    await writeLedger(
      tx,
      wrong.map(({ event_id }) => event_id),
      wrong.flatMap(entriesOf),
    );
    differences.push(
      difference('ledger_entries', 'two legs of each movement', `${wrong.length} events booked otherwise`),
    );
  }
  await writeChecked(tx, [wallet]);
  return differences;
}

async function correctHolds(tx: Transaction, wallet: Wallet, { openHolds }: StoredWallet): Promise<number> {
  let wrong = 0;
  const known = [...wallet.holds];
  for (let first = 0; first < known.length; first += BATCH) {
    const expected = new Map(known.slice(first, first + BATCH));
    const found = await holdsOf(tx, wallet.walletId, [...expected.keys()]);
    const differing = differingHolds(expected, found);
    wrong += differing.length;
    if (differing.length > 0) await writeHolds(tx, wallet, differing);
  }
  const invented = [...openHolds.keys()].filter((id) => !wallet.holds.has(id));
  if (invented.length > 0) await writeHolds(tx, wallet, invented);
  return wrong + invented.length;
}

async function correctCredits(tx: Transaction, wallet: Wallet): Promise<number> {
  const wrong = await misCredited(tx, wallet);
  if (wrong.length > 0) await writeCredits(tx, wallet.walletId, wrong);
  return wrong.length;
}

/** Refunds that the events have credited to a wallet and that are not noted so. */
export async function misCredited(
  database: Queryable,
  { walletId, refunds }: Wallet,
): Promise<readonly (readonly [refundId: string, credit: RefundCredit])[]> {
  if (refunds.size === 0) return [];
  const found = await creditsOf(database, [...refunds.keys()]);
  return [...refunds].filter(([id, { paymentId, amount }]) => {
    const one = found.get(id);
    return one?.paymentId !== paymentId || one.amount !== amount || one.walletId !== walletId;
  });
}

/** A row without any event is money out of nowhere. */
async function removeOrphan(tx: Transaction, { walletId, row }: StoredWallet): Promise<readonly Difference[]> {
  if (row === undefined) return [];
  await deleteWallet(tx, walletId);
  return [difference('wallet_balances', 'no row', 'a row')];
}

function announce(step: Step, { walletId, field, expected, actual, curable }: Inconsistency): void {
  const reason = curable
    ? 'The read model differed from the events of the wallet; it was recomputed from them.'
    : 'Events of the wallet contradict each other; a person has to look at them.';
  const data = {
    service: 'wallet' as const,
    subject_type: 'wallet' as const,
    subject_id: walletId,
    field,
    expected,
    actual,
    corrected: curable,
    reason,
  };
  step.announce({ type: 'service', id: 'wallet' }, { event_type: 'InconsistencyDetected', data }, newCause());
  step.recordError({
    kind: 'inconsistency',
    reason,
    aggregateId: walletId,
    detail: { field, expected, actual, corrected: curable },
  });
}
