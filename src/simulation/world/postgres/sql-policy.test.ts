import { expect, it } from 'vitest';
import { analyse } from './sql-policy.ts';

it.each([
  'SELECT now()',
  'select NOW ( )',
  'SELECT pg_catalog.now()',
  'SELECT "now"()',
  'SELECT now /* here */ ()',
  'INSERT INTO a VALUES (CURRENT_TIMESTAMP)',
  'SELECT current_date',
  'SELECT localtime(0)',
  'SELECT clock_timestamp()',
  'SELECT gen_random_uuid()',
  'SELECT uuidv7()',
  'SELECT * FROM a ORDER BY random()',
  'SELECT txid_current()',
  'SELECT pg_current_xact_id()',
  'SELECT xmin FROM a',
  'SELECT a.xmax FROM a',
  'SELECT pg_sleep(1)',
  'LISTEN jobs',
  'SELECT 1; NOTIFY jobs',
  "SELECT pg_notify('a', 'b')",
  'SET lock_timeout = 5',
  "SET LOCAL statement_timeout TO '1s'",
  'SET "lock_timeout" = 5',
  "SELECT set_config('lock_timeout', '5', true)",
  'SELECT set_config($1, $2, true)',
  "SELECT 'now'::timestamptz",
  "SELECT timestamp 'today'",
  "SELECT CAST('now' AS timestamp)",
  "SELECT age(timestamp '2020-01-01')",
  'SELECT * FROM a TABLESAMPLE BERNOULLI (10)',
  'SELECT count(*) FROM pg_stat_activity',
  'DO $$ BEGIN PERFORM random(); END $$',
  'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $body$ SELECT now() $body$',
  'CREATE TABLE a(at timestamptz DEFAULT now())',
  "SELECT E'it\\'s' || now()",
  "SELECT 'x' /* nested /* comment */ still */, now()",
])('refuses %s', (sql) => {
  expect(analyse(sql).refusal).toBeDefined();
});

it.each([
  "SELECT 'now()'",
  "SELECT 'it''s now() here'",
  "SELECT E'\\' now() '",
  'SELECT 1 -- now()',
  'SELECT 1 /* now() /* random() */ */',
  'SELECT "now" FROM a',
  'SELECT now FROM a',
  'INSERT INTO "random" (id) VALUES (1)',
  'INSERT INTO random (id) VALUES (1)',
  'SELECT $$ now() $$',
  'SELECT $tag$ $$ now() $tag$',
  "SELECT U&'now()'",
  'SELECT a.current_date_of FROM a',
  "SELECT 'now'",
  "UPDATE a SET note = 'today'",
  'SELECT age($1::timestamptz, $2::timestamptz)',
  'SELECT * FROM a TABLESAMPLE BERNOULLI (10) REPEATABLE (1)',
  "SELECT nextval('s')",
  "SET work_mem = '8MB'",
  "SELECT set_config('app.tenant', $1, true)",
  'INSERT INTO a VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET v = excluded.v',
  '',
  "SELECT 'unterminated",
])('lets pass %s', (sql) => {
  expect(analyse(sql).refusal).toBeUndefined();
});

it.each([
  ['SELECT id FROM a FOR UPDATE', 'select', false, false],
  ['select 1 for no key update', 'select', false, false],
  ['INSERT INTO a VALUES (1)', 'insert', true, false],
  ['WITH x AS (DELETE FROM a RETURNING id) SELECT * FROM x', 'with', true, false],
  ['BEGIN; UPDATE a SET v = 1; COMMIT', 'begin', true, true],
  ['END', 'end', false, true],
  ['CREATE TABLE b(id int)', 'create', true, false],
  ['/* c */ commit', 'commit', false, true],
] as const)('knows what %s does', (sql, command, writes, commits) => {
  expect(analyse(sql)).toMatchObject({ command, writes, commits });
});
