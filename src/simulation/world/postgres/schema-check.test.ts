import { afterAll, beforeAll, expect, it } from 'vitest';
import { PostgresCluster } from './cluster.ts';
import { LockstepDatabase } from './database.ts';

let cluster: PostgresCluster;

beforeAll(async () => {
  cluster = await PostgresCluster.start();
});

afterAll(async () => {
  await cluster.stop();
});

it('names everything in a schema that makes runs unrepeatable, and nothing else', async () => {
  await cluster.createDatabase('bad');
  await cluster.execute(
    'bad',
    `CREATE SCHEMA w;
     CREATE TABLE w.events(id uuid DEFAULT gen_random_uuid(), at timestamptz DEFAULT CURRENT_TIMESTAMP, n serial, note text DEFAULT 'now()');
     CREATE TABLE w.checked(at timestamptz CHECK (at <= now()));
     CREATE VIEW w.recent AS SELECT * FROM w.events WHERE at > now() - interval '1 day';
     CREATE FUNCTION w.stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := clock_timestamp(); RETURN NEW; END $$;
     CREATE FUNCTION w.modern() RETURNS float8 LANGUAGE sql RETURN random();
     CREATE FUNCTION w.fine(a int) RETURNS int LANGUAGE sql AS 'SELECT a + 1';
     CREATE DOMAIN w.moment AS timestamptz DEFAULT now();
     ALTER DATABASE bad SET lock_timeout = '5s'`,
  );
  await expect(LockstepDatabase.attach(cluster, 'bad')).rejects.toMatchObject({
    name: 'RefusedSchemaError',
    objects: [
      { object: 'constraint checked_at_check of w.checked' },
      { object: 'default of type w.moment' },
      { object: 'default of w.events.at' },
      { object: 'default of w.events.id' },
      { object: 'function w.modern' },
      { object: 'function w.stamp' },
      { object: 'settings stored for a role or database' },
      { object: 'view w.recent' },
    ],
  });
});

it('sets a database back to how it was, sequences and tables of the run included', async () => {
  await cluster.createDatabase('resettable');
  await cluster.execute(
    'resettable',
    `CREATE TABLE a(id serial PRIMARY KEY, v int); CREATE TABLE kept(id int); INSERT INTO kept VALUES (1);
     CREATE SEQUENCE free START 100; CREATE TABLE p(at date) PARTITION BY RANGE (at);
     CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')`,
  );
  const database = await LockstepDatabase.attach(cluster, 'resettable');
  database.query(
    `INSERT INTO a(v) VALUES (1), (2); SELECT nextval('free'); INSERT INTO p VALUES ('2026-01-05');
     CREATE TABLE p2 PARTITION OF p FOR VALUES FROM ('2026-02-01') TO ('2026-03-01'); CREATE TABLE extra(id serial)`,
  );
  database.reset(['kept']);
  expect(database.query('INSERT INTO a(v) VALUES (1) RETURNING id')).toEqual([['1']]);
  expect(database.query("SELECT nextval('free'), (SELECT count(*) FROM p), (SELECT count(*) FROM kept)")).toEqual([
    ['100', '0', '1'],
  ]);
  expect(database.query("SELECT to_regclass('p1'), to_regclass('p2'), to_regclass('extra')")).toEqual([
    ['p1', null, null],
  ]);
  database.query('DROP TABLE p1');
  expect(() => database.reset()).toThrow(/public\.p1 was dropped in a run/);
  database.detach();
});

it('puts back what was there at first: rows, whatever they hold, and how far a sequence had come', async () => {
  await cluster.createDatabase('filled');
  await cluster.execute(
    'filled',
    `CREATE TYPE mood AS ENUM ('glad', 'sad');
     CREATE TABLE a(id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, gone int, note text, "Mood" mood, list int[], twice int GENERATED ALWAYS AS (length(note) * 2) STORED);
     ALTER TABLE a DROP COLUMN gone;
     CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not again'; END $$;
     INSERT INTO a(note, "Mood", list) VALUES ('it''s "a", \b', 'sad', '{1,2}'), (NULL, NULL, NULL);
     CREATE TRIGGER refused BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION refuse();
     CREATE SEQUENCE used; SELECT nextval('used')`,
  );
  const database = await LockstepDatabase.attach(cluster, 'filled');
  const seen = () => database.query('SELECT a.*, last_value, is_called FROM a, used ORDER BY id');
  const first = seen();
  expect(first).toHaveLength(2);
  for (let run = 1; run <= 2; run++) {
    database.query("DELETE FROM a WHERE id = 1; UPDATE a SET note = 'changed'; SELECT nextval('used')");
    expect(seen()).not.toEqual(first);
    database.reset();
    expect(seen()).toEqual(first);
  }
  database.detach();
});

it('sets sequences back that only a failed insert has moved, and empties tables that refer to one another', async () => {
  await cluster.createDatabase('referring');
  await cluster.execute(
    'referring',
    `CREATE TABLE a(id serial PRIMARY KEY, v int NOT NULL); CREATE TABLE b(id int PRIMARY KEY REFERENCES a);
     CREATE TABLE kept(id serial)`,
  );
  const database = await LockstepDatabase.attach(cluster, 'referring');
  expect(() => database.query('INSERT INTO a(v) VALUES (NULL)')).toThrow(/not-null/);
  database.query('INSERT INTO kept DEFAULT VALUES');
  database.reset(['kept']);
  expect(database.query('INSERT INTO a(v) VALUES (7) RETURNING id')).toEqual([['1']]);
  database.query('INSERT INTO b VALUES (1)');
  database.reset(['kept']);
  expect(database.query('SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b)')).toEqual([['0', '0']]);
  expect(database.query('INSERT INTO kept DEFAULT VALUES RETURNING id')).toEqual([['2']]);
  database.detach();
});

it('takes tables out of the write-ahead log, except those that refer to one another', async () => {
  await cluster.createDatabase('unlogged');
  await cluster.execute(
    'unlogged',
    `CREATE TABLE a(id int PRIMARY KEY); CREATE TABLE b(id int REFERENCES a); CREATE TABLE c(id serial);
     CREATE TABLE p(at date) PARTITION BY RANGE (at); CREATE TABLE p1 PARTITION OF p DEFAULT`,
  );
  await cluster.unlog('unlogged');
  expect(
    await cluster.execute(
      'unlogged',
      "SELECT relname, relpersistence FROM pg_class WHERE relname IN ('a', 'b', 'c', 'c_id_seq', 'p1') ORDER BY 1",
    ),
  ).toEqual([
    ['a', 'p'],
    ['b', 'p'],
    ['c', 'u'],
    ['c_id_seq', 'u'],
    ['p1', 'u'],
  ]);
});
