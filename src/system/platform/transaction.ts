/**
 * The one way into a transaction. It looks at what COMMIT really answered, gives doubtful connections back to be
 * closed, and retries what certainly did not happen: a transaction whose COMMIT was never sent, or was refused.
 * A COMMIT whose answer was lost is neither; it becomes a CommitUnknownError and is settled by the caller.
 */
import { DatabaseError, type PoolClient } from 'pg';
import { withConnection } from './connection.ts';
import { type Pool, type Queryable, runStatement } from './database.ts';
import { CommitUnknownError, isConnectionLost, isTransient, RolledBackError } from './errors.ts';
import { DATABASE_RETRY, withRetry } from './retry.ts';

/** A transaction in progress. Statements run one after the other on one connection. */
export interface Transaction extends Queryable {
  /** 1 at first; above that, an earlier attempt met a conflict or a lost connection, so locking first pays. */
  readonly attempt: number;
}

/**
 * Runs `work` in a READ COMMITTED transaction. Transient failures (40001, 40P01, lock time-out, conflicts, connections lost
 * before COMMIT) are retried 5 times, 50 ms to 2 s with jitter, so `work` must have no effect outside of the database.
 *
 * @throws CommitUnknownError when the answer to COMMIT was lost; never retried here.
 * @throws RolledBackError when COMMIT answered ROLLBACK.
 */
export function inTransaction<T>(pool: Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return withRetry(
    DATABASE_RETRY,
    (error) => !(error instanceof CommitUnknownError) && isTransient(error),
    (attempt) => runOnce(pool, attempt, work),
  );
}

type Outcome<T> = { readonly done: true; readonly result: T } | { readonly done: false; readonly error: unknown };

async function runOnce<T>(pool: Pool, attempt: number, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const outcome = await withConnection(pool, (client) => runOn(client, attempt, work));
  if (outcome.done) return outcome.result;
  throw outcome.error;
}

/** Throws when the connection must not be used again; a failure after which ROLLBACK worked is returned instead. */
async function runOn<T>(
  client: PoolClient,
  attempt: number,
  work: (tx: Transaction) => Promise<T>,
): Promise<Outcome<T>> {
  await client.query('BEGIN');
  try {
    const result = await work({ attempt, query: (statement, values) => runStatement(client, statement, values) });
    await commit(client);
    return { done: true, result };
  } catch (error) {
    if (error instanceof CommitUnknownError || error instanceof RolledBackError || isConnectionLost(error)) throw error;
    await client.query('ROLLBACK').catch(() => {
      throw error;
    });
    return { done: false, error };
  }
}

async function commit(client: PoolClient): Promise<void> {
  let tag: string;
  try {
    tag = (await client.query('COMMIT')).command;
  } catch (error) {
    if (wasRefused(error)) throw error;
    throw new CommitUnknownError('The answer to COMMIT was lost; whether it took effect is not known.', {
      cause: error,
    });
  }
  if (tag !== 'COMMIT') {
    throw new RolledBackError(`COMMIT was answered with ${tag}: an earlier statement of the transaction had failed.`);
  }
}

/** True when Postgres itself said that the COMMIT failed, and went on serving the connection. */
function wasRefused(error: unknown): boolean {
  return error instanceof DatabaseError && error.severity !== 'FATAL' && error.severity !== 'PANIC';
}
