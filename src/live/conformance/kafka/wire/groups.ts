/** Groups by hand: rounds, generations and sessions, seen request by request. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConformanceCase, eventually } from '../conformance-case.ts';
import {
  commitOffset,
  committedOffset,
  heartbeat,
  type Joined,
  type JoinWish,
  join,
  joinOnce,
  leave,
  sync,
} from './requests.ts';
import type { WireCluster } from './wire-cluster.ts';

/** The shortest that both brokers allow in this suite. */
const SESSION_MS = 1_000;

/** A group with one member that has its assignment. */
async function stable(wire: WireCluster, group: string, wish: JoinWish = {}) {
  const client = await wire.coordinator('group', group);
  const member = await joinedAlone(wire, group, wish);
  await sync(client, group, member, [member.memberId]);
  return { client, member };
}

/** A coordinator that is new to its work may ask to try again. */
function joinedAlone(wire: WireCluster, group: string, wish: JoinWish): Promise<Joined> {
  return eventually(
    async () => join(await wire.coordinator('group', group), group, wish),
    ({ error }) => error === 'NONE',
  );
}

export const groupCases: readonly ConformanceCase<WireCluster>[] = [
  {
    area: 'groups',
    claim: 'A new member is given an id first; with it, it joins, leads and is assigned what the leader says',
    right: ['MEMBER_ID_REQUIRED', true, ['NONE', 1, true], ['NONE', true]],
    see: async (wire, name) => {
      const client = await wire.coordinator('group', name);
      const first = await eventually(
        () => joinOnce(client, name),
        ({ error }) => error === 'MEMBER_ID_REQUIRED',
      );
      const member = await joinOnce(client, name, { memberId: first.memberId });
      const { error, assignment } = await sync(client, name, member, [member.memberId]);
      return [
        first.error,
        first.memberId !== '',
        [member.error, member.generation, member.leads],
        [error, assignment === member.memberId],
      ];
    },
  },
  {
    area: 'groups',
    claim: 'Ids and generations that were never given out are refused',
    right: [
      'UNKNOWN_MEMBER_ID',
      'ILLEGAL_GENERATION',
      'UNKNOWN_MEMBER_ID',
      'ILLEGAL_GENERATION',
      'UNKNOWN_MEMBER_ID',
      'NONE',
    ],
    see: async (wire, name) => {
      const { client, member } = await stable(wire, name);
      const made = { memberId: 'made-up', generation: 1 };
      const later = { ...member, generation: 2 };
      return [
        await heartbeat(client, name, made),
        await heartbeat(client, name, later),
        (await sync(client, name, made)).error,
        (await sync(client, name, later)).error,
        await leave(client, name, 'made-up'),
        await heartbeat(client, name, member),
      ];
    },
  },
  {
    area: 'groups',
    claim: 'A session that is too short, a group without a name and a member of another kind are refused',
    right: [
      'INVALID_SESSION_TIMEOUT',
      'INVALID_GROUP_ID',
      'INCONSISTENT_GROUP_PROTOCOL',
      'INCONSISTENT_GROUP_PROTOCOL',
    ],
    see: async (wire, name) => {
      const { client } = await stable(wire, name);
      const nobody = await wire.coordinator('group', name);
      const answers = [
        await joinOnce(client, name, { sessionMs: 1 }),
        await joinOnce(nobody, ''),
        await joinOnce(client, name, { protocolType: 'connect' }),
        await joinOnce(client, name, { protocol: 'made-up' }),
      ];
      return answers.map(({ error }) => error);
    },
  },
  {
    area: 'rebalances',
    claim: 'Heartbeats tell a member that another one joins; both are in the next generation when it has joined again',
    right: ['REBALANCE_IN_PROGRESS', ['NONE', 'NONE'], [2, 2], 1, 'ILLEGAL_GENERATION', 'NONE'],
    see: async (wire, name) => {
      const { client, member } = await stable(wire, name);
      const joining = join(await wire.coordinator('group', name), name);
      const told = await eventually(
        () => heartbeat(client, name, member),
        (error) => error !== 'NONE',
      );
      const both = await Promise.all([joinOnce(client, name, { memberId: member.memberId }), joining]);
      return [
        told,
        both.map(({ error }) => error),
        both.map(({ generation }) => generation),
        both.filter(({ leads }) => leads).length,
        await heartbeat(client, name, member),
        await heartbeat(client, name, both[0]),
      ];
    },
  },
  {
    area: 'rebalances',
    claim:
      'Who waits for its assignment gets it when the leader has said it, and is asked to join again when somebody leaves instead',
    right: ['NONE', true, 'REBALANCE_IN_PROGRESS'],
    see: async (wire, name) => {
      const { client, member } = await stable(wire, name);
      const other = await wire.coordinator('group', name);
      const joining = join(other, name);
      await eventually(
        () => heartbeat(client, name, member),
        (error) => error === 'REBALANCE_IN_PROGRESS',
      );
      const [again, second] = await Promise.all([joinOnce(client, name, { memberId: member.memberId }), joining]);
      const waiting = sync(other, name, second);
      await sync(client, name, again, [again.memberId, second.memberId]);
      const { error, assignment } = await waiting;
      await leave(client, name, again.memberId);
      return [error, assignment === second.memberId, await heartbeat(other, name, second)];
    },
  },
  {
    area: 'rebalances',
    claim: 'Nobody commits while the assignment is not known, and a member of the last generation never',
    right: ['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'NONE', 5],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const { client, member } = await stable(wire, name);
      const again = await joinOnce(client, name, { memberId: member.memberId });
      const early = await commitOffset(client, name, name, 3, again);
      await sync(client, name, again, [again.memberId]);
      return [
        early,
        await commitOffset(client, name, name, 4, member),
        await commitOffset(client, name, name, 5, again),
        await committedOffset(client, name, name),
      ];
    },
  },
  {
    area: 'rebalances',
    claim: 'The round goes on without a member that does not join again in time',
    right: [['NONE', 2, true], 'UNKNOWN_MEMBER_ID'],
    see: async (wire, name) => {
      const { client, member } = await stable(wire, name, { sessionMs: 6_000, rebalanceMs: 800 });
      const second = await join(await wire.coordinator('group', name), name, { rebalanceMs: 800 });
      return [[second.error, second.generation, second.leads], await heartbeat(client, name, member)];
    },
  },
  {
    area: 'expiry',
    claim: 'A member that is not heard of is removed, and may neither beat nor commit after that',
    right: ['UNKNOWN_MEMBER_ID', 'UNKNOWN_MEMBER_ID', -1],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const { client, member } = await stable(wire, name, { sessionMs: SESSION_MS });
      await sleep(SESSION_MS * 2.5);
      return [
        await commitOffset(client, name, name, 1, member),
        await heartbeat(client, name, member),
        await committedOffset(client, name, name),
      ];
    },
  },
  {
    area: 'expiry',
    claim: 'Heartbeats and commits keep a member in its group',
    right: [['NONE'], ['NONE'], 1],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const { client, member } = await stable(wire, name, { sessionMs: 2_000 });
      const beats = new Set<string>();
      const commits = new Set<string>();
      for (let round = 0; round < 6; round += 1) {
        await sleep(500);
        if (round % 2 === 0) beats.add(await heartbeat(client, name, member));
        else commits.add(await commitOffset(client, name, name, 1, member));
      }
      return [[...beats], [...commits], await committedOffset(client, name, name)];
    },
  },
  {
    area: 'expiry',
    claim: 'When the session of one member ends, the others are asked to join again',
    right: ['NONE', 'REBALANCE_IN_PROGRESS', ['NONE', 3, true]],
    see: async (wire, name) => {
      const { client, member } = await stable(wire, name);
      const silent = await wire.coordinator('group', name);
      const joining = join(silent, name, { sessionMs: SESSION_MS });
      await eventually(
        () => heartbeat(client, name, member),
        (error) => error === 'REBALANCE_IN_PROGRESS',
      );
      const [again, second] = await Promise.all([joinOnce(client, name, { memberId: member.memberId }), joining]);
      const both = [again.memberId, second.memberId];
      const [own] = await Promise.all([sync(client, name, again, both), sync(silent, name, second, both)]);
      const told = await eventually(
        () => heartbeat(client, name, again),
        (error) => error !== 'NONE',
      );
      const alone = await joinOnce(client, name, { memberId: again.memberId });
      return [own.error, told, [alone.error, alone.generation, alone.leads]];
    },
  },
  {
    area: 'offsets',
    claim: 'An administrator commits while a group has no members, and not after that',
    right: ['NONE', 7, 'UNKNOWN_MEMBER_ID'],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const client = await wire.coordinator('group', name);
      const committed = await eventually(
        () => commitOffset(client, name, name, 7),
        (error) => error === 'NONE',
      );
      const offset = await committedOffset(client, name, name);
      await stable(wire, name);
      return [committed, offset, await commitOffset(client, name, name, 8)];
    },
  },
  {
    area: 'offsets',
    claim: 'Offsets of a topic that is not there, too much metadata and a generation that never was are refused',
    right: ['UNKNOWN_TOPIC_OR_PARTITION', 'OFFSET_METADATA_TOO_LARGE', 'UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', -1],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const client = await wire.coordinator('group', name);
      const nobodys = await wire.coordinator('group', `${name}-nobodys`);
      const stranger = { memberId: 'made-up', generation: 3 };
      const administrator = { memberId: '', generation: -1 };
      return [
        await commitOffset(client, name, `${name}-nowhere`, 1),
        await commitOffset(client, name, name, 1, administrator, 'm'.repeat(4_097)),
        await commitOffset(client, name, name, 1, stranger),
        await commitOffset(nobodys, `${name}-nobodys`, name, 1, stranger),
        await committedOffset(client, name, name),
      ];
    },
  },
];
