/** What clients say to Postgres, so that the answers on two ways can be compared. Each begins with empty tables. */
import {
  bind,
  close,
  copyData,
  copyDone,
  copyFail,
  describe,
  execute,
  flush,
  parse,
  prepared,
  query,
  sync,
  terminate,
} from './frontend.ts';
import { A_LETTER, CLOSED, type Peers } from './peers.ts';

export const SCHEMA = `
  CREATE TYPE mood AS ENUM ('calm', 'cross');
  CREATE TABLE t(id int PRIMARY KEY, v text, m mood, parent int REFERENCES t, CONSTRAINT short CHECK (length(v) < 100000));
  CREATE TABLE d(id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED);`;

export interface Exchange {
  /** What is compared, as in docs/fidelity.md. */
  readonly area:
    | 'connecting'
    | 'simple queries'
    | 'extended protocol'
    | 'COPY'
    | 'notices'
    | 'errors'
    | 'locks and time-outs'
    | 'cancelling'
    | 'large rows';
  readonly says: string;
  readonly run: (peers: Peers) => Promise<void>;
}

const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const GSS_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 48]);
const FUNCTION_CALL = Buffer.from([0x46, 0, 0, 0, 14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
const ALL_TYPES = `SELECT 1::int2, -2::int4, 9007199254740993::int8, 1.5::float8, 'NaN'::numeric, 12.340::numeric, true, NULL::text, ''::text,
  'ünï'::text, '\\x00ff'::bytea, '{1,2,NULL}'::int[], '{"a":[1]}'::jsonb, '2024-02-29'::date, '2024-02-29 12:00:00.123456+00'::timestamptz,
  '1 day 02:03:04'::interval, 'calm'::mood, '{calm,cross}'::mood[], '00000000-0000-0000-0000-000000000001'::uuid, ROW(1, 'x')`;

/** One client that says one thing after the other. */
const talk =
  (...says: readonly (Buffer | readonly [bytes: Buffer, until: RegExp])[]): Exchange['run'] =>
  async (peers) => {
    const client = await peers.client();
    for (const one of says) {
      if (Buffer.isBuffer(one)) await client.say(one);
      else await client.say(one[0], one[1]);
    }
  };

const queries = (...statements: readonly string[]): Exchange['run'] => talk(...statements.map(query));

export const exchanges: readonly Exchange[] = [
  {
    area: 'connecting',
    says: 'requests for encryption, then a greeting with all its parameters',
    run: async (peers) => {
      const client = await peers.stranger();
      await client.say(SSL_REQUEST, A_LETTER);
      await client.say(GSS_REQUEST, A_LETTER);
      await peers.client({ application_name: 'a b', client_encoding: 'UTF8' });
    },
  },
  { area: 'connecting', says: 'a farewell', run: talk([terminate, CLOSED]) },
  {
    area: 'connecting',
    says: 'databases and users that are not there',
    run: async (peers) => {
      await peers.client({ database: 'elsewhere' });
      await peers.client({ user: 'nobody' });
    },
  },
  { area: 'simple queries', says: 'values of all kinds in text', run: queries(ALL_TYPES) },
  {
    area: 'simple queries',
    says: 'several statements in one, none, and nothing but a comment',
    run: queries('SELECT 1; SELECT 2 AS b, 3; INSERT INTO t VALUES (1)', '', ' -- nothing', ';;', 'SELECT 1;;'),
  },
  {
    area: 'simple queries',
    says: 'tags of all that changes something, with and without rows',
    run: queries(
      "INSERT INTO t VALUES (1, 'a'), (2, 'b') RETURNING id, m",
      "UPDATE t SET v = v || 'x' WHERE id = 1",
      'DELETE FROM t WHERE id > 5',
      'MERGE INTO t USING (VALUES (1), (9)) AS s(id) ON t.id = s.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (s.id)',
      'CREATE TEMP TABLE x AS SELECT id FROM t',
      'SELECT FROM t',
      'TABLE t ORDER BY id',
      'EXPLAIN (COSTS OFF) SELECT id FROM t WHERE id = 1',
      'SHOW server_version',
      'DROP TABLE x',
    ),
  },
  {
    area: 'simple queries',
    says: 'the state of the transaction: none, open, failed, and back',
    run: queries(
      'BEGIN',
      'SELECT 1',
      'SAVEPOINT s',
      'SELECT 1 / 0',
      'SELECT 2',
      'ROLLBACK TO s',
      'SELECT 3',
      'COMMIT',
      'BEGIN; SELECT nonsense',
      'COMMIT',
      'START TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY',
      'INSERT INTO t VALUES (1)',
      'ROLLBACK',
      'COMMIT',
    ),
  },
  {
    area: 'simple queries',
    says: 'cursors and prepared statements of SQL',
    run: queries(
      'BEGIN',
      'DECLARE c CURSOR FOR SELECT generate_series(1, 5)',
      'FETCH 2 FROM c',
      'MOVE 1 FROM c',
      'FETCH ALL FROM c',
      'CLOSE c',
      'COMMIT',
      'PREPARE p(int) AS SELECT $1 + 1',
      'EXECUTE p(41)',
      'DEALLOCATE p',
      'EXECUTE p(1)',
    ),
  },
  {
    area: 'extended protocol',
    says: 'parameters in text and binary, missing ones, and results in both formats',
    run: talk(
      prepared('SELECT $1::int + 1, $2::text, $3::bytea, $4::int', ['41', 'ünï', Buffer.from([0, 255]), null]),
      Buffer.concat([
        parse('SELECT $1::int8, $2::mood', { types: [20, 0] }),
        bind({ values: [Buffer.from([0, 0, 0, 0, 0, 0, 1, 0]), 'cross'], binary: true }),
        describe('P'),
        execute(),
        sync,
      ]),
      Buffer.concat([parse(ALL_TYPES), bind({ binary: true }), describe('P'), execute(), sync]),
    ),
  },
  {
    area: 'extended protocol',
    says: 'descriptions of statements and portals, with parameters and without rows',
    run: talk(
      Buffer.concat([parse('INSERT INTO t(id, v, m) VALUES ($1, $2, $3)', { name: 'i' }), describe('S', 'i'), sync]),
      Buffer.concat([
        bind({ portal: 'p', name: 'i', values: ['1', 'x', 'calm'] }),
        describe('P', 'p'),
        execute('p'),
        close('P', 'p'),
        close('S', 'i'),
        sync,
      ]),
      Buffer.concat([parse('SELECT id, m, v FROM t WHERE id = $1'), describe('S'), sync]),
      Buffer.concat([parse(''), bind(), describe('P'), execute(), sync]),
      Buffer.concat([describe('S', 'i'), sync]),
    ),
  },
  {
    area: 'extended protocol',
    says: 'named statements, used again and again, changed under way, and closed',
    run: talk(
      Buffer.concat([parse('SELECT id, v FROM t WHERE id > $1', { name: 's' }), sync]),
      Buffer.concat([
        bind({ name: 's', values: ['0'] }),
        execute(),
        bind({ name: 's', values: ['5'] }),
        execute(),
        sync,
      ]),
      Buffer.concat([parse('SELECT 1', { name: 's' }), sync]),
      Buffer.concat([close('S', 's'), close('S', 'never was'), sync]),
      Buffer.concat([bind({ name: 's', values: ['0'] }), execute(), sync]),
    ),
  },
  {
    area: 'extended protocol',
    says: 'portions of a result, with Flush before Sync',
    run: talk(
      [Buffer.concat([parse('SELECT generate_series(1, 5)'), bind(), describe('P'), execute('', 2), flush]), /s$/],
      [Buffer.concat([execute('', 2), flush]), /s$/],
      [Buffer.concat([execute('', 9), flush]), /C$/],
      sync,
    ),
  },
  {
    area: 'extended protocol',
    says: 'batches one behind the other, and what follows an error up to the next Sync',
    run: talk(
      [
        Buffer.concat([
          prepared('INSERT INTO t VALUES (1)'),
          prepared('SELECT 1 / 0'),
          prepared('SELECT count(*) FROM t'),
        ]),
        /Z.*Z.*Z$/,
      ],
      Buffer.concat([
        parse('INSERT INTO t VALUES (2)'),
        bind(),
        execute(),
        parse('SELECT nonsense'),
        bind(),
        execute(),
        sync,
      ]),
      query('SELECT count(*) FROM t'),
      [Buffer.concat([parse('SELECT nonsense'), flush]), /E$/],
      Buffer.concat([bind(), execute(), flush, query('SELECT 1'), sync]),
      prepared('SELECT 2'),
    ),
  },
  {
    area: 'extended protocol',
    says: 'transactions by prepared statements, and a portal in each state',
    run: talk(
      prepared('BEGIN'),
      prepared('INSERT INTO t VALUES ($1)', ['1']),
      prepared('INSERT INTO t VALUES ($1)', ['1']),
      prepared('SELECT 1'),
      prepared('ROLLBACK'),
      prepared('COMMIT'),
    ),
  },
  {
    area: 'COPY',
    says: 'rows in and out by simple queries, as text, CSV and binary',
    run: async (peers) => {
      const client = await peers.client();
      await client.say(query('COPY t(id, v) FROM STDIN'), /G$/);
      await client.tell(copyData('1\tone\n2\t'));
      await client.say(Buffer.concat([copyData('two\n'), copyData('3\t\\N\n'), copyDone]));
      await client.say(query('COPY t(id, v) TO STDOUT'));
      await client.say(query('COPY (SELECT id, v FROM t ORDER BY id) TO STDOUT (FORMAT csv, HEADER)'));
      await client.say(query('COPY (SELECT id FROM t ORDER BY id) TO STDOUT (FORMAT binary)'));
    },
  },
  {
    area: 'COPY',
    says: 'rows by the extended protocol',
    run: async (peers) => {
      const client = await peers.client();
      await client.say(Buffer.concat([parse('COPY t(id) FROM STDIN'), bind(), execute(), sync]), /G$/);
      await client.say(Buffer.concat([copyData('1\n2\n'), copyDone, sync]));
      await client.say(Buffer.concat([parse('COPY t(id) TO STDOUT'), bind(), execute(), sync]));
    },
  },
  {
    area: 'COPY',
    says: 'rows that are wrong, a client that gives up, and rows that nobody asked for',
    run: async (peers) => {
      const client = await peers.client();
      await client.say(query('COPY t(id) FROM STDIN'), /G$/);
      await client.say(Buffer.concat([copyData('not a number\n'), copyDone]));
      await client.say(query('COPY t(id) FROM STDIN'), /G$/);
      await client.say(copyFail('no more'));
      await client.say(Buffer.concat([parse('COPY t(id) FROM STDIN'), bind(), execute(), sync]), /G$/);
      await client.say(Buffer.concat([copyFail('no more'), sync]));
      await client.say(Buffer.concat([copyData('1\n'), copyDone, query('SELECT count(*) FROM t')]));
      await client.say(query('BEGIN; COPY t(id) FROM STDIN; SELECT 7'), /G$/);
      await client.say(Buffer.concat([copyData('1\n'), copyDone]));
      await client.say(query('COMMIT'));
    },
  },
  {
    area: 'notices',
    says: 'notices of all severities, with all their fields, and warnings',
    run: queries(
      "DO $$ BEGIN RAISE NOTICE 'n % %', 1, 'ü' USING DETAIL = 'd', HINT = 'h', ERRCODE = '01234'; RAISE WARNING 'w'; RAISE INFO 'i'; RAISE DEBUG 'no'; END $$",
      'DROP TABLE IF EXISTS nowhere',
      'COMMIT',
      'BEGIN; BEGIN; COMMIT',
      'CREATE TEMP TABLE IF NOT EXISTS x(); CREATE TEMP TABLE IF NOT EXISTS x()',
    ),
  },
  {
    area: 'notices',
    says: 'parameters that change',
    run: queries(
      "SET application_name = 'other'",
      "SET TimeZone = 'Europe/Berlin'",
      'SET DateStyle = German',
      'RESET ALL',
      'SET nonsense.x = 1',
      'SET work_mem = nonsense',
    ),
  },
  {
    area: 'errors',
    says: 'constraints that are violated, with all that is said about them',
    run: queries(
      'INSERT INTO t VALUES (1), (1)',
      'INSERT INTO t(id, parent) VALUES (1, 7)',
      'INSERT INTO t(id) VALUES (NULL)',
      "INSERT INTO t VALUES (1, repeat('x', 200000))",
      "INSERT INTO t VALUES (1, 'v', 'furious')",
      'BEGIN; INSERT INTO d VALUES (1), (1)',
      'COMMIT',
    ),
  },
  {
    area: 'errors',
    says: 'statements that make no sense, with the place where',
    run: queries(
      'SELEC 1',
      'SELECT nonsense FROM t',
      'SELECT * FROM nowhere',
      "SELECT 'x'::int",
      'SELECT 1 / 0',
      "SELECT 'unfinished",
      'SELECT lenght(v) FROM t',
      "DO $$ BEGIN RAISE EXCEPTION 'own' USING ERRCODE = 'ZZ001', DETAIL = 'd'; END $$",
    ),
  },
  {
    area: 'errors',
    says: 'messages that make no sense for a while: a portal, a statement, too few parameters, a damaged Bind',
    run: talk(
      Buffer.concat([execute('nowhere'), sync]),
      Buffer.concat([bind({ name: 'nowhere' }), sync]),
      Buffer.concat([parse('SELECT $1::int'), bind(), execute(), sync]),
      Buffer.concat([parse('SELECT $1::int'), bind({ values: [Buffer.from([1])] }), execute(), sync]),
      FUNCTION_CALL,
      query('SELECT 1'),
    ),
  },
  {
    area: 'errors',
    says: 'a message of an unknown type, which ends the connection',
    run: talk([Buffer.from([0x21, 0, 0, 0, 4]), CLOSED]),
  },
  {
    area: 'locks and time-outs',
    says: 'a statement that waits for another transaction, and goes on with what it has left',
    run: async (peers) => {
      const [holder, waiter] = [await peers.client(), await peers.client()];
      await holder.say(query('BEGIN; INSERT INTO t VALUES (1)'));
      await waiter.block(query('INSERT INTO t VALUES (1)'));
      await holder.say(query('COMMIT'));
      await waiter.hear();
      await holder.say(query("BEGIN; UPDATE t SET v = 'a' WHERE id = 1"));
      await waiter.block(prepared("UPDATE t SET v = v || 'b' WHERE id = 1 RETURNING v"));
      await holder.say(query('ROLLBACK'));
      await waiter.hear();
    },
  },
  {
    area: 'locks and time-outs',
    says: 'time-outs of locks and statements, in a transaction and out of it, and NOWAIT',
    run: async (peers) => {
      const holder = await peers.client();
      await holder.say(query('INSERT INTO t VALUES (1); BEGIN; UPDATE t SET v = NULL WHERE id = 1'));
      const byLock = await peers.client({ lock_timeout: '100' });
      await byLock.say(query('BEGIN'));
      await byLock.say(query('SELECT id FROM t FOR UPDATE'));
      await byLock.say(query('ROLLBACK'));
      await byLock.say(query('SELECT id FROM t FOR UPDATE NOWAIT'));
      await byLock.say(query('SELECT id FROM t FOR UPDATE SKIP LOCKED'));
      const byStatement = await peers.client({ statement_timeout: '100' });
      await byStatement.say(query('DELETE FROM t'));
      await holder.say(query('ROLLBACK'));
    },
  },
  {
    area: 'locks and time-outs',
    says: 'a deadlock, whose last participant loses',
    run: async (peers) => {
      const [a, b] = [await peers.client(), await peers.client()];
      await a.say(query('INSERT INTO t VALUES (1), (2)'));
      await a.say(query('BEGIN; UPDATE t SET v = NULL WHERE id = 1'));
      await b.say(query('BEGIN; UPDATE t SET v = NULL WHERE id = 2'));
      await a.block(query('UPDATE t SET v = NULL WHERE id = 2'));
      await b.say(query('UPDATE t SET v = NULL WHERE id = 1'));
      await a.hear();
      await a.say(query('COMMIT'));
      await b.say(query('COMMIT'));
    },
  },
  {
    area: 'locks and time-outs',
    says: 'transactions that cannot be put in an order',
    run: async (peers) => {
      const [a, b] = [await peers.client(), await peers.client()];
      await a.say(query('INSERT INTO t VALUES (1), (2)'));
      for (const client of [a, b]) {
        await client.say(query('BEGIN ISOLATION LEVEL SERIALIZABLE'));
        await client.say(query('SELECT count(*) FROM t'));
      }
      await a.say(query("UPDATE t SET v = 'a' WHERE id = 1"));
      await b.say(query("UPDATE t SET v = 'b' WHERE id = 2"));
      await a.say(query('COMMIT'));
      await b.say(query('COMMIT'));
      await a.say(query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM t'));
      await b.say(query("UPDATE t SET v = 'c' WHERE id = 1"));
      await a.say(query("UPDATE t SET v = 'd' WHERE id = 1"));
      await a.say(query('ROLLBACK'));
    },
  },
  {
    area: 'locks and time-outs',
    says: 'a transaction that is idle for too long, whose connection is ended',
    run: async (peers) => {
      const client = await peers.client({ idle_in_transaction_session_timeout: '100' });
      await client.say(query('BEGIN; INSERT INTO t VALUES (1)'), CLOSED);
      const other = await peers.client();
      await other.say(query('SELECT count(*) FROM t'));
    },
  },
  {
    area: 'cancelling',
    says: 'a request to cancel what waits for a lock; with a wrong key, or when nothing runs, nothing happens',
    run: async (peers) => {
      const [holder, waiter] = [await peers.client(), await peers.client()];
      await holder.say(query('BEGIN; INSERT INTO t VALUES (1)'));
      await waiter.say(query('BEGIN'));
      await waiter.block(query('INSERT INTO t VALUES (1)'));
      await waiter.cancel('a wrong one');
      await waiter.cancel();
      await waiter.hear();
      await waiter.say(query('ROLLBACK'));
      await waiter.cancel();
      await waiter.say(query('SELECT 1'));
      await holder.say(query('COMMIT'));
    },
  },
  {
    area: 'large rows',
    says: 'rows and parameters of megabytes, and thousands of rows',
    run: talk(
      query("SELECT repeat('x', 5000000), repeat('y', 3000000)"),
      prepared('SELECT length($1::text), md5($1::text)', ['z'.repeat(3_000_000)]),
      query("SELECT id, repeat('r', 20) FROM generate_series(1, 10000) AS id"),
      query(`SELECT ${Array.from({ length: 1_000 }, (_, index) => `${index} AS c${index}`).join()}`),
      query(`SELECT length('${'q'.repeat(3_000_000)}')`),
    ),
  },
  {
    area: 'large rows',
    says: 'a COPY of megabytes in both directions',
    run: async (peers) => {
      const client = await peers.client();
      const rows = Array.from({ length: 20_000 }, (_, id) => `${id}\t${'z'.repeat(100)}\n`).join('');
      await client.say(query('COPY t(id, v) FROM STDIN'), /G$/);
      await client.say(Buffer.concat([copyData(rows), copyDone]));
      await client.say(query('COPY (SELECT id, v FROM t ORDER BY id) TO STDOUT'));
    },
  },
];
