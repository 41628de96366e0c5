/** CreateTopics, DeleteTopics, CreatePartitions and DeleteRecords: what administrators do with topics. */

import type { Broker } from '../broker.ts';
import { parseTopicConfig, type TopicConfig } from '../log/topic-config.ts';
import type { BinaryReader } from '../wire/binary-reader.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import type { Api } from './api.ts';

interface TopicWish {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly assignments: readonly (readonly number[])[];
  readonly config: TopicConfig | string;
}

interface Refusal {
  readonly error: ErrorCode;
  readonly message: string | null;
}

/** Kafka's default for `num.partitions`. */
const DEFAULT_PARTITIONS = 1;

export const createTopics: Api = {
  key: 19,
  name: 'CreateTopics',
  minVersion: 0,
  // Version 4 is 3 with a promise: -1 leaves the number of partitions or replicas to the broker (KIP-464). Clients of Java ask for it.
  maxVersion: 4,
  handle(request, broker) {
    const { body, version } = request;
    const wishes = body.array(readWish);
    body.int32();
    const validateOnly = version >= 1 && body.boolean();
    const answer = new BinaryWriter();
    if (version >= 2) answer.int32(request.throttleMs);
    answer.array(wishes, (wish) => {
      const { error, message } = create(broker, wish, validateOnly);
      answer.string(wish.name).int16(error);
      if (version >= 1) answer.string(message);
    });
    request.respond(answer);
  },
};

function readWish(reader: BinaryReader): TopicWish {
  const name = reader.string();
  const partitions = reader.int32();
  const replicationFactor = reader.int16();
  const assignments = reader.array(readAssignment);
  const entries = reader.array((each) => [each.string(), each.nullableString()] as const);
  return { name, partitions, replicationFactor, assignments, config: parseTopicConfig(entries) };
}

function readAssignment(reader: BinaryReader): readonly number[] {
  reader.int32();
  return reader.array((each) => each.int32());
}

function create({ cluster }: Broker, wish: TopicWish, validateOnly: boolean): Refusal {
  const { name, replicationFactor, assignments, config } = wish;
  if (typeof config === 'string') return { error: ErrorCode.INVALID_CONFIG, message: config };
  const known = cluster.brokers.length;
  if (assignments.length === 0 && replicationFactor !== -1 && (replicationFactor < 1 || replicationFactor > known)) {
    const message = `replication factor ${replicationFactor} with ${known} brokers; use 1 to ${known}, or -1`;
    return { error: ErrorCode.INVALID_REPLICATION_FACTOR, message };
  }
  if (assignments.some((brokers) => !isPlacement(brokers, known))) {
    return { error: ErrorCode.INVALID_REPLICA_ASSIGNMENT, message: `there are the brokers 1 to ${known}` };
  }
  const factor = assignments.length > 0 || replicationFactor === -1 ? {} : { replicationFactor };
  const placed = assignments.length > 0 ? { assignments } : {};
  const spec = { name, partitions: partitionsOf(wish), ...factor, ...placed, ...config };
  const error = cluster.topics.create(spec, validateOnly);
  if (config.retentionMs !== undefined && !validateOnly) cluster.retention.start();
  return { error, message: null };
}

/** Different brokers, all of which exist, and at least one. */
function isPlacement(brokers: readonly number[], known: number): boolean {
  const distinct = new Set(brokers);
  return distinct.size > 0 && distinct.size === brokers.length && brokers.every((id) => id >= 1 && id <= known);
}

function partitionsOf({ partitions, assignments }: TopicWish): number {
  if (assignments.length > 0) return assignments.length;
  return partitions === -1 ? DEFAULT_PARTITIONS : partitions;
}

export const deleteTopics: Api = {
  key: 20,
  name: 'DeleteTopics',
  minVersion: 0,
  maxVersion: 3,
  handle(request, broker) {
    const names = request.body.array((reader) => reader.string());
    const answer = new BinaryWriter();
    if (request.version >= 1) answer.int32(request.throttleMs);
    answer.array(names, (name) => {
      answer.string(name).int16(broker.cluster.topics.delete(name));
      broker.cluster.groups.forgetTopic(name);
    });
    request.respond(answer);
  },
};

export const createPartitions: Api = {
  key: 37,
  name: 'CreatePartitions',
  minVersion: 0,
  maxVersion: 1,
  handle(request, broker) {
    const wishes = request.body.array((reader) => {
      const wish = { name: reader.string(), count: reader.int32() };
      // Where the new replicas go is decided here.
      reader.nullableArray((each) => each.nullableArray((node) => node.int32()));
      return wish;
    });
    request.body.int32();
    const validateOnly = request.body.boolean();
    const answer = new BinaryWriter().int32(request.throttleMs).array(wishes, ({ name, count }, writer) => {
      writer
        .string(name)
        .int16(broker.cluster.topics.grow(name, count, validateOnly))
        .string(null);
    });
    request.respond(answer);
  },
};

/** Stands for the end of the log in DeleteRecords. */
const UP_TO_THE_END = -1;

export const deleteRecords: Api = {
  key: 21,
  name: 'DeleteRecords',
  minVersion: 0,
  maxVersion: 1,
  handle(request, broker) {
    const topics = request.body.array((reader) => ({
      topic: reader.string(),
      partitions: reader.array((each) => ({ partition: each.int32(), offset: each.int64() })),
    }));
    const answer = new BinaryWriter().int32(request.throttleMs).array(topics, ({ topic, partitions }, writer) => {
      writer.string(topic).array(partitions, ({ partition, offset }) => {
        const { low, error } = deleteBefore(broker, topic, partition, offset);
        writer.int32(partition).int64(low).int16(error);
      });
    });
    request.respond(answer);
  },
};

function deleteBefore(broker: Broker, topic: string, partition: number, offset: number) {
  const leading = broker.leading(topic, partition);
  if (typeof leading === 'number') return { low: -1, error: leading };
  const { log } = leading;
  const before = offset === UP_TO_THE_END ? log.highWatermark : offset;
  if (before < 0 || before > log.highWatermark) return { low: -1, error: ErrorCode.OFFSET_OUT_OF_RANGE };
  log.deleteBefore(before);
  return { low: log.startOffset, error: ErrorCode.NONE };
}
