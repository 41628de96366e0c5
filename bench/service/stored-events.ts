/**
 * What a payment costs when much has happened before. Some payments are made, everything that they left in the database is multiplied, and the
 * next payments are measured, by what the server reads for them. That work has to stay the same.
 */
import type pg from 'pg';
import { integer } from '../../src/system/platform/rows.ts';
import { Clients, createWallets } from './clients.ts';
import { moneyProblem } from './money.ts';
import type { Stage } from './stage.ts';

const SERVICES = ['payment', 'wallet', 'gateway', 'saga'] as const;

/** All that a payment leaves behind, but the rows of the outbox, which are found by an index of those that are pending. */
const TABLES = [
  ...SERVICES.flatMap((service) => ['events', 'streams', 'processed_events'].map((table) => `${service}.${table}`)),
  'payment.payment_status',
  'payment.notifications',
  'payment.idempotency_keys',
  'saga.active_sagas',
  'saga.saga_projections',
  'gateway.attempts',
  'wallet.wallet_balances',
  'wallet.holds',
  'wallet.ledger_entries',
] as const;

const CHECK_LIMIT_MS = 1_800_000;
const TEMPLATE_MS = 5_000;
const WARM_UP_MS = 5_000;
const CLIENTS = 4;
const WALLETS = 16;
/** Copies that are made by one statement. */
const COPIES_AT_ONCE = 50;

export interface StoredEventsResult {
  /** In the stores of all services, when the measurement began. */
  readonly storedEvents: number;
  readonly payments: number;
  /** Of 8 kB, read or found in memory, per payment. */
  readonly blocks: number;
  /** Rows looked at, per payment. */
  readonly rows: number;
  /** Median, milliseconds. */
  readonly p50: number;
}

/** Fills the stores up to `wanted` events, and measures for so many seconds. */
export async function measureWithStored(stage: Stage, wanted: number, seconds: number): Promise<StoredEventsResult> {
  const { database } = stage;
  await pay(stage, TEMPLATE_MS);
  const problem = await moneyProblem(database);
  if (problem !== undefined) throw new Error(`The money does not add up: ${problem}`);
  await multiply(database, wanted);
  await untilChecked(database);
  const storedEvents = await countEvents(database);
  await pay(stage, WARM_UP_MS);
  const before = await readWork(database);
  const { payments, p50 } = await pay(stage, seconds * 1_000);
  const after = await readWork(database);
  return {
    storedEvents,
    payments,
    blocks: (after.blocks - before.blocks) / payments,
    rows: (after.rows - before.rows) / payments,
    p50,
  };
}

async function pay(stage: Stage, ms: number): Promise<{ readonly payments: number; readonly p50: number }> {
  const wallets = await createWallets(stage, WALLETS);
  const clients = new Clients(stage, wallets, CLIENTS);
  await Promise.race([new Promise((resolve) => setTimeout(resolve, ms)), clients.failure]);
  await clients.stop();
  const { payments, latencies } = clients.paid;
  return { payments, p50: latencies[latencies.length >> 1] ?? Number.NaN };
}

/**
 * Until there are at least `wanted` events. A copy differs from what it is of in every id. All in one transaction: a service that saw events without
 * their rows of the read models would begin to repair them.
 */
async function multiply(database: pg.Pool, wanted: number): Promise<void> {
  const present = await countEvents(database);
  const copies = Math.max(0, Math.ceil(wanted / present) - 1);
  const client = await database.connect();
  try {
    await client.query('BEGIN');
    for (const table of TABLES) {
      await client.query(`CREATE TEMPORARY TABLE template AS SELECT to_jsonb(t)::text AS content FROM ${table} t`);
      const text = copyText(table, await columnsOf(client, table));
      for (let first = 1; first <= copies; first += COPIES_AT_ONCE) {
        await client.query(text, [first, Math.min(copies, first + COPIES_AT_ONCE - 1)]);
      }
      await client.query(`DROP TABLE template; ANALYZE ${table}`);
    }
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

/** Copies $1 to $2 of a table. The first eight digits of each UUID become the number of the copy, so that ids go on fitting together. */
function copyText(table: string, columns: readonly string[]): string {
  const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})';
  return `INSERT INTO ${table} (${columns.join(', ')})
    SELECT ${columns.map((column) => `copy.${column}`).join(', ')} FROM generate_series($1::int, $2::int) AS number, template,
      jsonb_populate_record(NULL::${table}, regexp_replace(content, '${uuid}', lpad(to_hex(number), 8, '0') || '\\1', 'g')::jsonb) AS copy`;
}

/** Those that the database doesn't fill by itself. */
async function columnsOf(client: pg.PoolClient, table: string): Promise<readonly string[]> {
  const { rows } = await client.query<Record<string, unknown>>(
    `SELECT quote_ident(attname) AS name FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = '' AND attgenerated = '' ORDER BY attnum`,
    [table],
  );
  return rows.map(({ name }) => String(name));
}

async function countEvents(database: pg.Pool): Promise<number> {
  const counts = SERVICES.map((service) => `(SELECT count(*) FROM ${service}.events)`);
  const { rows } = await database.query<Record<string, unknown>>(`SELECT ${counts.join(' + ')} AS events`);
  return integer(rows[0] ?? {}, 'events');
}

/** The services check what is new in their stores against their read models, which is not what is to be measured. */
async function untilChecked(database: pg.Pool): Promise<void> {
  const giveUpAt = Date.now() + CHECK_LIMIT_MS;
  for (const service of ['payment', 'wallet', 'saga']) {
    const { rows } = await database.query<Record<string, unknown>>(
      `SELECT max(sequence) AS top FROM ${service}.events`,
    );
    const top = integer(rows[0] ?? {}, 'top');
    const sql = `SELECT coalesce(max(sequence), 0) AS sequence FROM ${service}.checkpoints`;
    for (;;) {
      const { rows: found } = await database.query<Record<string, unknown>>(sql);
      if (integer(found[0] ?? {}, 'sequence') >= top) break;
      if (Date.now() > giveUpAt)
        throw new Error(`The ${service} service has not checked the copies within half an hour.`);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}

/** What the server has looked at so far, the system catalogue left out. */
async function readWork(database: pg.Pool): Promise<{ readonly blocks: number; readonly rows: number }> {
  // The counters of the other connections come in within a second.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const { rows } = await database.query<Record<string, unknown>>(
    `SELECT (SELECT sum(coalesce(heap_blks_read, 0) + coalesce(heap_blks_hit, 0) + coalesce(idx_blks_read, 0) + coalesce(idx_blks_hit, 0))
         FROM pg_statio_user_tables)::bigint AS blocks,
       (SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) FROM pg_stat_user_tables)::bigint AS rows`,
  );
  const row = rows[0] ?? {};
  return { blocks: integer(row, 'blocks'), rows: integer(row, 'rows') };
}
