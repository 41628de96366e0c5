/** Borrowing one connection from the pool for something that is not a transaction, and giving it back in a sure state. */
import type { PoolClient } from 'pg';
import type { Pool } from './database.ts';
import { asError } from './errors.ts';

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
