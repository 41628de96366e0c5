/** What a harness can watch while Postgres runs in the world. Everything is reported at the virtual time it happens. */

/** Who did it. */
export interface PostgresActor {
  /** Name of the client's process, e.g. `wallet-1`. */
  readonly process: string;
  readonly connectionId: string;
  /** Virtual milliseconds. */
  readonly atMs: number;
}

/** Called synchronously; control queries (`LockstepPostgres.query`) are allowed in all of them. */
export interface PostgresObserver {
  /** A batch has been executed, whatever came of it. */
  onStatement?(statement: PostgresActor & { readonly statements: readonly string[]; readonly sqlState?: string }): void;
  /** A transaction that wrote something has been committed; nobody who waited for it has gone on yet. */
  onCommit?(commit: PostgresActor): void;
  /** A client has to wait for a lock. */
  onBlocked?(wait: PostgresActor & { readonly blockedBy: readonly string[] }): void;
  /** A deadlock was broken; the actor is the one who closed the cycle and lost. */
  onDeadlock?(deadlock: PostgresActor & { readonly cycle: readonly string[] }): void;
  /** A statement was refused because its outcome would not be decided by the seed. */
  onRefused?(refusal: PostgresActor & { readonly sql: string; readonly reason: string }): void;
}

/** How often things happened in a run. */
export interface PostgresCounters {
  /** Batches executed. */
  statements: number;
  /** Commits of transactions that wrote something. */
  commits: number;
  lockWaits: number;
  deadlocks: number;
  /** Errors 40001. */
  serializationFailures: number;
  lockTimeouts: number;
  statementTimeouts: number;
  connections: number;
  refused: number;
}

/** All zero. */
export function newCounters(): PostgresCounters {
  return {
    statements: 0,
    commits: 0,
    lockWaits: 0,
    deadlocks: 0,
    serializationFailures: 0,
    lockTimeouts: 0,
    statementTimeouts: 0,
    connections: 0,
    refused: 0,
  };
}
