/** The database of a run: a copy of one that is migrated once, and what an observer reads of it. */
import pg from 'pg';
import { COLUMNS } from '../../simulation/payments/environment.ts';
import type { DatabaseSnapshot } from '../../simulation/payments/history.ts';
import { migrate } from '../../system/migrate.ts';
import { text } from '../../system/platform/rows.ts';
import { WATCHED } from '../observe/committed-states.ts';
import { readTransactions, type Transaction } from '../observe/pgoutput.ts';

const PUBLICATION = 'temblor_observer';
/** Tells apart sessions that share a server. */
const PREFIX = `temblor_${process.pid}`;
const TEMPLATE = `${PREFIX}_template`;

/** Creates the database that all runs are copied from. */
export async function createTemplate(serverUrl: string): Promise<void> {
  await execute(serverUrl, `DROP DATABASE IF EXISTS ${TEMPLATE}`, `CREATE DATABASE ${TEMPLATE}`);
  const url = databaseUrl(serverUrl, TEMPLATE);
  await migrate({ url });
  await execute(url, `CREATE PUBLICATION ${PUBLICATION} FOR TABLE ${WATCHED.join(', ')}`);
}

export async function dropTemplate(serverUrl: string): Promise<void> {
  await execute(serverUrl, `DROP DATABASE IF EXISTS ${TEMPLATE} WITH (FORCE)`);
}

export class RunDatabase {
  readonly url: string;
  readonly #serverUrl: string;
  readonly #name: string;

  private constructor(serverUrl: string, name: string) {
    this.#serverUrl = serverUrl;
    this.#name = name;
    this.url = databaseUrl(serverUrl, name);
  }

  /** Everything that is committed in it from now on is kept for `transactions()`. */
  static async create(serverUrl: string, run: number): Promise<RunDatabase> {
    const database = new RunDatabase(serverUrl, `${PREFIX}_run_${run}`);
    await execute(serverUrl, `CREATE DATABASE ${database.#name} TEMPLATE ${TEMPLATE}`);
    await execute(database.url, `SELECT pg_create_logical_replication_slot('${database.#name}', 'pgoutput')`);
    return database;
  }

  /** What was committed so far, in the order of the commits. */
  async transactions(): Promise<readonly Transaction[]> {
    const rows = await query(
      this.url,
      `SELECT data FROM pg_logical_slot_peek_binary_changes('${this.#name}', NULL, NULL, 'proto_version', '1', 'publication_names', '${PUBLICATION}')`,
    );
    return readTransactions(rows.map(({ data }) => (Buffer.isBuffer(data) ? data : Buffer.alloc(0))));
  }

  /** All rows of all tables of the services. */
  async snapshot(): Promise<DatabaseSnapshot> {
    return await withClient(this.url, async (client) => {
      const { rows } = await client.query<[string, string]>({ text: COLUMNS, rowMode: 'array' });
      const tables: Record<string, Record<string, string | null>[]> = {};
      for (const [table, list] of Map.groupBy(rows, ([name]) => name)) {
        const columns = list.map(([, column]) => `"${column}"::text AS "${column}"`);
        const found = await client.query<Record<string, string | null>>(`SELECT ${columns.join(', ')} FROM ${table}`);
        tables[table] = found.rows;
      }
      return { tables };
    });
  }

  /** One text per row: the columns of a query, with a colon between. */
  async lines(sql: string): Promise<readonly string[]> {
    return await withClient(this.url, async (client) => {
      const { rows } = await client.query<string[]>({ text: sql, rowMode: 'array' });
      return rows.map((row) => row.join(': '));
    });
  }

  async drop(): Promise<void> {
    await execute(
      this.#serverUrl,
      `SELECT pg_drop_replication_slot('${this.#name}')`,
      `DROP DATABASE ${this.#name} WITH (FORCE)`,
    );
  }
}

/** The server's version, such as 180004; its setting of `wal_level`. */
export async function serverFacts(serverUrl: string): Promise<{ readonly version: number; readonly walLevel: string }> {
  const sql = `SELECT current_setting('server_version_num') AS version, current_setting('wal_level') AS wal_level`;
  const [row = {}] = await query(serverUrl, sql);
  return { version: Number(text(row, 'version')), walLevel: text(row, 'wal_level') };
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function execute(url: string, ...statements: readonly string[]): Promise<void> {
  await withClient(url, async (client) => {
    for (const sql of statements) await client.query(sql);
  });
}

async function query(url: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return await withClient(url, async (client) => (await client.query<Record<string, unknown>>(sql)).rows);
}

async function withClient<T>(url: string, body: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await body(client);
  } finally {
    await client.end();
  }
}
