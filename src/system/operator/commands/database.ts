/** `temblor migrate`, `temblor partitions …`: what is done at the database, which may be before any service runs. */
import { readDatabase } from '../../config/database.ts';
import { readKafka } from '../../config/kafka.ts';
import { readTopicSplit } from '../../config/messaging.ts';
import { EnvironmentReader } from '../../environment.ts';
import { migrate } from '../../migrate.ts';
import { openPool, type Pool } from '../../platform/database.ts';
import { archivePartition, createPartition, listPartitions } from '../../platform/event-store/partition-store.ts';
import { monthsExpired, monthsNeeded } from '../../platform/event-store/partitions.ts';
import { createLogger } from '../../platform/log.ts';
import { createTopics } from '../../topics.ts';
import { type Command, type Input, UsageError, wholeNumber } from '../command.ts';
import { table } from '../output.ts';

const SILENT = createLogger({ level: 'silent' }, 'operator', 'temblor');

/** Opens the database of DATABASE_URL for `work`, and closes it. */
export async function withDatabase<T>({ environment }: Input, work: (pool: Pool) => Promise<T>): Promise<T> {
  const read = new EnvironmentReader(environment);
  const config = readDatabase(read);
  read.finish();
  const pool = openPool({ ...config, poolSize: 2 }, 'temblor-operator', SILENT);
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

/** The schemas that have an event store. */
async function eventStores(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ schema: string }>(
    `SELECT n.nspname AS schema FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relname = 'events' AND c.relkind = 'p' ORDER BY 1`,
  );
  return rows.map(({ schema }) => schema);
}

const COLUMNS = [
  ['SCHEMA', 'schema'],
  ['MONTH', 'month'],
  ['WHERE', 'where'],
] as const;

/** A partition: its schema, its month, and whether it is in the store or in the archive. */
type Row = Readonly<Record<'schema' | 'month' | 'where', string>>;

export const DATABASE_COMMANDS: readonly Command[] = [
  {
    name: 'migrate',
    about: 'Bring the database to the schema of this version; with --topics create missing topics too.',
    options: { topics: { about: 'Create the topics that are missing at KAFKA_BROKERS.' } },
    async run(input) {
      const read = new EnvironmentReader(input.environment);
      const database = readDatabase(read);
      const kafka = input.flag('topics') ? readKafka(read) : undefined;
      const copies = readTopicSplit(read).consumers.length > 0;
      read.finish();
      const applied = await migrate(database);
      const created = kafka === undefined ? [] : await createTopics(kafka, SILENT, { copies });
      const say = (what: string, names: readonly string[]) =>
        names.length === 0 ? `${what}: none were missing.` : `${what}: ${names.join(', ')}`;
      const lines = [say('Migrations', applied), ...(kafka === undefined ? [] : [say('Topics', created)])];
      return { json: { applied, ...(kafka === undefined ? {} : { topics: created }) }, text: lines.join('\n') };
    },
  },
  {
    name: 'partitions list',
    about: 'List the monthly partitions of the event stores.',
    run: (input) =>
      withDatabase(input, async (pool) => {
        const rows: Row[] = [];
        for (const schema of await eventStores(pool)) {
          const { attached, archived } = await listPartitions(pool, schema);
          rows.push(...archived.map(({ name }) => ({ schema, month: name, where: 'archive' })));
          rows.push(...attached.map(({ name }) => ({ schema, month: name, where: 'store' })));
        }
        return { json: { partitions: rows }, text: table(COLUMNS, rows) };
      }),
  },
  {
    name: 'partitions create',
    about: 'Make the partitions of the months to come; the services do so by themselves.',
    options: { ahead: { value: 'MONTHS', about: 'For so many months after this one, 2 by default.' } },
    run: (input) =>
      withDatabase(input, async (pool) => {
        const months = monthsNeeded(Date.now(), wholeNumber(input, 'ahead') ?? 2);
        const rows: Row[] = [];
        for (const schema of await eventStores(pool)) {
          const { attached } = await listPartitions(pool, schema);
          for (const month of months.filter(({ name }) => !attached.some((one) => one.name === name))) {
            await createPartition(pool, schema, month);
            rows.push({ schema, month: month.name, where: 'store' });
          }
        }
        return { json: { created: rows }, text: table(COLUMNS, rows, 'None were missing.') };
      }),
  },
  {
    name: 'partitions archive',
    about: 'Move partitions that are over for so long to the archive, from where they are still replayed.',
    options: { 'older-than': { value: 'MONTHS', about: 'Months that must have passed, at least 12.', required: true } },
    run: (input) =>
      withDatabase(input, async (pool) => {
        const retention = wholeNumber(input, 'older-than') ?? 0;
        if (retention < 12) throw new UsageError('--older-than has to be at least 12.');
        const rows: Row[] = [];
        for (const schema of await eventStores(pool)) {
          const { attached } = await listPartitions(pool, schema);
          for (const month of monthsExpired(attached, Date.now(), retention)) {
            await archivePartition(pool, schema, month);
            rows.push({ schema, month: month.name, where: 'archive' });
          }
        }
        return { json: { archived: rows }, text: table(COLUMNS, rows, 'None are that old.') };
      }),
  },
];
