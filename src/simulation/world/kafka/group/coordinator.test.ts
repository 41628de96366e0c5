import { beforeEach, describe, expect, test } from 'vitest';
import { ManualScheduler, seededRandom } from '../testing/virtual-time.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import { GroupCoordinator } from './coordinator.ts';
import type { JoinAnswer, JoinRequest, Rebalance, SyncAnswer } from './types.ts';

const SESSION_MS = 10_000;
const REBALANCE_MS = 60_000;

let scheduler: ManualScheduler;
let coordinator: GroupCoordinator;
let rebalances: Rebalance[];

beforeEach(() => {
  scheduler = new ManualScheduler();
  rebalances = [];
  coordinator = new GroupCoordinator({
    scheduler,
    random: seededRandom('members'),
    times: { initialRebalanceDelayMs: 300, minSessionTimeoutMs: 6_000, maxSessionTimeoutMs: 1_800_000 },
    onRebalance: (rebalance) => rebalances.push(rebalance),
  });
});

function join(memberId: string, more: Partial<JoinRequest> = {}): JoinAnswer[] {
  const answers: JoinAnswer[] = [];
  const request: JoinRequest = {
    memberId,
    clientId: 'client',
    process: 'worker-1',
    sessionTimeoutMs: SESSION_MS,
    rebalanceTimeoutMs: REBALANCE_MS,
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: Buffer.from('topics') }],
    requiresKnownMemberId: true,
    ...more,
  };
  coordinator.join('g', request, (answer) => answers.push(answer));
  return answers;
}

function newMemberId(): string {
  const [answer] = join('');
  expect(answer?.error).toBe(ErrorCode.MEMBER_ID_REQUIRED);
  return answer?.memberId ?? '';
}

function sync(memberId: string, generation: number, assignments: Record<string, string> = {}): SyncAnswer[] {
  const answers: SyncAnswer[] = [];
  const decoded = new Map(Object.entries(assignments).map(([id, text]) => [id, Buffer.from(text)]));
  coordinator.sync('g', { memberId, generation, assignments: decoded }, (answer) => answers.push(answer));
  return answers;
}

const state = () => coordinator.get('g')?.state;

/** Two members in a stable group of generation 1; the first leads. */
function stableGroup(): [string, string] {
  const [first, second] = [newMemberId(), newMemberId()];
  join(first);
  join(second);
  scheduler.advance(600);
  sync(second, 1);
  sync(first, 1, { [first]: 'p0', [second]: 'p1' });
  expect(state()).toBe('Stable');
  return [first, second];
}

/** Lets time pass while these members send heartbeats. */
function beat(memberIds: readonly string[], ms: number): void {
  for (let passed = 0; passed < ms; passed += 1_000) {
    scheduler.advance(1_000);
    for (const id of memberIds) coordinator.heartbeat('g', id, coordinator.get('g')?.generation ?? -1);
  }
}

describe('the first generation', () => {
  test('waits for members that come soon after the first, and gives the leader their list', () => {
    const [first, second] = [newMemberId(), newMemberId()];
    const answers = join(first);
    scheduler.advance(200);
    const others = join(second);
    scheduler.advance(100);
    expect([answers, others]).toEqual([[], []]);
    scheduler.advance(300);
    expect(answers).toMatchObject([{ error: 0, generation: 1, protocol: 'range', leader: first, memberId: first }]);
    expect(answers[0]?.members.map(({ memberId }) => memberId)).toEqual([first, second]);
    expect(others).toMatchObject([{ error: 0, generation: 1, leader: first, memberId: second, members: [] }]);
  });

  test('gives members what the leader assigned, whoever asks first', () => {
    const [first, second] = [newMemberId(), newMemberId()];
    join(first);
    join(second);
    scheduler.advance(600);
    const early = sync(second, 1);
    expect(early).toEqual([]);
    expect(sync(first, 1, { [first]: 'p0', [second]: 'p1' })).toEqual([{ error: 0, assignment: Buffer.from('p0') }]);
    expect(early).toEqual([{ error: 0, assignment: Buffer.from('p1') }]);
    expect(rebalances.map((rebalance) => rebalance.state)).toEqual([
      'PreparingRebalance',
      'CompletingRebalance',
      'Stable',
    ]);
  });

  test('member ids are the same in each run of a seed, and differ within one', () => {
    const ids = [newMemberId(), newMemberId()];
    expect(new Set(ids).size).toBe(2);
    const again = new GroupCoordinator({
      scheduler,
      random: seededRandom('members'),
      times: { initialRebalanceDelayMs: 300, minSessionTimeoutMs: 6_000, maxSessionTimeoutMs: 1_800_000 },
      onRebalance: () => undefined,
    });
    coordinator = again;
    expect([newMemberId(), newMemberId()]).toEqual(ids);
  });

  test('a client of before version 4 joins without being told its id first', () => {
    const answers = join('', { requiresKnownMemberId: false });
    scheduler.advance(300);
    expect(answers).toMatchObject([{ error: 0, generation: 1 }]);
  });
});

