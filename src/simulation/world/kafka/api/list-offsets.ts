/** ListOffsets: the earliest offset, the latest, or the first one at or after a time. */

import type { BrokerState } from '../broker-state.ts';
import type { PartitionLog } from '../log/partition-log.ts';
import type { BinaryReader } from '../wire/binary-reader.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import type { Api } from './api.ts';

const LATEST = -1;
const EARLIEST = -2;

interface PartitionQuestion {
  readonly partition: number;
  readonly timestamp: number;
}

interface Found {
  readonly timestamp: number;
  readonly offset: number;
}

export const listOffsets: Api = {
  key: 2,
  name: 'ListOffsets',
  minVersion: 1,
  maxVersion: 3,
  handle(request, broker) {
    request.body.int32();
    const committedOnly = request.version >= 2 && request.body.int8() === 1;
    const topics = request.body.array(readTopic);
    const answer = new BinaryWriter();
    if (request.version >= 2) answer.int32(0);
    answer.array(topics, ({ topic, partitions }) => {
      answer.string(topic).array(partitions, (question) => {
        writePartition(answer, broker, topic, question, committedOnly);
      });
    });
    request.respond(answer);
  },
};

function readTopic(reader: BinaryReader): { topic: string; partitions: PartitionQuestion[] } {
  const topic = reader.string();
  return { topic, partitions: reader.array((each) => ({ partition: each.int32(), timestamp: each.int64() })) };
}

function writePartition(
  answer: BinaryWriter,
  broker: BrokerState,
  topic: string,
  { partition, timestamp }: PartitionQuestion,
  committedOnly: boolean,
): void {
  const log = broker.topics.partition(topic, partition);
  const error = log === undefined ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : ErrorCode.NONE;
  const found = log === undefined ? { timestamp: -1, offset: -1 } : find(log, timestamp, committedOnly);
  answer.int32(partition).int16(error).int64(found.timestamp).int64(found.offset);
}

function find(log: PartitionLog, timestamp: number, committedOnly: boolean): Found {
  if (timestamp === LATEST) return { timestamp: -1, offset: committedOnly ? log.lastStableOffset : log.endOffset };
  if (timestamp === EARLIEST) return { timestamp: -1, offset: log.startOffset };
  return log.findByTimestamp(timestamp) ?? { timestamp: -1, offset: -1 };
}
