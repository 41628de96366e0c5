/**
 * One consumer group: its members and the rounds in which they agree who reads what. The states, the order of
 * checks and the time bounds follow Apache Kafka's GroupCoordinator for the classic protocol; static membership
 * is not offered (its requests are refused before they come here).
 */

import type { Cancel, Scheduler } from '../../ports.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import { Member } from './member.ts';
import { chooseProtocol, isCompatible } from './protocol-choice.ts';
import type { GroupState, GroupTimes, JoinAnswer, JoinRequest, Rebalance, SyncAnswer, SyncRequest } from './types.ts';

/** A new member whose first join takes longer than this is given up (Kafka's NewMemberJoinTimeoutMs). */
const NEW_MEMBER_TIMEOUT_MS = 300_000;
const NOTHING = Buffer.alloc(0);

/** What a group needs from the coordinator. */
export interface GroupContext {
  readonly scheduler: Scheduler;
  readonly times: GroupTimes;
  newMemberId(clientId: string): string;
  changed(rebalance: Rebalance): void;
}

export class Group {
  readonly id: string;
  readonly #context: GroupContext;
  readonly #members = new Map<string, Member>();
  /** Ids that were given out and have not come back yet. */
  readonly #pending = new Map<string, Cancel>();
  /** Members that have their generation and not yet asked for their assignment. */
  readonly #unsynced = new Set<string>();
  #state: GroupState = 'Empty';
  #generation = 0;
  #protocolType = '';
  #protocol = '';
  #leader: string | undefined;
  #joinedDuringDelay = false;
  #inInitialDelay = false;
  #cancelRound: Cancel | undefined;
  #cancelSync: Cancel | undefined;

  constructor(id: string, context: GroupContext) {
    this.id = id;
    this.#context = context;
  }

  get state(): GroupState {
    return this.#state;
  }

  get generation(): number {
    return this.#generation;
  }

  get protocolType(): string {
    return this.#protocolType;
  }

  get protocol(): string {
    return this.#protocol;
  }

  get leader(): string | undefined {
    return this.#leader;
  }

