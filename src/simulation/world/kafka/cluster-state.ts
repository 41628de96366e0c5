/** What the brokers of the cluster share: topics, groups, transactions, the clock, and those who watch. */

import type { Connection, Points, Scheduler, TraceSink } from '../ports.ts';
import { Broker } from './broker.ts';
import { Trouble } from './faults/trouble.ts';
import { GroupCoordinator } from './group/coordinator.ts';
import type { Rebalance } from './group/types.ts';
import type { StoredBatch } from './log/partition-log.ts';
import { Retention } from './log/retention.ts';
import type { ClusterDefaults } from './log/topic-config.ts';
import { Topics } from './log/topics.ts';
import {
  DEFAULT_BROKER_SESSION_TIMEOUT_MS,
  DEFAULT_GROUP_TIMES,
  DEFAULT_MAX_BATCH_BYTES,
  DEFAULT_REPLICA_LAG_TIME_MAX_MS,
  DEFAULT_RETENTION_CHECK_MS,
  type KafkaClusterOptions,
  type KafkaObserver,
} from './options.ts';
import type { AppendedRecord } from './records.ts';
import { Controller } from './replication/controller.ts';
import { Coordinators } from './replication/coordinators.ts';
import type { Partition } from './replication/partition.ts';
import { Replicator } from './replication/replicator.ts';
import { TransactionCoordinator } from './transactions/coordinator.ts';
import { ErrorCode, errorName } from './wire/error-codes.ts';

/** How many replicas the internal topics have, where there are so many brokers. */
const INTERNAL_REPLICATION_FACTOR = 3;

export class ClusterState {
  readonly scheduler: Scheduler;
  readonly brokers: readonly Broker[];
  readonly topics: Topics;
  readonly defaults: ClusterDefaults;
  readonly retention: Retention;
  readonly groups: GroupCoordinator;
  readonly groupCoordinators: Coordinators;
  readonly transactions: TransactionCoordinator;
  readonly transactionCoordinators: Coordinators;
  readonly controller: Controller;
  readonly replicator: Replicator;
  readonly trouble = new Trouble();
  readonly observer: KafkaObserver;
  readonly maxBatchBytes: number;
  readonly autoCreatePartitions: number | undefined;
  readonly verifyTransactions: boolean;
  readonly clusterId: string;
  readonly #points: Points | undefined;
  readonly #trace: TraceSink | undefined;
  #history: AppendedRecord[] = [];
  #producerIds = 0;

