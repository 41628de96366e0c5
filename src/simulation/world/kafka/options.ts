/** What a KafkaCluster is given, with the defaults. */

import type { Points, Random, Scheduler, TraceSink } from '../ports.ts';
import type { CommittedOffset } from './group/offset-store.ts';
import type { GroupTimes, Rebalance } from './group/types.ts';
import type { TopicSpec } from './log/topics.ts';
import type { AppendedRecord } from './records.ts';
import type { ErrorCode } from './wire/error-codes.ts';

/** Where clients are told to connect to. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A record that is about to be sent to a consumer. */
export interface Delivery {
  readonly record: AppendedRecord;
  /** Name of the process that fetched it. */
  readonly consumer: string;
  readonly connectionId: string;
  readonly atMs: number;
}

/** Offsets that a group committed in one request. */
export interface OffsetCommit {
  readonly group: string;
  readonly process: string;
  readonly offsets: readonly CommittedOffset[];
  readonly atMs: number;
}

/** A request that was answered by closing the connection, as Apache Kafka does. */
export interface ProtocolViolation {
  readonly process: string;
  readonly connectionId: string;
  /** What was wrong with it. */
  readonly reason: string;
}

/** A request that a fault had answered with an error. */
export interface Refusal {
  readonly process: string;
  readonly api: string;
  readonly error: ErrorCode;
}

/** Hears what the cluster does, at the moment it does it. */
export interface KafkaObserver {
  onAppend?(record: AppendedRecord): void;
  /** A batch came again and was recognised by its sequence number; nothing was appended. */
  onDuplicate?(duplicate: { readonly topic: string; readonly partition: number; readonly baseOffset: number }): void;
  onDeliver?(delivery: Delivery): void;
  onCommit?(commit: OffsetCommit): void;
  onRebalance?(rebalance: Rebalance): void;
  onViolation?(violation: ProtocolViolation): void;
  onRefusal?(refusal: Refusal): void;
  /** The leader changed; `leader` is the host of the new one, undefined while there is none. */
  onElection?(election: Election): void;
}

/** A partition has another leader. */
export interface Election {
  readonly topic: string;
  readonly partition: number;
  /** Host of the new leader; undefined while nobody leads. */
  readonly leader: string | undefined;
  readonly leaderEpoch: number;
  /** Records that were cut off, because the new leader did not have them. */
  readonly lost: number;
}

export interface KafkaClusterOptions {
  readonly topics: readonly TopicSpec[];
  readonly scheduler: Scheduler;
  /** Source of member ids and producer ids. */
  readonly random: Random;
  /** Where clients reach the brokers, one address each, which are known as broker 1, 2 and so on. */
  readonly brokers: readonly Address[];
  readonly points?: Points;
  readonly observer?: KafkaObserver;
  readonly trace?: TraceSink;
  /** Time bounds of consumer groups; what is left out has its default. */
  readonly groups?: Partial<GroupTimes>;
  /** Create unknown topics when a client asks for them, with this many partitions. Default: off. */
  readonly autoCreatePartitions?: number;
  /** Largest record batch in bytes. Default 1048588, Kafka's `message.max.bytes`. */
  readonly maxBatchBytes?: number;
  /** How often topics with a retention are cleaned, in ms. Default 300000. */
  readonly retentionCheckMs?: number;
  /** Kafka's `min.insync.replicas`. Default 2 where there are three brokers or more, else 1 (Kafka: 1). */
  readonly minInSyncReplicas?: number;
  /** Kafka's `unclean.leader.election.enable`. Default false. */
  readonly uncleanElection?: boolean;
  /** A broker that was silent for so long is taken for dead, in ms. Default 9000, KRaft's `broker.session.timeout.ms`. */
  readonly brokerSessionTimeoutMs?: number;
  /** A replica that has not caught up for so long is no longer in sync. Default 30000, `replica.lag.time.max.ms`. */
  readonly replicaLagTimeMaxMs?: number;
  /**
   * Ask the transaction coordinator before a transactional batch is appended, as Apache Kafka does since 3.6 (KIP-890). Without it
   * a batch that comes late begins a transaction that nobody ends. Default true.
   */
  readonly verifyTransactions?: boolean;
}

export const DEFAULT_GROUP_TIMES: GroupTimes = {
  initialRebalanceDelayMs: 300,
  minSessionTimeoutMs: 6_000,
  maxSessionTimeoutMs: 1_800_000,
};

export const DEFAULT_MAX_BATCH_BYTES = 1_048_588;
export const DEFAULT_RETENTION_CHECK_MS = 300_000;
export const DEFAULT_BROKER_SESSION_TIMEOUT_MS = 9_000;
export const DEFAULT_REPLICA_LAG_TIME_MAX_MS = 30_000;
