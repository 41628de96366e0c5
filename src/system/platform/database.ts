/**
 * The connection pool. A connection that is lost while idle is reported and replaced; without the listener it would
 * end the process.
 */
import pg from 'pg';
import type { DatabaseConfig, TlsConfig } from '../config.ts';
import type { Logger } from './log.ts';
import type { Row } from './rows.ts';
import { currentScope } from './telemetry/scope.ts';

export type Pool = pg.Pool;

/** A statement with a name is prepared once per connection; names are unique per text. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Whatever a statement can be sent over: a transaction, or the pool for a single read. */
export interface Queryable {
  query(statement: Statement, values: readonly unknown[]): Promise<{ readonly rows: readonly Row[] }>;
}

/** Where the database is, and with which TLS to speak to it, if any. */
export interface DatabaseAddress {
  readonly url: string;
  readonly tls?: TlsConfig | undefined;
}

/** The same for any client. */
export function connectionOf(config: DatabaseAddress): pg.ClientConfig {
  return { connectionString: config.url, ...(config.tls === undefined ? {} : { ssl: { ...config.tls } }) };
}

/** Opens the pool of one service. Connections are made when they are needed. */
export function openPool(config: DatabaseConfig, applicationName: string, log: Logger): Pool {
  const pool = new pg.Pool({
    ...connectionOf(config),
    application_name: applicationName,
    max: config.poolSize,
    connectionTimeoutMillis: config.connectTimeoutMs,
    lock_timeout: config.lockTimeoutMs,
    statement_timeout: config.statementTimeoutMs,
    idle_in_transaction_session_timeout: config.idleInTransactionTimeoutMs,
  });
  pool.on('error', (error) => log.warn({ err: error }, 'An idle database connection was lost; it will be replaced.'));
  return pool;
}

/** A single statement outside of any transaction, for reads that decide nothing. */
export function reader(pool: Pool): Queryable {
  return { query: (statement, values) => runStatement(pool, statement, values) };
}

/** Sends one prepared statement. */
export async function runStatement(
  target: pg.Pool | pg.PoolClient,
  statement: Statement,
  values: readonly unknown[],
): Promise<{ readonly rows: readonly Row[] }> {
  const run = async (): Promise<{ readonly rows: readonly Row[] }> => {
    const result = await target.query<Row>({ name: statement.name, text: statement.text, values: [...values] });
    return { rows: result.rows };
  };
  const spans = currentScope()?.spans;
  return spans === undefined ? await run() : await spans.statement(statement.name, run);
}
