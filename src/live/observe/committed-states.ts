/** What every commit of a run changed, as the history tells it: read from the write-ahead log, so in the order of the commits. Pure. */
import type { BalanceObservation, StateObservation } from '../../simulation/payments/history.ts';
import type { Transaction } from './pgoutput.ts';

/** The tables that are watched. */
export const WATCHED = ['wallet.wallet_balances', 'payment.payment_status', 'saga.active_sagas'] as const;

export interface CommittedStates {
  readonly balances: readonly BalanceObservation[];
  readonly paymentStates: readonly StateObservation[];
  readonly sagaStates: readonly StateObservation[];
}

/** @param startMs when the run began, in milliseconds since 1970 */
export function committedStates(transactions: readonly Transaction[], startMs: number): CommittedStates {
  const balances: BalanceObservation[] = [];
  const paymentStates: StateObservation[] = [];
  const sagaStates: StateObservation[] = [];
  const known = new Map<string, string>();
  for (const { committedAt, changes } of transactions) {
    const atMs = committedAt - startMs;
    const seen = new Map<string, () => void>();
    for (const { table, row } of changes) {
      // A transaction that writes a row twice shows its last state only.
      const see = observer(table, row, atMs);
      if (see !== undefined) seen.set(see.key, see.note);
    }
    for (const note of seen.values()) note();
  }
  return { balances, paymentStates, sagaStates };

  function observer(table: string, row: Readonly<Record<string, string | null>>, atMs: number) {
    switch (table) {
      case 'wallet.wallet_balances':
        return balance(row, atMs);
      case 'payment.payment_status':
        return state('payment', row['payment_id'], row['status'], paymentStates, atMs);
      case 'saga.active_sagas':
        return state('saga', row['saga_id'], row['state'], sagaStates, atMs);
      default:
        return undefined;
    }
  }

  function balance({ wallet_id: walletId, available, locked }: Readonly<Record<string, string | null>>, atMs: number) {
    if (typeof walletId !== 'string') return undefined;
    const note = (): void => {
      if (replace(walletId, `${available} ${locked}`) === `${available} ${locked}`) return;
      balances.push({ atMs, process: 'wallet', walletId, available: Number(available), locked: Number(locked) });
    };
    return { key: walletId, note };
  }

  function state(process: string, id: unknown, to: unknown, into: StateObservation[], atMs: number) {
    if (typeof id !== 'string' || typeof to !== 'string') return undefined;
    const note = (): void => {
      const from = replace(id, to);
      if (from !== to) into.push({ atMs, process, id, to, ...(from === undefined ? {} : { from }) });
    };
    return { key: id, note };
  }

  function replace(id: string, now: string): string | undefined {
    const before = known.get(id);
    known.set(id, now);
    return before;
  }
}