describe('a rebalance', () => {
  test('is told by heartbeats, and complete when all have joined again', () => {
    const [first, second] = stableGroup();
    const third = newMemberId();
    const joining = join(third);
    expect(coordinator.heartbeat('g', first, 1)).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
    expect(sync(first, 1)).toMatchObject([{ error: ErrorCode.REBALANCE_IN_PROGRESS }]);
    join(first);
    expect(joining).toEqual([]);
    join(second);
    expect(joining).toMatchObject([{ error: 0, generation: 2 }]);
    expect(coordinator.heartbeat('g', first, 1)).toBe(ErrorCode.ILLEGAL_GENERATION);
    expect(coordinator.heartbeat('g', first, 2)).toBe(ErrorCode.NONE);
  });

  test('goes on without members that do not join again within the rebalance timeout', () => {
    const [first, second] = stableGroup();
    const third = newMemberId();
    const joining = join(third);
    join(first);
    // It keeps its session alive and yet never joins: a handler that does not come to an end.
    beat([second], REBALANCE_MS - 1_000);
    expect(joining).toEqual([]);
    beat([second], 1_000);
    expect(joining).toMatchObject([{ error: 0, generation: 2 }]);
    expect(coordinator.heartbeat('g', second, 1)).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
  });

  test('begins when a session expires, and another member leads', () => {
    const [first, second] = stableGroup();
    beat([second], SESSION_MS);
    expect(state()).toBe('PreparingRebalance');
    const answers = join(second);
    expect(answers).toMatchObject([{ error: 0, generation: 2, leader: second }]);
    expect(rebalances.some(({ reason }) => reason === `member ${first} was not heard of for ${SESSION_MS} ms`)).toBe(
      true,
    );
  });

  test('is not begun by a follower that joins again with nothing new, but is by the leader', () => {
    const [first, second] = stableGroup();
    expect(join(second)).toMatchObject([{ error: 0, generation: 1, members: [] }]);
    expect(state()).toBe('Stable');
    expect(join(first)).toEqual([]);
    expect(state()).toBe('PreparingRebalance');
  });

  test('that starts during another fails the waiting syncs', () => {
    const [first, second] = [newMemberId(), newMemberId()];
    join(first);
    join(second);
    scheduler.advance(600);
    const waiting = sync(second, 1);
    join(newMemberId());
    expect(waiting).toEqual([{ error: ErrorCode.REBALANCE_IN_PROGRESS, assignment: Buffer.alloc(0) }]);
  });

  test('removes a member that has its generation and never asks for its assignment', () => {
    const [first, second] = [newMemberId(), newMemberId()];
    join(first);
    join(second);
    scheduler.advance(600);
    sync(first, 1, { [first]: 'p0', [second]: 'p1' });
    beat([first, second], REBALANCE_MS);
    expect(coordinator.get('g')?.members.map(({ id }) => id)).toEqual([first]);
  });

  test('ends with living sessions, also of members that waited longer for their assignment than a session', () => {
    const [first, second] = [newMemberId(), newMemberId()];
    join(first);
    join(second);
    scheduler.advance(600);
    sync(second, 1);
    beat([first], SESSION_MS * 2);
    sync(first, 1, { [first]: 'p0', [second]: 'p1' });
    expect(coordinator.get('g')?.members).toHaveLength(2);
    beat([first], SESSION_MS);
    expect(rebalances.at(-1)?.reason).toBe(`member ${second} was not heard of for ${SESSION_MS} ms`);
  });

  test('does not wait for an id that was given out and never came back, beyond its session', () => {
    const [first, second] = stableGroup();
    newMemberId();
    expect(coordinator.leave('g', second)).toBe(ErrorCode.NONE);
    const answers = join(first);
    expect(answers).toEqual([]);
    scheduler.advance(SESSION_MS);
    expect(answers).toMatchObject([{ error: 0, generation: 2 }]);
  });
});

