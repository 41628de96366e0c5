/** What the events of a wallet add up to, and how that differs from what is stored beside them. Pure. */
import type { StoredWalletEvent } from '../events.ts';
import { entriesOf, type LedgerEntry } from '../ledger.ts';
import { evolve, type Hold, type Wallet } from '../wallet.ts';

/** Something that is stored, and is not what the events say. */
export interface Difference {
  /** Column of `wallet_balances`, or the table it is about. */
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
  /** False for what no recomputation cures: the events themselves contradict each other. */
  readonly curable: boolean;
}

/** A row of `wallet_balances`. */
export type BalanceRow = Pick<Wallet, 'userId' | 'currency' | 'available' | 'locked' | 'version'> & {
  readonly frozen: boolean;
};

/** The row that a wallet has to have. */
export function rowOf({ userId, currency, available, locked, version, status }: Wallet): BalanceRow {
  return { userId, currency, available, locked, version, frozen: status === 'frozen' };
}

const COLUMNS = [
  ['user_id', 'userId'],
  ['currency', 'currency'],
  ['available', 'available'],
  ['locked', 'locked'],
  ['frozen', 'frozen'],
  ['version', 'version'],
] as const;

/** How a row of `wallet_balances` differs from the wallet that the events make. */
export function rowDifferences(wallet: Wallet, actual: BalanceRow | undefined): readonly Difference[] {
  if (actual === undefined) return [difference('wallet_balances', 'a row', 'no row')];
  const expected = rowOf(wallet);
  return COLUMNS.filter(([, key]) => expected[key] !== actual[key]).map(([field, key]) =>
    difference(field, String(expected[key]), String(actual[key])),
  );
}

/** Payments whose holds are not as the events say; `found` are rows of `holds` of the same wallet. */
export function differingHolds(
  expected: ReadonlyMap<string, Hold>,
  found: ReadonlyMap<string, Hold>,
): readonly string[] {
  const payments = new Set([...expected.keys(), ...found.keys()]);
  return [...payments].filter((id) => !sameHold(expected.get(id), found.get(id)));
}

function sameHold(a: Hold | undefined, b: Hold | undefined): boolean {
  return a?.amount === b?.amount && a?.state === b?.state && a?.version === b?.version;
}

/** Events whose legs in the ledger are not as they have to be. */
export function misbooked(
  events: readonly StoredWalletEvent[],
  found: readonly LedgerEntry[],
): readonly StoredWalletEvent[] {
  const byEvent = Map.groupBy(found, ({ eventId }) => eventId);
  return events.filter((event) => !sameEntries(entriesOf(event), byEvent.get(event.event_id) ?? []));
}

function sameEntries(expected: readonly LedgerEntry[], found: readonly LedgerEntry[]): boolean {
  const keys = (entries: readonly LedgerEntry[]): string =>
    entries
      .map((entry) => `${entry.account} ${entry.walletId} ${entry.amount} ${entry.currency}`)
      .toSorted()
      .join(', ');
  return keys(expected) === keys(found);
}

/** The wallet after more of its events, and where an event tells another balance than it leaves. */
export function fold(
  wallet: Wallet,
  events: readonly StoredWalletEvent[],
): { readonly wallet: Wallet; readonly contradictions: readonly Difference[] } {
  const contradictions: Difference[] = [];
  let current = wallet;
  for (const event of events) {
    current = evolve(current, event);
    if (event.aggregate_version !== current.version) {
      contradictions.push(contradiction(`version ${current.version}`, `version ${event.aggregate_version}`));
    }
    if (!('available_after' in event.data)) continue;
    const { available_after, locked_after } = event.data;
    if (available_after === current.available && locked_after === current.locked) continue;
    contradictions.push(
      contradiction(
        `${current.available} free and ${current.locked} locked after version ${current.version}`,
        `${available_after} free and ${locked_after} locked`,
      ),
    );
  }
  return { wallet: current, contradictions };
}

/** Something that a recomputation cures. */
export function difference(field: string, expected: string, actual: string): Difference {
  return { field, expected, actual, curable: true };
}

function contradiction(expected: string, actual: string): Difference {
  return { field: 'events', expected, actual, curable: false };
}
