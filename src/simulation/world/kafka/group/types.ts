/** What passes between the group coordinator and the APIs that speak for it. */

import type { ErrorCode } from '../wire/error-codes.ts';

export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead';

/** One way of assigning partitions that a member knows, with what it says about itself. */
export interface GroupProtocol {
  readonly name: string;
  readonly metadata: Buffer;
}

export interface JoinRequest {
  readonly memberId: string;
  readonly clientId: string;
  /** Name of the process at the other end. */
  readonly process: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  readonly protocols: readonly GroupProtocol[];
  /** From version 4 on a new member is told its id first and comes back with it. */
  readonly requiresKnownMemberId: boolean;
}

export interface JoinAnswer {
  readonly error: ErrorCode;
  readonly generation: number;
  readonly protocol: string;
  readonly leader: string;
  readonly memberId: string;
  /** Only the leader is told the members. */
  readonly members: readonly { readonly memberId: string; readonly metadata: Buffer }[];
}

export interface SyncRequest {
  readonly memberId: string;
  readonly generation: number;
  /** Only the leader sends assignments. */
  readonly assignments: ReadonlyMap<string, Buffer>;
}

export interface SyncAnswer {
  readonly error: ErrorCode;
  readonly assignment: Buffer;
}

/** A change of a group's state. */
export interface Rebalance {
  readonly group: string;
  readonly state: GroupState;
  readonly generation: number;
  readonly members: readonly string[];
  /** Why, such as `member payment-1-… left`. */
  readonly reason: string;
  readonly atMs: number;
}

/** Time bounds of the coordinator, in milliseconds; defaults are Apache Kafka's unless said otherwise. */
export interface GroupTimes {
  /** How long an empty group waits for more members before its first generation. Default 300 (Kafka: 3000). */
  readonly initialRebalanceDelayMs: number;
  /** Default 6000. */
  readonly minSessionTimeoutMs: number;
  /** Default 1800000. */
  readonly maxSessionTimeoutMs: number;
}
