/**
 * Watches what every commit changes, by looking at the committed rows from outside at the moment of the commit. A table
 * is looked at when a statement of the transaction named it; most commits (outbox, inbox) touch none of them. Only rows
 * are fetched whose writer may have been under way when the table was last looked at, so that a look costs as much in a
 * run of thousands of payments as in a run of two.
 */
import type { PostgresActor } from '../world/postgres/index.ts';
import type { BalanceObservation, StateObservation } from './history.ts';

type Query = (sql: string) => (string | null)[][];

interface Watched {
  readonly table: string;
  /** What is read of a row: its id, and what is watched. */
  readonly columns: string;
  readonly id: string;
}

const BALANCES: Watched = {
  table: 'wallet.wallet_balances',
  columns: 'wallet_id, available, locked',
  id: 'wallet_id',
};
const PAYMENTS: Watched = { table: 'payment.payment_status', columns: 'payment_id, status', id: 'payment_id' };
const SAGAS: Watched = { table: 'saga.active_sagas', columns: 'saga_id, state', id: 'saga_id' };

export class CommitWatch {
  readonly balances: BalanceObservation[] = [];
  readonly paymentStates: StateObservation[] = [];
  readonly sagaStates: StateObservation[] = [];
  readonly #query: Query;
  readonly #known = new Map<string, string>();
  /** Tables that were named since the last commit, by connection. */
  readonly #named = new Map<string, Set<Watched>>();
  /** The oldest transaction that was under way at the last look at a table: all before it has been seen. */
  readonly #horizons = new Map<Watched, string>();

  constructor(query: Query) {
    this.#query = query;
  }

  /** To be called for each batch of statements, before the commit that it may lead to. */
  onStatement({ connectionId, statements }: PostgresActor & { readonly statements: readonly string[] }): void {
    for (const watched of [BALANCES, PAYMENTS, SAGAS]) {
      if (!statements.some((sql) => sql.includes(watched.table))) continue;
      const named = this.#named.get(connectionId) ?? new Set();
      this.#named.set(connectionId, named.add(watched));
    }
  }

  /** To be called at each commit, before anybody who waited for it goes on. */
  onCommit(actor: PostgresActor): void {
    const named = this.#named.get(actor.connectionId);
    this.#named.delete(actor.connectionId);
    if (named?.has(BALANCES) === true) this.#seeBalances(actor);
    if (named?.has(PAYMENTS) === true) this.#seeStates(actor, PAYMENTS, this.paymentStates);
    if (named?.has(SAGAS) === true) this.#seeStates(actor, SAGAS, this.sagaStates);
  }

  #seeBalances({ process, atMs }: PostgresActor): void {
    for (const [walletId, available, locked] of this.#changed(BALANCES)) {
      if (walletId === null || walletId === undefined) continue;
      if (this.#replace(walletId, `${available} ${locked}`) === `${available} ${locked}`) continue;
      this.balances.push({ atMs, process, walletId, available: Number(available), locked: Number(locked) });
    }
  }

  #seeStates({ process, atMs }: PostgresActor, watched: Watched, seen: StateObservation[]): void {
    for (const [id, to] of this.#changed(watched)) {
      if (typeof id !== 'string' || typeof to !== 'string') continue;
      const from = this.#replace(id, to);
      if (from !== to) seen.push({ atMs, process, id, to, ...(from === undefined ? {} : { from }) });
    }
  }

  /** The rows that were written since the last look at the table, and perhaps some that were not; by id. */
  #changed(watched: Watched): (string | null)[][] {
    const { table, columns, id } = watched;
    const horizon = this.#horizons.get(watched) ?? '0';
    const [current, ...rows] = this.#query(
      `SELECT pg_snapshot_xmin(pg_current_snapshot());
       SELECT ${columns} FROM ${table} WHERE age(xmin) <= age('${horizon}'::xid) ORDER BY ${id}`,
    );
    this.#horizons.set(watched, current?.[0] ?? '0');
    return rows;
  }

  /** Remembers what is seen now and gives back what was seen before. */
  #replace(id: string, now: string): string | undefined {
    const before = this.#known.get(id);
    this.#known.set(id, now);
    return before;
  }
}
