/** What is written and read in transactions. */
import type { ConformanceClient } from '../client.ts';
import { type ConformanceCase, eventually } from '../conformance-case.ts';
import { records, values, withTopic } from './topic.ts';

export const transactionCases: readonly ConformanceCase<ConformanceClient>[] = [
  {
    area: 'isolation levels',
    claim: 'Who reads committed records is not shown what was aborted; who reads all is',
    right: [
      ['ok', 'ok'],
      ['before', 'kept'],
      ['before', 'dropped', 'kept'],
    ],
    see: async (client, name) => {
      await withTopic(client, name);
      await client.produce(name, 0, records('before'));
      const ends = [
        await client.transact(`${name}-1`, name, [[0, 'dropped']], 'abort'),
        await client.transact(`${name}-2`, name, [[0, 'kept']], 'commit'),
      ];
      const all = await values(client, name, 3, { committed: false });
      return [ends, await values(client, name, 2), all];
    },
  },
  {
    area: 'isolation levels',
    claim: 'An open transaction holds back what comes after it, until it ends',
    right: [[], ['open', 'after']],
    see: async (client, name) => {
      await withTopic(client, name);
      await client.transact(name, name, [[0, 'open']], 'leave-open');
      await client.produce(name, 0, records('after'));
      const held = await values(client, name, 0);
      await client.finish(name);
      return [held, await values(client, name, 2)];
    },
  },
  {
    area: 'isolation levels',
    claim: 'Of transactions that are open side by side, the aborted one is left out wherever its records lie',
    right: ['a1', 'a2'],
    see: async (client, name) => {
      await withTopic(client, name);
      await client.transact(
        `${name}-a`,
        name,
        [
          [0, 'a1'],
          [0, 'a2'],
        ],
        'leave-open',
      );
      await client.transact(`${name}-b`, name, [[0, 'b']], 'abort');
      await client.finish(`${name}-a`);
      return await values(client, name, 2);
    },
  },
  {
    area: 'transactions and fencing',
    claim: 'A transaction over several partitions is committed in all of them, or in none',
    right: [
      'ok',
      'ok',
      [
        [0, ['kept-0']],
        [1, ['kept-1']],
        [2, []],
      ],
    ],
    see: async (client, name) => {
      await withTopic(client, name, 3);
      const dropped = await client.transact(
        `${name}-1`,
        name,
        [
          [0, 'no'],
          [1, 'no'],
          [2, 'no'],
        ],
        'abort',
      );
      const kept = await client.transact(
        `${name}-2`,
        name,
        [
          [0, 'kept-0'],
          [1, 'kept-1'],
        ],
        'commit',
      );
      const seen = await Promise.all(
        [0, 1, 2].map(async (partition) => [
          partition,
          await values(client, name, partition < 2 ? 1 : 0, { partition }),
        ]),
      );
      return [dropped, kept, seen];
    },
  },
  {
    area: 'transactions and fencing',
    claim: 'The mark at the end of a transaction takes an offset',
    right: [{ partition: 0, earliest: 0, latest: 3 }],
    see: async (client, name) => {
      await withTopic(client, name);
      await client.transact(
        name,
        name,
        [
          [0, 'a'],
          [0, 'b'],
        ],
        'commit',
      );
      // The coordinator answers before the mark is in the log.
      return await eventually(
        () => client.ends(name),
        ([end]) => (end?.latest ?? 0) >= 3,
      );
    },
  },
  {
    area: 'transactions and fencing',
    claim: 'Offsets of a group that are committed in a transaction count when it is committed, and only then',
    right: ['ok', -1, 'ok', 2],
    see: async (client, name) => {
      await withTopic(client, name);
      const aborted = await client.transactOffset(`${name}-1`, name, name, 1, 'abort');
      const before = await client.committedOffset(name, name, 0);
      const committed = await client.transactOffset(`${name}-2`, name, name, 2, 'commit');
      const after = await eventually(
        // A reader is told to try again while the end of the transaction is under way.
        () => client.committedOffset(name, name, 0).catch(() => -1),
        (offset) => offset === 2,
      );
      return [aborted, before, committed, after];
    },
  },
  {
    area: 'transactions and fencing',
    claim: 'A second producer with the same transactional id shuts the first one out, and its records stay unseen',
    right: ['ok', 'ok', 'refused', ['second']],
    see: async (client, name) => {
      await withTopic(client, name);
      const first = await client.transact(name, name, [[0, 'first']], 'leave-open');
      const second = await client.transact(name, name, [[0, 'second']], 'commit');
      const zombie = await client.finish(name);
      // The name of the refusal depends on the version of the protocol that a client speaks.
      const refused = /FENCED|INVALID_PRODUCER_EPOCH|INVALID_TXN_STATE/.test(zombie) ? 'refused' : zombie;
      return [first, second, refused, await values(client, name, 1)];
    },
  },
];
