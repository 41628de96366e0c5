/** The topics of the cluster and their partitions, in the order in which they were created. */

import { Partition } from '../replication/partition.ts';
import { placeReplicas } from '../replication/placement.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import type { TopicConfig } from './topic-config.ts';

export interface TopicSpec extends TopicConfig {
  readonly name: string;
  /** 1 or more. */
  readonly partitions: number;
  /** How many brokers keep a copy. Default: 3, or as many as there are. */
  readonly replicationFactor?: number;
  /** The brokers of each partition, where they are not to be chosen. */
  readonly assignments?: readonly (readonly number[])[];
}

export interface Topic {
  readonly name: string;
  readonly partitions: Partition[];
  readonly config: TopicConfig;
}

/** What Apache Kafka accepts as the name of a topic. */
const LEGAL_NAME = /^[a-zA-Z0-9._-]{1,249}$/;
/** A bound that keeps a mistyped request from exhausting the memory. */
const MAX_PARTITIONS = 10_000;

/** Kafka recommends three; its default for `default.replication.factor` is 1. */
const REPLICATION_FACTOR = 3;

export class Topics {
  readonly #topics = new Map<string, Topic>();
  readonly #brokers: readonly number[];

  /** @param brokers ids of the brokers that keep replicas */
  constructor(brokers: readonly number[]) {
    this.#brokers = brokers;
  }

  /** Creates a topic, or says why it cannot be. With `validateOnly` nothing is created. */
  create(spec: TopicSpec, validateOnly = false): ErrorCode {
    if (!LEGAL_NAME.test(spec.name) || spec.name === '.' || spec.name === '..')
      return ErrorCode.INVALID_TOPIC_EXCEPTION;
    if (this.#topics.has(spec.name)) return ErrorCode.TOPIC_ALREADY_EXISTS;
    if (!Number.isInteger(spec.partitions) || spec.partitions < 1 || spec.partitions > MAX_PARTITIONS) {
      return ErrorCode.INVALID_PARTITIONS;
    }
    const factor = spec.replicationFactor ?? Math.min(REPLICATION_FACTOR, this.#brokers.length);
    if (!Number.isInteger(factor) || factor < 1 || factor > this.#brokers.length) {
      return ErrorCode.INVALID_REPLICATION_FACTOR;
    }
    if (validateOnly) return ErrorCode.NONE;
    const { name, partitions: count, replicationFactor: _, assignments, ...config } = spec;
    // As good as Kafka's random start: topics begin at different brokers, the same ones in each run.
    const first = this.#topics.size;
    const partitions = Array.from({ length: count }, (__, index) => {
      const replicas = assignments?.[index] ?? placeReplicas(this.#brokers, index, factor, first);
      return new Partition(name, index, replicas);
    });
    this.#topics.set(name, { name, partitions, config });
    return ErrorCode.NONE;
  }

  /** Adds partitions until there are `count`. */
  grow(name: string, count: number, validateOnly: boolean): ErrorCode {
    const topic = this.#topics.get(name);
    if (topic === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    if (count <= topic.partitions.length || count > MAX_PARTITIONS) return ErrorCode.INVALID_PARTITIONS;
    const { partitions } = topic;
    const [like] = partitions;
    const factor = like?.replicas.length ?? 1;
    const first = this.#brokers.indexOf(like?.replicas[0] ?? 0);
    while (!validateOnly && partitions.length < count) {
      const index = partitions.length;
      partitions.push(new Partition(name, index, placeReplicas(this.#brokers, index, factor, first)));
    }
    return ErrorCode.NONE;
  }

  /** Removes a topic with its records. */
  delete(name: string): ErrorCode {
    const topic = this.#topics.get(name);
    if (topic === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    this.#topics.delete(name);
    // Whoever waits for records is told that the partitions are gone.
    for (const partition of topic.partitions) partition.log.notify();
    return ErrorCode.NONE;
  }

  get(name: string): Topic | undefined {
    return this.#topics.get(name);
  }

  partition(topic: string, partition: number): Partition | undefined {
    return this.#topics.get(topic)?.partitions[partition];
  }

  all(): readonly Topic[] {
    return [...this.#topics.values()];
  }
}
