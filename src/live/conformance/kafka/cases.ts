/**
 * What Kafka does, as questions with the one right answer. Each case is asked by every client of every broker, on topics and in groups of
 * its own, so that it can be asked of a cluster that others use as well.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConformanceClient } from './client.ts';

export interface ConformanceCase {
  /** What is compared, as in the table of docs/fidelity.md. */
  readonly area: 'topics' | 'produce and fetch' | 'offsets' | 'groups' | 'transactions';
  /** One sentence that says what is right. */
  readonly claim: string;
  /** What has to be seen. */
  readonly right: unknown;
  /** @param name for topics, groups and transactional ids; unique to this run of the case */
  readonly see: (client: ConformanceClient, name: string) => Promise<unknown>;
}

const SETTLE_LIMIT_MS = 15_000;
const LOOK_EVERY_MS = 100;

/** Asks until the answer is as wanted; gives the last answer, right or wrong. */
async function eventually<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  const giveUpAt = performance.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const answer = await ask();
    if (wanted(answer) || performance.now() > giveUpAt) return answer;
    await sleep(LOOK_EVERY_MS);
  }
}

async function withTopic(client: ConformanceClient, topic: string, partitions = 1): Promise<void> {
  const created = await client.createTopic(topic, partitions);
  if (created !== 'ok') throw new Error(`The topic ${topic} was not created: ${created}`);
  // A broker learns of a topic a moment after the controller has made it.
  await eventually(
    () => client.ends(topic).catch(() => []),
    (ends) => ends.length === partitions,
  );
}

