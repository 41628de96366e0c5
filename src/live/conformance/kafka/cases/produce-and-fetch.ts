/** What writers write and readers are shown. */
import type { ConformanceClient } from '../client.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { records, values, withTopic } from './topic.ts';

export const produceAndFetchCases: readonly ConformanceCase<ConformanceClient>[] = [
  {
    area: 'produce and fetch',
    claim: 'Offsets count the records of a partition from 0, and each partition by itself',
    right: [
      0,
      2,
      0,
      [
        { partition: 0, earliest: 0, latest: 3 },
        { partition: 1, earliest: 0, latest: 1 },
      ],
    ],
    see: async (client, name) => {
      await withTopic(client, name, 2);
      const first = await client.produce(name, 0, records('a', 'b'));
      const second = await client.produce(name, 0, records('c'));
      const other = await client.produce(name, 1, records('x'));
      return [first, second, other, await client.ends(name)];
    },
  },
  {
    area: 'produce and fetch',
    claim: 'A reader is shown every record once, in its order, from the offset that it asked for',
    right: [
      [1, 'b'],
      [2, 'c'],
      [3, 'd'],
    ],
    see: async (client, name) => {
      await withTopic(client, name);
      await client.produce(name, 0, records('a', 'b', 'c'));
      await client.produce(name, 0, records('d'));
      const seen = await client.read(name, 0, 1, 3, true);
      return seen.map(({ offset, value }) => [offset, value]);
    },
  },
  {
    area: 'produce and fetch',
    claim: 'Keys, headers, empty values and missing ones come back as they were',
    right: [
      { offset: 0, value: 'v', key: 'k', headers: { h: '1', ü: 'ß' } },
      { offset: 1, value: '', key: null, headers: {} },
      { offset: 2, value: null, key: 'tombstone', headers: {} },
    ],
    see: async (client, name) => {
      await withTopic(client, name);
      await client.produce(name, 0, [
        { value: 'v', key: 'k', headers: { h: '1', ü: 'ß' } },
        { value: '' },
        { value: null, key: 'tombstone' },
      ]);
      return await client.read(name, 0, 0, 3, true);
    },
  },
  {
    area: 'produce and fetch',
    claim: 'Compressed batches are stored and read like others',
    right: [0, ['a'.repeat(5_000), 'b'.repeat(5_000)], 2],
    see: async (client, name) => {
      await withTopic(client, name);
      const batch = records('a'.repeat(5_000), 'b'.repeat(5_000));
      const first = await client.produce(name, 0, batch, 'gzip');
      return [first, await values(client, name, 2), (await client.ends(name))[0]?.latest];
    },
  },
  {
    area: 'produce and fetch',
    claim: 'Records of half a megabyte and thousands of small ones arrive whole',
    right: [500_000, 2_000, true],
    see: async (client, name) => {
      await withTopic(client, name, 2);
      await client.produce(name, 0, records('x'.repeat(500_000)));
      const small = Array.from({ length: 2_000 }, (_, index) => `${index}`);
      await client.produce(name, 1, records(...small));
      const [large] = await values(client, name, 1);
      const read = await values(client, name, small.length, { partition: 1 });
      return [large?.length, read.length, read.every((value, index) => value === `${index}`)];
    },
  },
  {
    area: 'produce and fetch',
    claim: 'Nothing can be written where there is no topic',
    right: 'refused',
    see: async (client, name) => {
      // Clients find that out in different ways: from metadata, or by giving up.
      const answer = await client.produce(`${name}-nowhere`, 0, records('a'));
      return typeof answer === 'string' ? 'refused' : answer;
    },
  },
  {
    area: 'idempotence',
    claim: 'A producer that sends many batches one after the other has each of them stored once',
    right: [true, 40],
    see: async (client, name) => {
      await withTopic(client, name);
      const offsets: (number | string)[] = [];
      for (let index = 0; index < 40; index += 1) offsets.push(await client.produce(name, 0, records(`${index}`)));
      const [end] = await client.ends(name);
      return [offsets.every((offset, index) => offset === index), end?.latest];
    },
  },
];
