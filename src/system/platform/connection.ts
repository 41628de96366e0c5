/** Borrowing one connection from the pool for something that is not a transaction, and giving it back in a sure state. */
import type { PoolClient } from 'pg';
import type { Pool } from './database.ts';
import { asError } from './errors.ts';
import { boolean, type Row } from './rows.ts';

/**
 * Runs `work` with a connection of its own. When `work` fails, the connection is closed rather than reused, which also frees
 * whatever its session held, such as advisory locks.
 */
export async function withConnection<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // A connection that breaks while nothing is asked of it says so by an event; the next statement on it fails anyway.
  const onError = (): void => undefined;
  client.on('error', onError);
  let broken: Error | undefined;
  try {
    return await work(client);
  } catch (error) {
    broken = asError(error);
    throw error;
  } finally {
    client.removeListener('error', onError);
    client.release(broken);
  }
}

/**
 * Does something while no other instance does it.
 *
 * @param name of the lock, the same for all instances.
 * @returns undefined when another instance is at it.
 */
export function alone<T>(pool: Pool, name: string, work: () => Promise<T>): Promise<T | undefined> {
  return withConnection(pool, async (client) => {
    const { rows } = await client.query<Row>('SELECT pg_try_advisory_lock(hashtext($1)) AS locked', [name]);
    if (!boolean(rows[0] ?? {}, 'locked')) return undefined;
    // When the work fails, the connection is closed, and the lock with it.
    const result = await work();
    await client.query('SELECT pg_advisory_unlock(hashtext($1))', [name]);
    return result;
  });
}