  get members(): readonly Member[] {
    return [...this.#members.values()];
  }

  /** Answers at once with an error, or when the next generation has begun. */
  join(request: JoinRequest, answer: (answer: JoinAnswer) => void): void {
    const { memberId } = request;
    const member = this.#members.get(memberId);
    if (!this.#accepts(request)) answer(joinError(ErrorCode.INCONSISTENT_GROUP_PROTOCOL, memberId));
    else if (memberId === '') this.#joinUnknown(request, answer);
    else if (this.#pending.has(memberId)) this.#add(memberId, request, answer);
    else if (member === undefined) answer(joinError(ErrorCode.UNKNOWN_MEMBER_ID, memberId));
    else if (this.#mustRebalance(member, request)) this.#rejoin(member, request, answer);
    else answer(this.#joinAnswer(member));
  }

  /** Answers at once with an error, or when the leader has said who reads what. */
  sync(request: SyncRequest, answer: (answer: SyncAnswer) => void): void {
    const error = this.check(request.memberId, request.generation);
    const member = this.#members.get(request.memberId);
    if (error !== ErrorCode.NONE || member === undefined) {
      answer({ error, assignment: NOTHING });
    } else if (this.#state === 'PreparingRebalance') {
      answer({ error: ErrorCode.REBALANCE_IN_PROGRESS, assignment: NOTHING });
    } else {
      this.#synced(member, request.assignments, answer);
    }
  }

  /** Keeps a member alive; REBALANCE_IN_PROGRESS tells it to join again. */
  heartbeat(memberId: string, generation: number): ErrorCode {
    const error = this.check(memberId, generation);
    if (error !== ErrorCode.NONE) return error;
    this.touch(memberId);
    return this.#state === 'PreparingRebalance' ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE;
  }

  leave(memberId: string): ErrorCode {
    if (this.#forgetPending(memberId)) {
      this.#tryCompleteJoin(`member ${memberId} left before it joined`);
      return ErrorCode.NONE;
    }
    const member = this.#members.get(memberId);
    if (member === undefined) return ErrorCode.UNKNOWN_MEMBER_ID;
    this.#remove(member, `member ${memberId} left`);
    return ErrorCode.NONE;
  }

  /** Whether the member belongs to the group and to this generation. */
  check(memberId: string, generation: number): ErrorCode {
    if (!this.#members.has(memberId)) return ErrorCode.UNKNOWN_MEMBER_ID;
    return generation === this.#generation ? ErrorCode.NONE : ErrorCode.ILLEGAL_GENERATION;
  }

  /** The member was heard of: its session starts anew. */
  touch(memberId: string): void {
    const member = this.#members.get(memberId);
    if (member !== undefined) this.#expireAfter(member, member.sessionTimeoutMs);
  }

  /**
   * Another broker looks after the group, or the same one after a restart. What was under way at the old one is lost: members
   * that had not been admitted yet are unknown, the others ask again, and their sessions start anew.
   */
  failOver(): void {
    for (const cancel of this.#pending.values()) cancel();
    this.#pending.clear();
    for (const member of this.members) {
      if (member.isNew) this.#drop(member);
      else this.touch(member.id);
      member.answerJoin(joinError(ErrorCode.NOT_COORDINATOR, member.id));
      member.answerSync({ error: ErrorCode.NOT_COORDINATOR, assignment: NOTHING });
    }
  }

  /**
   * Makes all members join again, as when one of them did something new.
   * @returns Whether there are members and no round was under way.
   */
  rebalance(reason: string): boolean {
    if (this.#members.size === 0 || this.#state === 'PreparingRebalance') return false;
    this.#startRound(reason);
    return true;
  }

  /**
   * Removes a member as if it had not been heard of for too long.
   * @returns Whether it was a member.
   */
  expire(memberId: string): boolean {
    const member = this.#members.get(memberId);
    if (member === undefined) return false;
    this.#remove(member, `the session of member ${memberId} has expired`);
    return true;
  }

  /** Ends the group; its timers are withdrawn and waiting requests never answered. */
  close(): void {
    this.#state = 'Dead';
    this.#cancelRound?.();
    this.#cancelSync?.();
    for (const member of this.#members.values()) member.cancelExpiry?.();
    for (const cancel of this.#pending.values()) cancel();
  }

  #synced(member: Member, assignments: ReadonlyMap<string, Buffer>, answer: (answer: SyncAnswer) => void): void {
    this.#unsynced.delete(member.id);
    this.touch(member.id);
    if (this.#state === 'Stable') {
      answer({ error: ErrorCode.NONE, assignment: member.assignment });
      return;
    }
    member.awaitingSync = answer;
    if (member.id === this.#leader) this.#assign(assignments);
  }

  #accepts(request: JoinRequest): boolean {
    if (request.protocolType === '') return false;
    // As in Kafka a member that joins again is also measured against what it said before.
    if (this.#members.size > 0 && request.protocolType !== this.#protocolType) return false;
    return isCompatible(this.members, request.protocols);
  }

  #joinUnknown(request: JoinRequest, answer: (answer: JoinAnswer) => void): void {
    const memberId = this.#context.newMemberId(request.clientId);
    if (!request.requiresKnownMemberId) {
      this.#add(memberId, request, answer);
      return;
    }
    const cancel = this.#context.scheduler.schedule(request.sessionTimeoutMs, () => {
      this.#pending.delete(memberId);
      this.#tryCompleteJoin(`member ${memberId} never came back with its id`);
    });
    this.#pending.set(memberId, cancel);
    answer(joinError(ErrorCode.MEMBER_ID_REQUIRED, memberId));
  }

  #forgetPending(memberId: string): boolean {
    this.#pending.get(memberId)?.();
    return this.#pending.delete(memberId);
  }

  #add(memberId: string, request: JoinRequest, answer: (answer: JoinAnswer) => void): void {
    this.#forgetPending(memberId);
    const member = new Member(memberId, request);
    member.awaitingJoin = answer;
    this.#members.set(memberId, member);
    this.#protocolType = request.protocolType;
    this.#leader ??= memberId;
    if (this.#state === 'PreparingRebalance' && this.#generation === 0) this.#joinedDuringDelay = true;
    this.#expireAfter(member, NEW_MEMBER_TIMEOUT_MS);
    this.#rebalance(`member ${memberId} joined`);
  }

  /** A known member that joins again only starts a round when it leads, or says something new about itself. */
  #mustRebalance(member: Member, request: JoinRequest): boolean {
    if (this.#state === 'PreparingRebalance') return true;
    if (this.#state === 'Stable' && member.id === this.#leader) return true;
    return !member.matches(request.protocols);
  }

  #rejoin(member: Member, request: JoinRequest, answer: (answer: JoinAnswer) => void): void {
    member.update(request);
    member.awaitingJoin = answer;
    this.#rebalance(`member ${member.id} joined again`);
  }

  /** Starts a round, or looks whether the one that is under way is complete. */
  #rebalance(reason: string): void {
    if (this.#state === 'PreparingRebalance') this.#tryCompleteJoin(reason);
    else this.#startRound(reason);
  }

  #startRound(reason: string): void {
    const wasEmpty = this.#state === 'Empty';
    if (this.#state === 'CompletingRebalance') this.#failSyncs();
    this.#cancelSync?.();
    this.#unsynced.clear();
    this.#enter('PreparingRebalance', reason);
    const timeoutMs = Math.max(0, ...this.members.map((member) => member.rebalanceTimeoutMs));
    const delayMs = this.#context.times.initialRebalanceDelayMs;
    if (wasEmpty) {
      this.#delayFirstRound(delayMs, Math.max(0, timeoutMs - delayMs));
    } else {
      this.#cancelRound = this.#context.scheduler.schedule(timeoutMs, () => {
        this.#completeJoin(`not all members joined within ${timeoutMs} ms`);
      });
      this.#tryCompleteJoin(reason);
    }
  }

  /** While members keep arriving the first round waits on, so that a starting deployment rebalances once. */
  #delayFirstRound(delayMs: number, remainingMs: number): void {
    this.#inInitialDelay = true;
    this.#joinedDuringDelay = false;
    this.#cancelRound = this.#context.scheduler.schedule(delayMs, () => {
      const next = Math.min(this.#context.times.initialRebalanceDelayMs, remainingMs);
      if (this.#joinedDuringDelay && next > 0) this.#delayFirstRound(next, remainingMs - next);
      else this.#completeJoin('the group has waited for its first members');
    });
  }

  #tryCompleteJoin(reason: string): void {
    if (this.#state !== 'PreparingRebalance' || this.#inInitialDelay || this.#pending.size > 0) return;
    if (this.members.every((member) => member.awaitingJoin !== undefined)) this.#completeJoin(reason);
  }

  #completeJoin(reason: string): void {
    this.#cancelRound?.();
    this.#inInitialDelay = false;
    for (const member of this.members) if (member.awaitingJoin === undefined) this.#drop(member);
    this.#generation += 1;
    if (this.#members.size === 0) {
      this.#protocol = '';
      this.#enter('Empty', reason);
    } else {
      this.#beginGeneration(reason);
    }
  }

  #beginGeneration(reason: string): void {
    this.#protocol = chooseProtocol(this.members);
    this.#enter('CompletingRebalance', reason);
    this.#awaitSyncs();
    for (const member of this.members) {
      member.isNew = false;
      this.touch(member.id);
      member.answerJoin(this.#joinAnswer(member));
    }
  }

  /** Members that never ask for their assignment would leave their partitions unread: they are removed. */
  #awaitSyncs(): void {
    for (const { id } of this.members) this.#unsynced.add(id);
    const timeoutMs = Math.max(0, ...this.members.map((member) => member.rebalanceTimeoutMs));
    this.#cancelSync = this.#context.scheduler.schedule(timeoutMs, () => {
      const silent = this.members.filter(({ id }) => this.#unsynced.has(id));
      for (const member of silent) this.#remove(member, `member ${member.id} did not sync within ${timeoutMs} ms`);
    });
  }

