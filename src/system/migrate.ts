/** Brings a database to the schema that this version of the system needs. */
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import { connectionOf, type DatabaseAddress } from './platform/database.ts';

const DIRECTORY = fileURLToPath(new URL('./migrations', import.meta.url));

/**
 * Applies the migrations that the database does not have yet, in order, each in a transaction. Several callers at
 * once are safe: they take turns.
 *
 * @returns the names of those that were applied.
 */
export async function migrate(
  database: DatabaseAddress,
  log: (line: string) => void = () => undefined,
): Promise<readonly string[]> {
  const applied = await runner({
    databaseUrl: connectionOf(database),
    dir: DIRECTORY,
    direction: 'up',
    migrationsTable: 'migrations',
    advisoryLockMode: 'wait',
    logger: { info: log, warn: log, error: log, debug: () => undefined },
  });
  return applied.map(({ name }) => name);
}
