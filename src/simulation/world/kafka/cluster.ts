/**
 * A Kafka cluster in one object: its brokers speak the wire protocol to unmodified clients, keep their topics in memory, and
 * know time only through a Scheduler, so that they run in virtual time as well as over TCP. It is a model of Apache Kafka:
 * leaders, replicas in sync and coordinators are modelled; what brokers say to each other is not sent over the network.
 */

import type { FaultContribution } from '../ports.ts';
import type { Broker } from './broker.ts';
import { ClusterState } from './cluster-state.ts';
import { kafkaFaults } from './faults/kafka-faults.ts';
import { assignedPartitions } from './group/consumer-protocol.ts';
import type { CommittedOffset } from './group/offset-store.ts';
import type { GroupState } from './group/types.ts';
import type { KafkaClusterOptions } from './options.ts';
import type { AppendedRecord } from './records.ts';

/** A consumer group as seen from outside. */
export interface GroupView {
  readonly group: string;
  readonly state: GroupState;
  readonly generation: number;
  readonly leader?: string;
  readonly members: readonly {
    readonly memberId: string;
    readonly clientId: string;
    /** Name of the process that the member runs in. */
    readonly process: string;
    /** Topic to the partitions it reads; empty until it has been told. */
    readonly assignment: Readonly<Record<string, readonly number[]>>;
  }[];
}

/** How much of one partition a group has still to read. */
export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  readonly lag: number;
}

export class KafkaCluster {
  /** The brokers, in the order of their ids; give their listeners to a network, or use `listenOnTcp`. */
  readonly brokers: readonly Broker[];
  /** What can go wrong with it, for `World.contribute`. */
  readonly faults: FaultContribution;
  readonly #state: ClusterState;

  /** Throws an Error that names the topic when one cannot be created. */
  constructor(options: KafkaClusterOptions) {
    this.#state = new ClusterState(options);
    this.brokers = this.#state.brokers;
    this.faults = kafkaFaults(this.#state);
  }

  /**
   * Every record ever appended, in that order, of one topic or of all, but for those that were cut off when a leader changed.
   * Retention does not shorten it.
   */
  records(topic?: string): readonly AppendedRecord[] {
    const { history } = this.#state;
    return topic === undefined ? history : history.filter((record) => record.topic === topic);
  }

  /** The offsets that a group has committed; none for a group that is not known. */
  committed(group: string): readonly CommittedOffset[] {
    return this.#state.groups.committed(group);
  }

  /** How many records a group has still to read, over all partitions of its topics. */
  lag(group: string): number {
    return this.partitionLags(group).reduce((sum, { lag }) => sum + lag, 0);
  }

  /**
   * The lag of each partition of the topics that the group subscribed to or committed. Where nothing was
   * committed yet, all that is in the log counts.
   */
  partitionLags(group: string): readonly PartitionLag[] {
    const { groups, topics } = this.#state;
    return groups.topicsOf(group).flatMap((topic) =>
      (topics.get(topic)?.partitions ?? []).map(({ log }, partition) => {
        const next = groups.committedOffset(group, topic, partition)?.offset ?? log.startOffset;
        return { topic, partition, lag: Math.max(0, log.endOffset - Math.max(next, log.startOffset)) };
      }),
    );
  }

  /** The ids of all groups, in the order in which they appeared. */
  groupIds(): readonly string[] {
    return this.#state.groups.groups().map(({ id }) => id);
  }

  /** All groups, in the order in which they appeared. */
  groups(): readonly GroupView[] {
    return this.#state.groups.groups().map((group) => {
      const members = group.members.map(({ id, clientId, process, assignment }) => ({
        memberId: id,
        clientId,
        process,
        assignment: assignedPartitions(assignment),
      }));
      const view = { group: group.id, state: group.state, generation: group.generation, members };
      return group.leader === undefined ? view : { ...view, leader: group.leader };
    });
  }

  /** Withdraws all timers. Connections are the network's to close. */
  close(): void {
    this.#state.close();
  }
}
