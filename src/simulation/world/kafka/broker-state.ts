/** What the APIs of the broker share: the topics, the groups, the clock, and those who watch. */

import type { Connection, Points, Random, Scheduler, TraceSink } from '../ports.ts';
import { GroupCoordinator } from './group/coordinator.ts';
import type { Rebalance } from './group/types.ts';
import { Retention } from './log/retention.ts';
import { Topics } from './log/topics.ts';
import {
  type Address,
  type BrokerObserver,
  DEFAULT_GROUP_TIMES,
  DEFAULT_MAX_BATCH_BYTES,
  DEFAULT_RETENTION_CHECK_MS,
  type KafkaBrokerOptions,
} from './options.ts';
import type { AppendedRecord } from './records.ts';
import { TransactionCoordinator } from './transactions/coordinator.ts';
import { ErrorCode, errorName } from './wire/error-codes.ts';

/** The only broker of the cluster. */
export const NODE_ID = 0;

export class BrokerState {
  readonly scheduler: Scheduler;
  readonly topics = new Topics();
  readonly retention: Retention;
  readonly coordinator: GroupCoordinator;
  readonly transactions: TransactionCoordinator;
  readonly observer: BrokerObserver;
  readonly maxBatchBytes: number;
  readonly autoCreatePartitions: number | undefined;
  readonly clusterId: string;
  /** Every record ever appended, in that order; retention does not shorten it. */
  readonly history: AppendedRecord[] = [];
  advertised: Address;
  readonly #points: Points | undefined;
  readonly #trace: TraceSink | undefined;
  readonly #random: Random;
  #producerIds = 0;

  constructor(options: KafkaBrokerOptions) {
    this.scheduler = options.scheduler;
    this.observer = options.observer ?? {};
    this.advertised = options.advertised;
    this.maxBatchBytes = options.maxBatchBytes ?? DEFAULT_MAX_BATCH_BYTES;
    this.autoCreatePartitions = options.autoCreatePartitions;
    this.#points = options.points;
    this.#trace = options.trace;
    this.#random = options.random;
    this.clusterId = this.#random.fork('cluster').bytes(16).toString('base64url');
    this.coordinator = new GroupCoordinator({
      scheduler: options.scheduler,
      random: options.random.fork('members'),
      times: { ...DEFAULT_GROUP_TIMES, ...options.groups },
      onRebalance: (rebalance) => this.#rebalanced(rebalance),
    });
    this.transactions = new TransactionCoordinator({
      scheduler: options.scheduler,
      topics: this.topics,
      groups: this.coordinator,
      nextProducerId: () => this.nextProducerId(),
      ended: (id, outcome, reason) => this.trace('kafka.transaction', id, outcome, reason),
    });
    this.retention = new Retention(this.topics, this.scheduler, options.retentionCheckMs ?? DEFAULT_RETENTION_CHECK_MS);
    for (const topic of options.topics) this.#createAtStart(topic);
  }

  /** True when nobody has to be told about single records, so that the work of walking them can be saved. */
  get recordsGoUnwatched(): boolean {
    return this.#points === undefined && this.observer.onDeliver === undefined;
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

  #rebalanced(rebalance: Rebalance): void {
    this.trace('kafka.group', rebalance.group, rebalance.state, rebalance.generation, rebalance.reason);
    this.observer.onRebalance?.(rebalance);
  }

  #createAtStart(topic: KafkaBrokerOptions['topics'][number]): void {
    const error = this.topics.create(topic);
    if (topic.retentionMs !== undefined) this.retention.start();
    if (error === ErrorCode.NONE) return;
    throw new Error(
      `Kafka topic "${topic.name}" with ${topic.partitions} partitions cannot be created: ${errorName(error)}. ` +
        'Names have 1 to 249 of a-z A-Z 0-9 . _ - and occur once; a topic has at least one partition.',
    );
  }
}
