import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PostgresCluster } from '../../simulation/world/postgres/cluster.ts';
import { textArray, uuidArray } from './binary-array.ts';

let cluster: PostgresCluster;
let client: pg.Client;

beforeAll(async () => {
  cluster = await PostgresCluster.start({ tcp: true });
  client = new pg.Client({ connectionString: cluster.connectionString('postgres') });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await cluster.stop();
});

test('any texts arrive as they are, none too', async () => {
  // Postgres has no NUL in texts, and no half of a surrogate pair.
  const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
  await fc.assert(
    fc.asyncProperty(fc.array(text), async (texts) => {
      const { rows } = await client.query('SELECT $1::text[] AS texts, cardinality($1::text[]) AS count', [
        textArray(texts),
      ]);
      expect(rows).toEqual([{ texts, count: texts.length }]);
    }),
    { numRuns: 100, examples: [[[]], [['', '{"a":"b\\"c"}', 'NULL', 'ñ€🙂']]] },
  );
});

test('UUIDs arrive as they are, and nothing else is taken for one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uuid()), async (uuids) => {
      const { rows } = await client.query('SELECT $1::uuid[] AS uuids', [uuidArray(uuids)]);
      expect(rows).toEqual([{ uuids }]);
    }),
    { numRuns: 50, examples: [[[]]] },
  );
  expect(() => uuidArray(['00000000-0000-4000-8000-00000000000g'])).toThrow(/is not a UUID/);
  expect(() => uuidArray(['short'])).toThrow(/"short" is not a UUID/);
});
