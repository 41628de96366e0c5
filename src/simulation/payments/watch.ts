/**
 * Watches what every commit changes, by looking at the committed rows from outside at the moment of the commit. A table
 * is looked at when a statement of the transaction named it; most commits (outbox, inbox) touch none of them.
 */
import type { PostgresActor } from '../world/postgres/index.ts';
import type { BalanceObservation, StateObservation } from './history.ts';

type Query = (sql: string) => (string | null)[][];

const BALANCES = {
  table: 'wallet_balances',
  sql: 'SELECT wallet_id, available, locked FROM wallet.wallet_balances ORDER BY wallet_id',
} as const;
const PAYMENTS = {
  table: 'payment_status',
  sql: 'SELECT payment_id, status FROM payment.payment_status ORDER BY payment_id',
} as const;
const SAGAS = { table: 'active_sagas', sql: 'SELECT saga_id, state FROM saga.active_sagas ORDER BY saga_id' } as const;

export class CommitWatch {
  readonly balances: BalanceObservation[] = [];
  readonly paymentStates: StateObservation[] = [];
  readonly sagaStates: StateObservation[] = [];
  readonly #query: Query;
  readonly #known = new Map<string, string>();
  /** Tables that were named since the last commit, by connection. */
  readonly #named = new Map<string, Set<string>>();

  constructor(query: Query) {
    this.#query = query;
  }

  /** To be called for each batch of statements, before the commit that it may lead to. */
  onStatement({ connectionId, statements }: PostgresActor & { readonly statements: readonly string[] }): void {
    for (const { table } of [BALANCES, PAYMENTS, SAGAS]) {
      if (!statements.some((sql) => sql.includes(table))) continue;
      const named = this.#named.get(connectionId) ?? new Set();
      this.#named.set(connectionId, named.add(table));
    }
  }

  /** To be called at each commit, before anybody who waited for it goes on. */
  onCommit(actor: PostgresActor): void {
    const named = this.#named.get(actor.connectionId);
    this.#named.delete(actor.connectionId);
    if (named?.has(BALANCES.table) === true) this.#seeBalances(actor);
    if (named?.has(PAYMENTS.table) === true) this.#seeStates(actor, PAYMENTS.sql, this.paymentStates);
    if (named?.has(SAGAS.table) === true) this.#seeStates(actor, SAGAS.sql, this.sagaStates);
  }

  #seeBalances({ process, atMs }: PostgresActor): void {
    for (const [walletId, available, locked] of this.#query(BALANCES.sql)) {
      if (walletId === null || walletId === undefined) continue;
      if (this.#replace(walletId, `${available} ${locked}`) === `${available} ${locked}`) continue;
      this.balances.push({ atMs, process, walletId, available: Number(available), locked: Number(locked) });
    }
  }

  #seeStates({ process, atMs }: PostgresActor, sql: string, seen: StateObservation[]): void {
    for (const [id, to] of this.#query(sql)) {
      if (typeof id !== 'string' || typeof to !== 'string') continue;
      const from = this.#replace(id, to);
      if (from !== to) seen.push({ atMs, process, id, to, ...(from === undefined ? {} : { from }) });
    }
  }

  /** Remembers what is seen now and gives back what was seen before. */
  #replace(id: string, now: string): string | undefined {
    const before = this.#known.get(id);
    this.#known.set(id, now);
    return before;
  }
}