  constructor(options: KafkaClusterOptions) {
    const { scheduler, random } = options;
    this.scheduler = scheduler;
    this.observer = options.observer ?? {};
    this.maxBatchBytes = options.maxBatchBytes ?? DEFAULT_MAX_BATCH_BYTES;
    this.autoCreatePartitions = options.autoCreatePartitions;
    this.verifyTransactions = options.verifyTransactions ?? true;
    this.#points = options.points;
    this.#trace = options.trace;
    this.clusterId = random.fork('cluster').bytes(16).toString('base64url');
    const sessionTimeoutMs = options.brokerSessionTimeoutMs ?? DEFAULT_BROKER_SESSION_TIMEOUT_MS;
    this.brokers = options.brokers.map((address, index) => new Broker(index + 1, address, this, sessionTimeoutMs));
    const ids = this.brokers.map(({ id }) => id);
    this.defaults = {
      minInSyncReplicas: options.minInSyncReplicas ?? (ids.length > 2 ? 2 : 1),
      uncleanElection: options.uncleanElection ?? false,
    };
    this.topics = new Topics(ids);
    this.groupCoordinators = new Coordinators('group', ids, INTERNAL_REPLICATION_FACTOR, scheduler);
    this.transactionCoordinators = new Coordinators('transaction', ids, INTERNAL_REPLICATION_FACTOR, scheduler);
    const whole = { partitions: () => this.#partitions(), isAlive: (id: number) => this.isAlive(id) };
    this.controller = new Controller({
      ...whole,
      allowsUnclean: ({ topic }) => this.#allowsUnclean(topic),
      elected: (partition, lost) => this.#elected(partition, lost),
    });
    this.replicator = new Replicator({
      ...whole,
      scheduler,
      random: random.fork('replication'),
      maxLagMs: options.replicaLagTimeMaxMs ?? DEFAULT_REPLICA_LAG_TIME_MAX_MS,
      changed: ({ topic, index, inSync }) => this.trace('kafka.isr', topic, index, inSync.join(',')),
    });
    this.groups = new GroupCoordinator({
      scheduler,
      random: random.fork('members'),
      times: { ...DEFAULT_GROUP_TIMES, ...options.groups },
      onRebalance: (rebalance) => this.#rebalanced(rebalance),
    });
    this.transactions = new TransactionCoordinator({
      scheduler,
      topics: this.topics,
      groups: this.groups,
      nextProducerId: () => this.nextProducerId(),
      isAlive: whole.isAlive,
      brokerOf: (id) => this.transactionCoordinators.brokerOf(id),
      wake: (partition) => this.replicator.wake(partition),
      ended: (id, outcome, reason) => this.trace('kafka.transaction', id, outcome, reason),
    });
    this.retention = new Retention(this.topics, scheduler, options.retentionCheckMs ?? DEFAULT_RETENTION_CHECK_MS);
    for (const topic of options.topics) this.#createAtStart(topic);
  }

  /** Every record ever appended, in that order, but for those cut off; retention does not shorten it. */
  get history(): readonly AppendedRecord[] {
    return this.#history;
  }

  /** True when nobody has to be told about single records, so that the work of walking them can be saved. */
  get recordsGoUnwatched(): boolean {
    return this.#points === undefined && this.observer.onDeliver === undefined;
  }

  broker(id: number | undefined): Broker | undefined {
    return id === undefined ? undefined : this.brokers[id - 1];
  }

  isAlive(id: number): boolean {
    return this.broker(id)?.alive === true;
  }

  /** How many replicas of the topic have to be in sync for a record to be acknowledged by all. */
  minInSync(topic: string): number {
    return this.topics.get(topic)?.config.minInSyncReplicas ?? this.defaults.minInSyncReplicas;
  }

  /** Takes a record into the history and tells who watches. */
  appended(record: AppendedRecord): void {
    this.#history.push(record);
    this.observer.onAppend?.(record);
  }

  /** Reaches a named point on behalf of a client; says whether its connection survived that. */
  reach(point: string, connection: Connection, label?: string): boolean {
    const context = { process: connection.client, connection };
    this.#points?.reach(point, label === undefined ? context : { ...context, label });
    return connection.open;
  }

  trace(kind: string, ...fields: readonly (string | number | Uint8Array)[]): void {
    this.#trace?.record(kind, ...fields);
  }

  /** An id that no producer had before; as in Kafka they count up. */
  nextProducerId(): number {
    this.#producerIds += 1;
    return this.#producerIds;
  }

  /** Withdraws all timers. */
  close(): void {
    this.retention.stop();
    this.replicator.close();
    this.groups.close();
    this.transactions.close();
    for (const broker of this.brokers) broker.close();
  }

  *#partitions(): Iterable<Partition> {
    for (const { partitions } of this.topics.all()) yield* partitions;
    yield* this.groupCoordinators.partitions;
    yield* this.transactionCoordinators.partitions;
  }

  #allowsUnclean(topic: string): boolean {
    return this.topics.get(topic)?.config.uncleanElection ?? this.defaults.uncleanElection;
  }

  #elected(partition: Partition, lost: readonly StoredBatch[]): void {
    const { topic, index, leader, leaderEpoch } = partition;
    const records = lost.flatMap((batch) => batch.records);
    if (records.length > 0) {
      const gone = new Set(records);
      this.#history = this.#history.filter((record) => !gone.has(record));
    }
    this.trace('kafka.leader', topic, index, leader ?? -1, leaderEpoch, records.length);
    const host = this.broker(leader)?.address.host;
    this.observer.onElection?.({ topic, partition: index, leader: host, leaderEpoch, lost: records.length });
    if (topic === this.groupCoordinators.topic) this.#groupsMoved(partition);
    else if (topic === this.transactionCoordinators.topic) this.transactionCoordinators.moved(partition);
    this.replicator.wake(partition);
    // Who waits at the old leader has to look for the new one.
    partition.log.notify();
  }

  #groupsMoved(partition: Partition): void {
    this.groupCoordinators.moved(partition);
    for (const group of this.groups.groups()) {
      if (this.groupCoordinators.covers(partition, group.id)) group.failOver();
    }
  }

  #rebalanced(rebalance: Rebalance): void {
    this.trace('kafka.group', rebalance.group, rebalance.state, rebalance.generation, rebalance.reason);
    this.observer.onRebalance?.(rebalance);
  }

  #createAtStart(topic: KafkaClusterOptions['topics'][number]): void {
    const error = this.topics.create(topic);
    if (topic.retentionMs !== undefined) this.retention.start();
    if (error === ErrorCode.NONE) return;
    throw new Error(
      `Kafka topic "${topic.name}" with ${topic.partitions} partitions cannot be created: ${errorName(error)}. ` +
        'Names have 1 to 249 of a-z A-Z 0-9 . _ - and occur once; a topic has at least one partition, and no more replicas than ' +
        'there are brokers.',
    );
  }
}
