/** CreateTopics, DeleteTopics, CreatePartitions and DeleteRecords: what administrators do with topics. */

import { type BrokerState, NODE_ID } from '../broker-state.ts';
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
  maxVersion: 3,
  handle(request, broker) {
    const { body, version } = request;
    const wishes = body.array(readWish);
    body.int32();
    const validateOnly = version >= 1 && body.boolean();
    const answer = new BinaryWriter();
    if (version >= 2) answer.int32(0);
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

function create(broker: BrokerState, wish: TopicWish, validateOnly: boolean): Refusal {
  const { name, replicationFactor, assignments, config } = wish;
  if (typeof config === 'string') return { error: ErrorCode.INVALID_CONFIG, message: config };
  if (assignments.length === 0 && replicationFactor !== 1 && replicationFactor !== -1) {
    const message = `replication factor ${replicationFactor} with one broker; use 1 or -1`;
    return { error: ErrorCode.INVALID_REPLICATION_FACTOR, message };
  }
  if (assignments.some((brokers) => brokers.length !== 1 || brokers[0] !== NODE_ID)) {
    return { error: ErrorCode.INVALID_REPLICA_ASSIGNMENT, message: `the only broker is ${NODE_ID}` };
  }
  const error = broker.topics.create({ name, partitions: partitionsOf(wish), ...config }, validateOnly);
  if (config.retentionMs !== undefined && !validateOnly) broker.retention.start();
  return { error, message: null };
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
    if (request.version >= 1) answer.int32(0);
    answer.array(names, (name) => {
      answer.string(name).int16(broker.topics.delete(name));
      broker.coordinator.forgetTopic(name);
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
      // Where the new replicas go; there is only one broker.
      reader.nullableArray((each) => each.nullableArray((node) => node.int32()));
      return wish;
    });
    request.body.int32();
    const validateOnly = request.body.boolean();
    const answer = new BinaryWriter().int32(0).array(wishes, ({ name, count }, writer) => {
      writer
        .string(name)
        .int16(broker.topics.grow(name, count, validateOnly))
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
    const answer = new BinaryWriter().int32(0).array(topics, ({ topic, partitions }, writer) => {
      writer.string(topic).array(partitions, ({ partition, offset }) => {
        const { low, error } = deleteBefore(broker, topic, partition, offset);
        writer.int32(partition).int64(low).int16(error);
      });
    });
    request.respond(answer);
  },
};

function deleteBefore(broker: BrokerState, topic: string, partition: number, offset: number) {
  const log = broker.topics.partition(topic, partition);
  if (log === undefined) return { low: -1, error: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION };
  const before = offset === UP_TO_THE_END ? log.endOffset : offset;
  if (before < 0 || before > log.endOffset) return { low: -1, error: ErrorCode.OFFSET_OUT_OF_RANGE };
  log.deleteBefore(before);
  return { low: log.startOffset, error: ErrorCode.NONE };
}
