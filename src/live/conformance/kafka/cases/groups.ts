/** Consumers that share the work, come, go and die. */
import type { ConformanceClient } from '../client.ts';
import { type ConformanceCase, eventually } from '../conformance-case.ts';
import { records, withTopic } from './topic.ts';

const MANY = 6;

export const groupCases: readonly ConformanceCase<ConformanceClient>[] = [
  {
    area: 'offsets',
    claim: 'A group has no offset before it has committed one, and then the one that was committed last',
    right: [-1, 'ok', 'ok', 1, -1],
    see: async (client, name) => {
      await withTopic(client, name, 2);
      await client.produce(name, 0, records('a', 'b'));
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
    area: 'offsets',
    claim: 'Groups read a topic without knowing of each other',
    right: [
      ['a', 'b'],
      ['a', 'b'],
      [2, 2],
    ],
    see: async (client, name) => {
      await withTopic(client, name);
      await client.produce(name, 0, records('a', 'b'));
      const read = async (group: string) => {
        await client.join(group, name, `${group}-member`);
        const seen = await eventually(
          () => client.received(`${group}-member`),
          ({ length }) => length >= 2,
        );
        const offset = await eventually(
          () => client.committedOffset(group, name, 0),
          (committed) => committed === 2,
        );
        await client.leave(`${group}-member`);
        return { seen, offset };
      };
      const [one, two] = await Promise.all([read(`${name}-1`), read(`${name}-2`)]);
      return [one.seen, two.seen, [one.offset, two.offset]];
    },
  },
  {
    area: 'groups',
    claim: 'Who comes after a member that has left goes on where it stopped',
    right: [['a', 'b'], ['c']],
    see: async (client, name) => {
      await withTopic(client, name);
      await client.produce(name, 0, records('a', 'b'));
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
      await client.produce(name, 0, records('c'));
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
    area: 'rebalances',
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
    area: 'expiry',
    claim: 'A member that is gone without a word has its partitions given to the other, who reads what it has left',
    right: [
      [1, 1],
      [0, 1],
      ['x', 'y'],
    ],
    see: async (client, name) => {
      await withTopic(client, name, 2);
      await client.join(name, name, `${name}-a`);
      await client.join(name, name, `${name}-b`);
      const counts = () =>
        Promise.all(['a', 'b'].map(async (member) => (await client.assignment(`${name}-${member}`)).length));
      const shared = await eventually(counts, (each) => each.every((count) => count === 1));
      await client.vanish(`${name}-b`);
      await client.produce(name, 0, records('x'));
      await client.produce(name, 1, records('y'));
      const all = await eventually(
        () => client.assignment(`${name}-a`),
        ({ length }) => length === 2,
      );
      const seen = await eventually(
        () => client.received(`${name}-a`),
        ({ length }) => length >= 2,
      );
      await client.leave(`${name}-a`);
      return [shared, all, seen.toSorted()];
    },
  },
  {
    area: 'many clients',
    claim: `${MANY} members share ${MANY * 2} partitions evenly, and each record is read by one of them`,
    right: [Array.from({ length: MANY }, () => 2), MANY * 2, MANY * 2],
    see: async (client, name) => {
      await withTopic(client, name, MANY * 2);
      const members = Array.from({ length: MANY }, (_, index) => `${name}-${index}`);
      await Promise.all(members.map((member) => client.join(name, name, member)));
      const shares = await eventually(
        () => Promise.all(members.map((member) => client.assignment(member))),
        (lists) => lists.every(({ length }) => length === 2) && new Set(lists.flat()).size === MANY * 2,
      );
      for (let partition = 0; partition < MANY * 2; partition += 1) {
        await client.produce(name, partition, records(`${partition}`));
      }
      const read = async () => (await Promise.all(members.map((member) => client.received(member)))).flat();
      const seen = await eventually(read, ({ length }) => length >= MANY * 2);
      await Promise.all(members.map((member) => client.leave(member)));
      return [shares.map(({ length }) => length), new Set(seen).size, seen.length];
    },
  },
];
