/** The topics of the broker and their partitions, in the order in which they were created. */

import { ErrorCode } from '../wire/error-codes.ts';
import { PartitionLog } from './partition-log.ts';

export interface TopicSpec {
  readonly name: string;
  /** 1 or more. */
  readonly partitions: number;
  /** Records older than this are removed; without it they stay. */
  readonly retentionMs?: number;
}

export interface Topic {
  readonly name: string;
  readonly partitions: PartitionLog[];
  readonly retentionMs?: number;
}

/** What Apache Kafka accepts as the name of a topic. */
const LEGAL_NAME = /^[a-zA-Z0-9._-]{1,249}$/;
/** A bound that keeps a mistyped request from exhausting the memory. */
const MAX_PARTITIONS = 10_000;

export class Topics {
  readonly #topics = new Map<string, Topic>();

  /** Creates a topic, or says why it cannot be. With `validateOnly` nothing is created. */
  create(spec: TopicSpec, validateOnly = false): ErrorCode {
    if (!LEGAL_NAME.test(spec.name) || spec.name === '.' || spec.name === '..')
      return ErrorCode.INVALID_TOPIC_EXCEPTION;
    if (this.#topics.has(spec.name)) return ErrorCode.TOPIC_ALREADY_EXISTS;
    if (!Number.isInteger(spec.partitions) || spec.partitions < 1 || spec.partitions > MAX_PARTITIONS) {
      return ErrorCode.INVALID_PARTITIONS;
    }
    if (validateOnly) return ErrorCode.NONE;
    const partitions = Array.from({ length: spec.partitions }, () => new PartitionLog());
    const retention = spec.retentionMs === undefined ? {} : { retentionMs: spec.retentionMs };
    this.#topics.set(spec.name, { name: spec.name, partitions, ...retention });
    return ErrorCode.NONE;
  }

  /** Adds partitions until there are `count`. */
  grow(name: string, count: number, validateOnly: boolean): ErrorCode {
    const topic = this.#topics.get(name);
    if (topic === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    if (count <= topic.partitions.length || count > MAX_PARTITIONS) return ErrorCode.INVALID_PARTITIONS;
    while (!validateOnly && topic.partitions.length < count) topic.partitions.push(new PartitionLog());
    return ErrorCode.NONE;
  }

  /** Removes a topic with its records. */
  delete(name: string): ErrorCode {
    const topic = this.#topics.get(name);
    if (topic === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    this.#topics.delete(name);
    // Whoever waits for records is told that the partitions are gone.
    for (const partition of topic.partitions) partition.notify();
    return ErrorCode.NONE;
  }

  get(name: string): Topic | undefined {
    return this.#topics.get(name);
  }

  partition(topic: string, partition: number): PartitionLog | undefined {
    return this.#topics.get(topic)?.partitions[partition];
  }

  all(): readonly Topic[] {
    return [...this.#topics.values()];
  }
}