export const conformanceCases: readonly ConformanceCase[] = [
  {
    area: 'topics',
    claim: 'A new topic is empty, and one without partitions is refused',
    right: ['INVALID_PARTITIONS', [{ partition: 0, earliest: 0, latest: 0 }]],
    see: async (client, name) => {
      const refused = await client.createTopic(`${name}-none`, 0);
      await withTopic(client, name);
      return [refused, await client.ends(name)];
    },
  },
  {
    area: 'topics',
    claim: 'Deleting a topic that is not there is an error',
    right: 'UNKNOWN_TOPIC_OR_PARTITION',
    see: (client, name) => client.deleteTopic(name),
  },
  {
    area: 'topics',
    claim: 'A name with a blank is refused',
    right: 'INVALID_TOPIC_EXCEPTION',
    see: (client, name) => client.createTopic(`${name} blank`, 1),
  },
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
      const first = await client.produce(name, 0, ['a', 'b']);
      const second = await client.produce(name, 0, ['c']);
      const other = await client.produce(name, 1, ['x']);
      return [first, second, other, await client.ends(name)];
    },
  },
  {
    area: 'produce and fetch',
    claim: 'A reader is shown every record once, in its order, from the offset that it asked for',
    right: [
      { offset: 1, value: 'b' },
      { offset: 2, value: 'c' },
      { offset: 3, value: 'd' },
    ],
    see: async (client, name) => {
      await withTopic(client, name);
      await client.produce(name, 0, ['a', 'b', 'c']);
      await client.produce(name, 0, ['d']);
      return await client.read(name, 0, 1, 3, true);
    },
  },
  {
    area: 'offsets',
    claim: 'A group has no offset before it has committed one, and then the one that was committed last',
    right: [-1, 'ok', 'ok', 1, -1],
    see: async (client, name) => {
      await withTopic(client, name, 2);
      await client.produce(name, 0, ['a', 'b']);
      return [
        await client.committedOffset(name, name, 0),
        await client.commitOffset(name, name, 0, 2),
        await client.commitOffset(name, name, 0, 1),
        await client.committedOffset(name, name, 0),
        await client.committedOffset(name, name, 1),
      ];
    },
  },
  {
    area: 'groups',
    claim: 'Two members share the partitions; when one leaves, the other has them all',
    right: [
      [0, 1, 2, 3],
      [2, 2, 4],
      [0, 1, 2, 3],
    ],
    see: async (client, name) => {
      await withTopic(client, name, 4);
      await client.join(name, name, `${name}-a`);
      const alone = await client.assignment(`${name}-a`);
      await client.join(name, name, `${name}-b`);
      const both = (): Promise<(readonly number[])[]> =>
        Promise.all(['a', 'b'].map((member) => client.assignment(`${name}-${member}`)));
      const shared = await eventually(both, (lists) => lists.every(({ length }) => length === 2));
      await client.leave(`${name}-b`);
      const again = await eventually(
        () => client.assignment(`${name}-a`),
        (list) => list.length === 4,
      );
      await client.leave(`${name}-a`);
      return [alone, [...shared.map(({ length }) => length), new Set(shared.flat()).size], again];
    },
  },
  {
    area: 'groups',
    claim: 'Who comes after a member that has left goes on where it stopped',
    right: [['a', 'b'], ['c']],
    see: async (client, name) => {
      await withTopic(client, name);
      await client.produce(name, 0, ['a', 'b']);
      await client.join(name, name, `${name}-1`);
      const first = await eventually(
        () => client.received(`${name}-1`),
        ({ length }) => length >= 2,
      );
      await eventually(
        () => client.committedOffset(name, name, 0),
        (offset) => offset === 2,
      );
      await client.leave(`${name}-1`);
      await client.produce(name, 0, ['c']);
      await client.join(name, name, `${name}-2`);
      const second = await eventually(
        () => client.received(`${name}-2`),
        ({ length }) => length >= 1,
      );
      await client.leave(`${name}-2`);
      return [first, second];
    },
  },
  {
    area: 'transactions',
    claim: 'Who reads committed records is not shown what was aborted; who reads all is',
    right: [
      ['ok', 'ok'],
      ['before', 'kept'],
      ['before', 'dropped', 'kept'],
    ],
    see: async (client, name) => {
      await withTopic(client, name);
      await client.produce(name, 0, ['before']);
      const ends = [
        await client.transact(`${name}-1`, name, ['dropped'], 'abort'),
        await client.transact(`${name}-2`, name, ['kept'], 'commit'),
      ];
      const committed = await client.read(name, 0, 0, 2, true);
      const all = await client.read(name, 0, 0, 3, false);
      return [ends, committed.map(({ value }) => value), all.map(({ value }) => value)];
    },
  },
  {
    area: 'transactions',
    claim: 'The mark at the end of a transaction takes an offset',
    right: [{ partition: 0, earliest: 0, latest: 3 }],
    see: async (client, name) => {
      await withTopic(client, name);
      await client.transact(name, name, ['a', 'b'], 'commit');
      // The coordinator answers before the mark is in the log.
      return await eventually(
        () => client.ends(name),
        ([end]) => (end?.latest ?? 0) >= 3,
      );
    },
  },
  {
    area: 'transactions',
    claim: 'An open transaction holds back what comes after it, until it ends',
    right: [[], ['open', 'after']],
    see: async (client, name) => {
      await withTopic(client, name);
      await client.transact(name, name, ['open'], 'leave-open');
      await client.produce(name, 0, ['after']);
      const held = await client.read(name, 0, 0, 0, true);
      await client.finish(name);
      const released = await client.read(name, 0, 0, 2, true);
      return [held.map(({ value }) => value), released.map(({ value }) => value)];
    },
  },
  {
    area: 'transactions',
    claim: 'A second producer with the same transactional id shuts the first one out, and its records stay unseen',
    right: ['ok', 'ok', 'refused', ['second']],
    see: async (client, name) => {
      await withTopic(client, name);
      const first = await client.transact(name, name, ['first'], 'leave-open');
      const second = await fencedBy(client, name, name);
      return [first, ...second, (await client.read(name, 0, 0, 1, true)).map(({ value }) => value)];
    },
  },
];

/** The name of the refusal depends on the version of the protocol that a client speaks. */
async function fencedBy(client: ConformanceClient, id: string, topic: string): Promise<readonly string[]> {
  const second = await client.transact(id, topic, ['second'], 'commit');
  const zombie = await client.finish(id);
  return [second, /FENCED|INVALID_PRODUCER_EPOCH|INVALID_TXN_STATE/.test(zombie) ? 'refused' : zombie];
}
