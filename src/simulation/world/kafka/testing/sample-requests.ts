/** One request of each API that can be refused, and where its answer says so: for tests that ask them all. */

import type { BinaryReader } from '../wire/binary-reader.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';
import { batchOf, fetchBody, produceBody, readFetched, readProduced } from './wire-client.ts';

export interface SampleRequest {
  readonly api: string;
  readonly key: number;
  readonly version: number;
  /** Whose business it is. */
  readonly of: 'leader' | 'group coordinator' | 'transaction coordinator' | 'anybody';
  /** @param name of the group and of the transactional id that it is about */
  readonly body: (name: string, topic: string) => BinaryWriter;
  /** The error in the answer. */
  readonly error: (answer: BinaryReader) => number;
}

const MEMBER = 'made-up';
const SESSION_MS = 10_000;

export const SAMPLE_REQUESTS: readonly SampleRequest[] = [
  {
    api: 'Produce',
    key: 0,
    version: 7,
    of: 'leader',
    body: (_, topic) => produceBody(topic, 0, batchOf(['x'])),
    error: (answer) => readProduced(answer).error,
  },
  {
    api: 'Fetch',
    key: 1,
    version: 4,
    of: 'leader',
    body: (_, topic) => fetchBody({ topic }),
    error: (answer) => readFetched(answer).error,
  },
  {
    api: 'ListOffsets',
    key: 2,
    version: 3,
    of: 'leader',
    body: (_, topic) => onePartition(new BinaryWriter().int32(-1).int8(0), topic).int64(-2),
    error: afterThrottleTime((answer) =>
      only(
        answer.array((each) => {
          each.string();
          const found = each.array((one) => [one.int32(), one.int16(), one.int64(), one.int64()] as const);
          return only(found)[1];
        }),
      ),
    ),
  },
  {
    api: 'Metadata',
    key: 3,
    version: 6,
    of: 'anybody',
    body: (_, topic) => new BinaryWriter().int32(1).string(topic).boolean(false),
    error: afterThrottleTime((answer) => {
      answer.array((each) => [each.int32(), each.string(), each.int32(), each.nullableString()]);
      answer.nullableString();
      answer.int32();
      answer.int32();
      return answer.int16();
    }),
  },
  {
    api: 'FindCoordinator',
    key: 10,
    version: 2,
    of: 'anybody',
    body: (name) => new BinaryWriter().string(name).int8(0),
    error: afterThrottleTime((answer) => answer.int16()),
  },
  {
    api: 'JoinGroup',
    key: 11,
    version: 5,
    of: 'group coordinator',
    body: (name) => {
      const body = new BinaryWriter().string(name).int32(SESSION_MS).int32(SESSION_MS).string('').string(null);
      return body.string('consumer').int32(1).string('range').nullableBytes(Buffer.alloc(0));
    },
    error: afterThrottleTime((answer) => answer.int16()),
  },
  {
    api: 'SyncGroup',
    key: 14,
    version: 3,
    of: 'group coordinator',
    body: (name) => new BinaryWriter().string(name).int32(1).string(MEMBER).string(null).int32(0),
    error: afterThrottleTime((answer) => answer.int16()),
  },
  {
    api: 'Heartbeat',
    key: 12,
    version: 3,
    of: 'group coordinator',
    body: (name) => new BinaryWriter().string(name).int32(1).string(MEMBER).string(null),
    error: afterThrottleTime((answer) => answer.int16()),
  },
  {
    api: 'LeaveGroup',
    key: 13,
    version: 2,
    of: 'group coordinator',
    body: (name) => new BinaryWriter().string(name).string(MEMBER),
    error: afterThrottleTime((answer) => answer.int16()),
  },
  {
    api: 'OffsetCommit',
    key: 8,
    version: 5,
    of: 'group coordinator',
    body: (name, topic) => {
      const body = new BinaryWriter().string(name).int32(-1).string('');
      return onePartition(body, topic).int64(0).string(null);
    },
    error: afterThrottleTime(errorOfPartition),
  },
  {
    api: 'OffsetFetch',
    key: 9,
    version: 4,
    of: 'group coordinator',
    body: (name, topic) => onePartition(new BinaryWriter().string(name), topic),
    error: afterThrottleTime((answer) => {
      answer.array((each) => [
        each.string(),
        each.array((one) => [one.int32(), one.int64(), one.nullableString(), one.int16()]),
      ]);
      return answer.int16();
    }),
  },
  {
    api: 'DescribeGroups',
    key: 15,
    version: 2,
    of: 'group coordinator',
    body: (name) => new BinaryWriter().int32(1).string(name),
    error: afterThrottleTime((answer) => {
      answer.int32();
      return answer.int16();
    }),
  },
  {
    api: 'DeleteGroups',
    key: 42,
    version: 1,
    of: 'group coordinator',
    body: (name) => new BinaryWriter().int32(1).string(name),
    error: afterThrottleTime((answer) => only(answer.array((each) => [each.string(), each.int16()] as const))[1]),
  },
  {
    api: 'InitProducerId',
    key: 22,
    version: 1,
    of: 'transaction coordinator',
    body: (name) => new BinaryWriter().string(name).int32(SESSION_MS),
    error: afterThrottleTime((answer) => answer.int16()),
  },
  {
    api: 'AddPartitionsToTxn',
    key: 24,
    version: 1,
    of: 'transaction coordinator',
    body: (name, topic) => onePartition(new BinaryWriter().string(name).int64(1).int16(0), topic),
    error: afterThrottleTime(errorOfPartition),
  },
  {
    api: 'AddOffsetsToTxn',
    key: 25,
    version: 1,
    of: 'transaction coordinator',
    body: (name) => new BinaryWriter().string(name).int64(1).int16(0).string(name),
    error: afterThrottleTime((answer) => answer.int16()),
  },
  {
    api: 'EndTxn',
    key: 26,
    version: 1,
    of: 'transaction coordinator',
    body: (name) => new BinaryWriter().string(name).int64(1).int16(0).boolean(true),
    error: afterThrottleTime((answer) => answer.int16()),
  },
  {
    // The one request of a transaction that the group's coordinator serves.
    api: 'TxnOffsetCommit',
    key: 28,
    version: 1,
    of: 'group coordinator',
    body: (name, topic) => {
      const body = new BinaryWriter().string(name).string(name).int64(1).int16(0);
      return onePartition(body, topic).int64(0).string(null);
    },
    error: afterThrottleTime(errorOfPartition),
  },
];

function onePartition(body: BinaryWriter, topic: string): BinaryWriter {
  return body.int32(1).string(topic).int32(1).int32(0);
}

function afterThrottleTime(error: (answer: BinaryReader) => number): (answer: BinaryReader) => number {
  return (answer) => {
    answer.int32();
    return error(answer);
  };
}

function errorOfPartition(answer: BinaryReader): number {
  const topics = answer.array((each) => {
    each.string();
    return each.array((one) => [one.int32(), one.int16()] as const);
  });
  return only(topics.flat())[1];
}

function only<T>(list: readonly T[]): T {
  const [first] = list;
  if (first === undefined || list.length > 1) throw new Error(`the answer has ${list.length} parts instead of one`);
  return first;
}
