/** ListOffsets: the earliest offset, the latest, or the first one at or after a time. */

import type { Partition } from '../replication/partition.ts';
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
    if (request.version >= 2) answer.int32(request.throttleMs);
    answer.array(topics, ({ topic, partitions }) => {
      answer.string(topic).array(partitions, (question) => {
        const found =
          request.refusal || find(broker.leading(topic, question.partition), question.timestamp, committedOnly);
        writePartition(answer, question.partition, found);
      });
    });
    request.respond(answer);
  },
};

function readTopic(reader: BinaryReader): { topic: string; partitions: PartitionQuestion[] } {
  const topic = reader.string();
  return { topic, partitions: reader.array((each) => ({ partition: each.int32(), timestamp: each.int64() })) };
}

function writePartition(answer: BinaryWriter, partition: number, found: Found | ErrorCode): void {
  if (typeof found === 'number') answer.int32(partition).int16(found).int64(-1).int64(-1);
  else answer.int32(partition).int16(ErrorCode.NONE).int64(found.timestamp).int64(found.offset);
}

function find(partition: Partition | ErrorCode, timestamp: number, committedOnly: boolean): Found | ErrorCode {
  if (typeof partition === 'number') return partition;
  const { log } = partition;
  // A new leader could give an end before one that the last leader gave (KIP-207).
  if (timestamp === LATEST && !partition.highWatermarkIsSure) return ErrorCode.LEADER_NOT_AVAILABLE;
  if (timestamp === LATEST) return { timestamp: -1, offset: committedOnly ? log.lastStableOffset : log.highWatermark };
  if (timestamp === EARLIEST) return { timestamp: -1, offset: log.startOffset };
  return log.findByTimestamp(timestamp) ?? { timestamp: -1, offset: -1 };
}
