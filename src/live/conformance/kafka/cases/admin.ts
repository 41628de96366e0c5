/** What administrators do with topics and groups. */
import type { ConformanceClient } from '../client.ts';
import { type ConformanceCase, eventually } from '../conformance-case.ts';
import { records, values, withTopic } from './topic.ts';

export const adminCases: readonly ConformanceCase<ConformanceClient>[] = [
  {
    area: 'admin',
    claim: 'A new topic is empty, is listed, and cannot be created again; one without partitions is refused',
    right: ['INVALID_PARTITIONS', [{ partition: 0, earliest: 0, latest: 0 }], true, 'TOPIC_ALREADY_EXISTS'],
    see: async (client, name) => {
      const refused = await client.createTopic(`${name}-none`, 0);
      await withTopic(client, name);
      const listed = (await client.topics()).includes(name);
      return [refused, await client.ends(name), listed, await client.createTopic(name, 1)];
    },
  },
  {
    area: 'admin',
    claim: 'A name with a blank, more replicas than brokers and a setting that makes no sense are refused',
    right: ['INVALID_TOPIC_EXCEPTION', 'INVALID_REPLICATION_FACTOR', 'INVALID_CONFIG', 'INVALID_CONFIG'],
    see: async (client, name) => [
      await client.createTopic(`${name} blank`, 1),
      await client.createTopic(`${name}-a`, 1, { replicas: 9 }),
      await client.createTopic(`${name}-b`, 1, { config: { 'retention.ms': 'soon' } }),
      await client.createTopic(`${name}-c`, 1, { config: { 'made.up': '1' } }),
    ],
  },
  {
    area: 'admin',
    claim: 'A topic that is deleted is gone, and deleting one that is not there is an error',
    right: ['ok', false, 'UNKNOWN_TOPIC_OR_PARTITION'],
    see: async (client, name) => {
      await withTopic(client, name);
      const deleted = await client.deleteTopic(name);
      const listed = await eventually(
        async () => (await client.topics()).includes(name),
        (still) => !still,
      );
      return [deleted, listed, await client.deleteTopic(`${name}-nowhere`)];
    },
  },
  {
    area: 'admin',
    claim: 'Partitions can be added and are empty; fewer are refused, and so is a topic that is not there',
    right: ['ok', [1, 0, 0], 'INVALID_PARTITIONS', 'UNKNOWN_TOPIC_OR_PARTITION'],
    see: async (client, name) => {
      await withTopic(client, name);
      await client.produce(name, 0, records('a'));
      const grown = await client.createPartitions(name, 3);
      const ends = await eventually(
        () => client.ends(name).catch(() => []),
        ({ length }) => length === 3,
      );
      return [
        grown,
        ends.map(({ latest }) => latest),
        await client.createPartitions(name, 2),
        await client.createPartitions(`${name}-nowhere`, 2),
      ];
    },
  },
  {
    area: 'admin',
    claim: 'Records that are deleted are not shown any more, and the others keep their offsets',
    right: ['ok', [{ partition: 0, earliest: 2, latest: 3 }], [{ offset: 2, value: 'c' }]],
    see: async (client, name) => {
      await withTopic(client, name);
      await client.produce(name, 0, records('a', 'b', 'c'));
      const deleted = await client.deleteRecords(name, 2);
      const left = await client.read(name, 0, 2, 1, true);
      return [deleted, await client.ends(name), left.map(({ offset, value }) => ({ offset, value }))];
    },
  },
  {
    area: 'admin',
    claim: 'No more records can be deleted than there are',
    right: ['OFFSET_OUT_OF_RANGE', ['a']],
    see: async (client, name) => {
      await withTopic(client, name);
      await client.produce(name, 0, records('a'));
      return [await client.deleteRecords(name, 2), await values(client, name, 1)];
    },
  },
  {
    area: 'admin',
    claim: 'The settings of a topic can be read again, and those of a topic that is not there are an error',
    right: ['123456789', 'delete', 'UNKNOWN_TOPIC_OR_PARTITION'],
    see: async (client, name) => {
      await client.createTopic(name, 1, { config: { 'retention.ms': '123456789' } });
      return [
        await eventually(
          () => client.topicConfig(name, 'retention.ms'),
          (value) => value === '123456789',
        ),
        await client.topicConfig(name, 'cleanup.policy'),
        await client.topicConfig(`${name}-nowhere`, 'retention.ms'),
      ];
    },
  },
  {
    area: 'admin',
    claim:
      'A group is described and listed, cannot be deleted with members, and is forgotten with its offsets without them',
    right: [
      { state: 'Stable', members: 1 },
      true,
      'NON_EMPTY_GROUP',
      { state: 'Empty', members: 0 },
      'ok',
      -1,
      'GROUP_ID_NOT_FOUND',
    ],
    see: async (client, name) => {
      await withTopic(client, name);
      await client.produce(name, 0, records('a'));
      await client.join(name, name, `${name}-1`);
      await eventually(
        () => client.committedOffset(name, name, 0),
        (offset) => offset === 1,
      );
      const full = await client.describeGroup(name);
      const listed = (await client.groups()).includes(name);
      const refused = await client.deleteGroup(name);
      await client.leave(`${name}-1`);
      const empty = await client.describeGroup(name);
      const deleted = await client.deleteGroup(name);
      return [
        full,
        listed,
        refused,
        empty,
        deleted,
        await client.committedOffset(name, name, 0),
        await client.deleteGroup(name),
      ];
    },
  },
  {
    area: 'several brokers',
    claim: 'A topic has as many replicas as were asked for',
    right: [1, 2, 3],
    brokers: 3,
    see: async (client, name) => {
      const counts: number[] = [];
      for (const replicas of [1, 2, 3]) {
        const topic = `${name}-${replicas}`;
        await client.createTopic(topic, 1, { replicas });
        counts.push(
          await eventually(
            () => client.replicas(topic).catch(() => 0),
            (count) => count > 0,
          ),
        );
      }
      return counts;
    },
  },
];