describe('leaving', () => {
  test('empties the group when nobody is left', () => {
    const [first, second] = stableGroup();
    coordinator.leave('g', first);
    coordinator.leave('g', second);
    expect(state()).toBe('Empty');
    expect(coordinator.leave('g', second)).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
    expect(scheduler.pending).toBe(0);
  });

  test('answers a join that was waiting', () => {
    const id = newMemberId();
    const answers = join(id);
    coordinator.leave('g', id);
    expect(answers).toMatchObject([{ error: ErrorCode.UNKNOWN_MEMBER_ID }]);
    scheduler.advance(300);
    expect(state()).toBe('Empty');
  });
});

describe('refusals of a join', () => {
  const other = [{ name: 'sticky', metadata: Buffer.alloc(0) }];
  test.each([
    ['a session timeout that is too short', { sessionTimeoutMs: 5_999 }, ErrorCode.INVALID_SESSION_TIMEOUT],
    ['an id that nobody was given', { memberId: 'made-up' }, ErrorCode.UNKNOWN_MEMBER_ID],
    ['another protocol type', { protocolType: 'connect' }, ErrorCode.INCONSISTENT_GROUP_PROTOCOL],
    ['no protocol in common', { protocols: other }, ErrorCode.INCONSISTENT_GROUP_PROTOCOL],
    ['no protocols', { protocols: [] }, ErrorCode.INCONSISTENT_GROUP_PROTOCOL],
  ])('%s', (_, request, error) => {
    stableGroup();
    expect(join('', request)).toMatchObject([{ error }]);
    expect(state()).toBe('Stable');
  });
});

describe('committing', () => {
  const offset = { topic: 'orders', partition: 0, offset: 5, metadata: '' };

  test('is for members of this generation, and not while it is being completed', () => {
    const [first, second] = stableGroup();
    expect(coordinator.checkCommit('g', first, 1)).toBe(ErrorCode.NONE);
    expect(coordinator.checkCommit('g', first, 0)).toBe(ErrorCode.ILLEGAL_GENERATION);
    expect(coordinator.checkCommit('g', 'made-up', 1)).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
    expect(coordinator.checkCommit('g', '', -1)).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
    join(first);
    expect(coordinator.checkCommit('g', second, 1)).toBe(ErrorCode.NONE);
    join(second);
    expect(coordinator.checkCommit('g', second, 2)).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
  });

  test('keeps a session alive', () => {
    const [first, second] = stableGroup();
    for (let round = 0; round < 3; round += 1) {
      scheduler.advance(SESSION_MS - 1_000);
      coordinator.checkCommit('g', first, 1);
      coordinator.checkCommit('g', second, 1);
    }
    expect(state()).toBe('Stable');
  });

  test('is for anybody while a group has no members', () => {
    expect(coordinator.checkCommit('tool', '', -1)).toBe(ErrorCode.NONE);
    expect(coordinator.commit('tool', offset)).toBe(ErrorCode.NONE);
    expect(coordinator.committedOffset('tool', 'orders', 0)).toEqual(offset);
    expect(coordinator.checkCommit('tool', 'member', 3)).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
    expect(coordinator.checkCommit('nobody', 'member', 3)).toBe(ErrorCode.ILLEGAL_GENERATION);
  });

  test('only an empty group can be deleted', () => {
    const [first, second] = stableGroup();
    coordinator.commit('g', offset);
    expect(coordinator.delete('g')).toBe(ErrorCode.NON_EMPTY_GROUP);
    coordinator.leave('g', first);
    coordinator.leave('g', second);
    expect(coordinator.delete('g')).toBe(ErrorCode.NONE);
    expect(coordinator.committed('g')).toEqual([]);
    expect(coordinator.delete('g')).toBe(ErrorCode.GROUP_ID_NOT_FOUND);
  });
});

test('a group agrees on the protocol that most members prefer among those that all know', () => {
  const named = (...names: readonly string[]) => names.map((name) => ({ name, metadata: Buffer.from(name) }));
  const [a, b, c] = [newMemberId(), newMemberId(), newMemberId()];
  const answers = join(a, { protocols: named('only-a', 'range', 'sticky') });
  join(b, { protocols: named('sticky', 'range') });
  join(c, { protocols: named('sticky', 'range') });
  scheduler.advance(600);
  expect(answers).toMatchObject([{ protocol: 'sticky' }]);
  expect(answers[0]?.members.map(({ metadata }) => metadata.toString())).toEqual(['sticky', 'sticky', 'sticky']);
});