  #assign(assignments: ReadonlyMap<string, Buffer>): void {
    for (const member of this.members) member.assignment = assignments.get(member.id) ?? NOTHING;
    this.#enter('Stable', 'the leader has assigned the partitions');
    for (const member of this.members) this.#answerSync(member, ErrorCode.NONE);
  }

  #failSyncs(): void {
    for (const member of this.members) {
      member.assignment = NOTHING;
      this.#answerSync(member, ErrorCode.REBALANCE_IN_PROGRESS);
    }
  }

  #answerSync(member: Member, error: ErrorCode): void {
    if (member.awaitingSync === undefined) return;
    // While it waited its session could not expire, so that no timer may be left.
    this.touch(member.id);
    member.answerSync({ error, assignment: member.assignment });
  }

  #remove(member: Member, reason: string): void {
    this.#drop(member);
    member.answerJoin(joinError(ErrorCode.UNKNOWN_MEMBER_ID, member.id));
    member.answerSync({ error: ErrorCode.UNKNOWN_MEMBER_ID, assignment: NOTHING });
    if (this.#state !== 'Empty' && this.#state !== 'Dead') this.#rebalance(reason);
  }

  #drop(member: Member): void {
    member.cancelExpiry?.();
    this.#members.delete(member.id);
    this.#unsynced.delete(member.id);
    if (this.#leader === member.id) this.#leader = this.#members.keys().next().value;
  }

  #expireAfter(member: Member, delayMs: number): void {
    member.cancelExpiry?.();
    member.cancelExpiry = this.#context.scheduler.schedule(delayMs, () => {
      // Who waits for an answer of ours is alive; its session starts anew with that answer.
      const waits = member.awaitingJoin !== undefined || member.awaitingSync !== undefined;
      if (waits && !member.isNew) return;
      this.#remove(member, `member ${member.id} was not heard of for ${delayMs} ms`);
    });
  }

  #joinAnswer(member: Member): JoinAnswer {
    const leads = member.id === this.#leader;
    const members = leads
      ? this.members.map((each) => ({ memberId: each.id, metadata: each.metadata(this.#protocol) }))
      : [];
    return {
      error: ErrorCode.NONE,
      generation: this.#generation,
      protocol: this.#protocol,
      leader: this.#leader ?? '',
      memberId: member.id,
      // A member that joins again while the group is stable must not assign again.
      members: this.#state === 'Stable' ? [] : members,
    };
  }

  #enter(state: GroupState, reason: string): void {
    this.#state = state;
    this.#context.changed({
      group: this.id,
      state,
      generation: this.#generation,
      members: [...this.#members.keys()],
      reason,
      atMs: this.#context.scheduler.now(),
    });
  }
}

function joinError(error: ErrorCode, memberId: string): JoinAnswer {
  return { error, generation: -1, protocol: '', leader: '', memberId, members: [] };
}
