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

/** How long after a statement's own time-out its answer may still be on its way. */
const ANSWER_GRACE_MS = 5_000;

/**
 * A connection may fall silent without an end: a firewall forgot it, a machine is gone. Both sides then give it up after about 20 s, the
 * server too, because a session that is left behind keeps its advisory locks.
 */
const KEEP_ALIVE_DELAY_MS = 10_000;
const SERVER_KEEP_ALIVE = [
  'tcp_keepalives_idle=10',
  'tcp_keepalives_interval=5',
  'tcp_keepalives_count=2',
  'tcp_user_timeout=20000',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

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
    query_timeout: config.statementTimeoutMs + ANSWER_GRACE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
    options: SERVER_KEEP_ALIVE,
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
