/**
 * Watches what every commit changes, by looking at the committed rows from outside at the moment of the commit. Only
 * the tables of the service that committed are looked at, since no service writes another's.
 */
import type { PostgresActor } from '../world/postgres/observer.ts';
import type { BalanceObservation, StateObservation } from './history.ts';

type Query = (sql: string) => (string | null)[][];

const BALANCES = 'SELECT wallet_id, available, locked FROM wallet.wallet_balances ORDER BY wallet_id';
const PAYMENTS = 'SELECT payment_id, status FROM payment.payment_status ORDER BY payment_id';
const SAGAS = 'SELECT saga_id, state FROM saga.active_sagas ORDER BY saga_id';

export class CommitWatch {
  readonly balances: BalanceObservation[] = [];
  readonly paymentStates: StateObservation[] = [];
  readonly sagaStates: StateObservation[] = [];
  readonly #query: Query;
  readonly #known = new Map<string, string>();

  constructor(query: Query) {
    this.#query = query;
  }

  /** To be called at each commit, before anybody who waited for it goes on. */
  onCommit(actor: PostgresActor): void {
    if (actor.process.startsWith('wallet')) this.#seeBalances(actor);
    else if (actor.process.startsWith('payment')) this.#seeStates(actor, PAYMENTS, this.paymentStates);
    else if (actor.process.startsWith('saga')) this.#seeStates(actor, SAGAS, this.sagaStates);
  }

  #seeBalances({ process, atMs }: PostgresActor): void {
    for (const [walletId, available, locked] of this.#query(BALANCES)) {
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
