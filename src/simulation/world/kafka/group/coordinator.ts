/**
 * The group coordinator: all groups with their members and committed offsets. It checks what concerns a group
 * as a whole; what happens inside of one is the business of Group.
 */

import type { Random, Scheduler } from '../../ports.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import { subscribedTopics } from './consumer-protocol.ts';
import { Group, type GroupContext } from './group.ts';
import { type CommittedOffset, OffsetStore } from './offset-store.ts';
import type { GroupTimes, JoinAnswer, JoinRequest, Rebalance, SyncAnswer, SyncRequest } from './types.ts';

/** Kafka's default for `offset.metadata.max.bytes`. */
const MAX_METADATA_LENGTH = 4096;

export interface CoordinatorOptions {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly times: GroupTimes;
  readonly onRebalance: (rebalance: Rebalance) => void;
}

/** A group with what outlives its members. */
interface GroupEntry {
  readonly group: Group;
  readonly offsets: OffsetStore;
  /** Every topic that a member ever subscribed to. */
  readonly topics: Set<string>;
}

export class GroupCoordinator {
  readonly #entries = new Map<string, GroupEntry>();
  readonly #times: GroupTimes;
  readonly #context: GroupContext;

  constructor({ scheduler, random, times, onRebalance }: CoordinatorOptions) {
    this.#times = times;
    const newMemberId = (clientId: string) => `${clientId}-${random.bytes(16).toString('hex')}`;
    this.#context = { scheduler, times, newMemberId, changed: onRebalance };
  }

  groups(): readonly Group[] {
    return [...this.#entries.values()].map(({ group }) => group);
  }

  get(groupId: string): Group | undefined {
    return this.#entries.get(groupId)?.group;
  }

  /** Topics that members subscribed to or that have committed offsets, by first mention. */
  topicsOf(groupId: string): readonly string[] {
    const entry = this.#entries.get(groupId);
    return [...new Set([...(entry?.topics ?? []), ...this.committed(groupId).map(({ topic }) => topic)])];
  }

  join(groupId: string, request: JoinRequest, answer: (answer: JoinAnswer) => void): void {
    const error = this.#checkJoin(groupId, request);
    if (error !== ErrorCode.NONE) {
      answer({ error, generation: -1, protocol: '', leader: '', memberId: request.memberId, members: [] });
      return;
    }
    const entry = this.#entry(groupId);
    for (const { metadata } of request.protocols) {
      for (const topic of subscribedTopics(metadata)) entry.topics.add(topic);
    }
    entry.group.join(request, answer);
  }

  sync(groupId: string, request: SyncRequest, answer: (answer: SyncAnswer) => void): void {
    const group = this.get(groupId);
    if (group === undefined) answer({ error: this.#missing(groupId), assignment: Buffer.alloc(0) });
    else group.sync(request, answer);
  }

  heartbeat(groupId: string, memberId: string, generation: number): ErrorCode {
    return this.get(groupId)?.heartbeat(memberId, generation) ?? this.#missing(groupId);
  }

  leave(groupId: string, memberId: string): ErrorCode {
    return this.get(groupId)?.leave(memberId) ?? this.#missing(groupId);
  }

  /**
   * Whether this member may commit now. A generation below 0 with no member id is a client that manages its
   * partitions itself (or an administrator), which may only commit while the group has no members.
   */
  checkCommit(groupId: string, memberId: string, generation: number): ErrorCode {
    const group = this.get(groupId);
    if (group === undefined) return generation < 0 ? ErrorCode.NONE : ErrorCode.ILLEGAL_GENERATION;
    if (generation < 0 && group.state === 'Empty') return ErrorCode.NONE;
    const error = group.check(memberId, generation);
    if (error !== ErrorCode.NONE) return error;
    if (group.state === 'CompletingRebalance') return ErrorCode.REBALANCE_IN_PROGRESS;
    group.touch(memberId);
    return ErrorCode.NONE;
  }

  /** Stores one offset; call `checkCommit` before. */
  commit(groupId: string, committed: CommittedOffset): ErrorCode {
    // As in Apache Kafka the group exists from now on, also when the offset is refused.
    const { offsets } = this.#entry(groupId);
    if (committed.metadata.length > MAX_METADATA_LENGTH) return ErrorCode.OFFSET_METADATA_TOO_LARGE;
    offsets.commit(committed);
    return ErrorCode.NONE;
  }

  committed(groupId: string): readonly CommittedOffset[] {
    return this.#entries.get(groupId)?.offsets.all() ?? [];
  }

  committedOffset(groupId: string, topic: string, partition: number): CommittedOffset | undefined {
    return this.#entries.get(groupId)?.offsets.get(topic, partition);
  }

  /**
   * Forgets the members, and the offsets altogether or for the last `records` of each partition: as when the group's
   * partition of `__consumer_offsets` is lost, or an older copy of it comes back.
   */
  lose(groupId: string, records?: number): void {
    const entry = this.#entries.get(groupId);
    if (entry === undefined) return;
    entry.group.failOver();
    entry.group.close();
    if (records !== undefined) entry.offsets.rewind(records);
    const offsets = records === undefined ? new OffsetStore() : entry.offsets;
    this.#entries.set(groupId, { group: new Group(groupId, this.#context), offsets, topics: entry.topics });
  }

  /** Removes a group without members, with its offsets. */
  delete(groupId: string): ErrorCode {
    const group = this.get(groupId);
    if (group === undefined) return ErrorCode.GROUP_ID_NOT_FOUND;
    if (group.state !== 'Empty') return ErrorCode.NON_EMPTY_GROUP;
    group.close();
    this.#entries.delete(groupId);
    return ErrorCode.NONE;
  }

  /** Forgets the offsets of a topic that was deleted. */
  forgetTopic(topic: string): void {
    for (const { offsets, topics } of this.#entries.values()) {
      offsets.forget(topic);
      topics.delete(topic);
    }
  }

  close(): void {
    for (const group of this.groups()) group.close();
  }

  #checkJoin(groupId: string, request: JoinRequest): ErrorCode {
    if (groupId === '') return ErrorCode.INVALID_GROUP_ID;
    const { minSessionTimeoutMs, maxSessionTimeoutMs } = this.#times;
    if (request.sessionTimeoutMs < minSessionTimeoutMs || request.sessionTimeoutMs > maxSessionTimeoutMs) {
      return ErrorCode.INVALID_SESSION_TIMEOUT;
    }
    const unknown = request.memberId !== '' && !this.#entries.has(groupId);
    return unknown ? ErrorCode.UNKNOWN_MEMBER_ID : ErrorCode.NONE;
  }

  #missing(groupId: string): ErrorCode {
    return groupId === '' ? ErrorCode.INVALID_GROUP_ID : ErrorCode.UNKNOWN_MEMBER_ID;
  }

  #entry(groupId: string): GroupEntry {
    const known = this.#entries.get(groupId);
    if (known !== undefined) return known;
    const entry = { group: new Group(groupId, this.#context), offsets: new OffsetStore(), topics: new Set<string>() };
    this.#entries.set(groupId, entry);
    return entry;
  }
}
