/**
 * Which broker looks after a consumer group or a transactional id: the one that leads the partition of
 * `__consumer_offsets` or `__transaction_state` that the name falls into. A broker that has become the leader first
 * loads what the partition holds.
 */

import type { Scheduler } from '../../ports.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import { Partition } from './partition.ts';
import { coordinatorPartition, placeReplicas } from './placement.ts';

export type CoordinatorKind = 'group' | 'transaction';

/** Kafka's defaults for `offsets.topic.num.partitions` and `transaction.state.log.num.partitions`. */
const PARTITIONS = 50;
/** How long a broker takes to load a partition. */
const LOAD_MS = 50;

export class Coordinators {
  readonly topic: string;
  readonly partitions: readonly Partition[];
  readonly #scheduler: Scheduler;
  readonly #loadedAtMs = new Map<Partition, number>();

  constructor(kind: CoordinatorKind, brokers: readonly number[], replicationFactor: number, scheduler: Scheduler) {
    this.topic = kind === 'group' ? '__consumer_offsets' : '__transaction_state';
    this.#scheduler = scheduler;
    this.partitions = Array.from(
      { length: PARTITIONS },
      (_, index) => new Partition(this.topic, index, placeReplicas(brokers, index, replicationFactor, 0)),
    );
  }

  /** Id of the broker that coordinates; undefined while there is none. */
  brokerOf(key: string): number | undefined {
    return this.#partitionOf(key)?.leader;
  }

  /** Whether the name falls into this partition. */
  covers(partition: Partition, key: string): boolean {
    return this.#partitionOf(key) === partition;
  }

  /** NONE when the broker coordinates and has loaded what it needs, or what to answer instead. */
  check(key: string, broker: number): ErrorCode {
    const partition = this.#partitionOf(key);
    if (partition?.leader !== broker) return ErrorCode.NOT_COORDINATOR;
    const loading = this.#scheduler.now() < (this.#loadedAtMs.get(partition) ?? 0);
    return loading ? ErrorCode.COORDINATOR_LOAD_IN_PROGRESS : ErrorCode.NONE;
  }

  /** NONE when enough replicas are in sync to store something under this name. */
  checkStore(key: string, minInSync: number): ErrorCode {
    const inSync = this.#partitionOf(key)?.inSync.length ?? 0;
    return inSync < minInSync ? ErrorCode.COORDINATOR_NOT_AVAILABLE : ErrorCode.NONE;
  }

  /** The partition has a new leader, which begins to load. */
  moved(partition: Partition): void {
    this.#loadedAtMs.set(partition, this.#scheduler.now() + LOAD_MS);
  }

  #partitionOf(key: string): Partition | undefined {
    return this.partitions[coordinatorPartition(key, PARTITIONS)];
  }
}
