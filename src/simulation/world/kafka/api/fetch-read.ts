/** What a fetch gets: the batches of each partition within the bounds of the request. */

import type { Broker } from '../broker.ts';
import type { PartitionLog, StoredBatch } from '../log/partition-log.ts';
import type { AbortedTransaction } from '../log/transaction-index.ts';
import type { Partition } from '../replication/partition.ts';
import { ErrorCode } from '../wire/error-codes.ts';

export interface PartitionWish {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly maxBytes: number;
  /** The leader epoch that the client knows; -1 when it does not say. */
  readonly leaderEpoch: number;
}

export interface Wish {
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  /** Read up to the last stable offset only. */
  readonly committedOnly: boolean;
  readonly sessionId: number;
  readonly partitions: readonly PartitionWish[];
}

export interface PartitionRead {
  readonly wish: PartitionWish;
  readonly error: ErrorCode;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly startOffset: number;
  /** Null, as in Apache Kafka, for who reads uncommitted data too. */
  readonly aborted: readonly AbortedTransaction[] | null;
  readonly batches: readonly StoredBatch[];
  /** Of all batches together. */
  readonly byteLength: number;
}

/** Reads the partitions in the order of the request until its bytes are used up. */
export function readPartitions(broker: Broker, wish: Wish): readonly PartitionRead[] {
  let left = wish.maxBytes;
  let nothingYet = true;
  return wish.partitions.map((partition) => {
    const log = findLog(broker, partition);
    if (typeof log === 'number') return failed(partition, log);
    const read = readLog(log, partition, Math.min(partition.maxBytes, left), nothingYet, wish.committedOnly);
    left = Math.max(0, left - read.byteLength);
    nothingYet &&= read.byteLength === 0;
    return read;
  });
}

/** The log to read from, or what to answer instead. */
export function findLog(broker: Broker, { topic, partition, offset, leaderEpoch }: PartitionWish) {
  const leading = broker.leading(topic, partition);
  if (typeof leading === 'number') return leading;
  const error = checkEpoch(leading, leaderEpoch);
  if (error !== ErrorCode.NONE) return error;
  return leading.log.contains(offset) ? leading.log : ErrorCode.OFFSET_OUT_OF_RANGE;
}

/** Whether client and broker mean the same leader (KIP-320). */
function checkEpoch({ leaderEpoch }: Partition, known: number): ErrorCode {
  if (known < 0 || known === leaderEpoch) return ErrorCode.NONE;
  return known < leaderEpoch ? ErrorCode.FENCED_LEADER_EPOCH : ErrorCode.UNKNOWN_LEADER_EPOCH;
}

function readLog(
  log: PartitionLog,
  wish: PartitionWish,
  maxBytes: number,
  atLeastOne: boolean,
  committedOnly: boolean,
): PartitionRead {
  const { lastStableOffset, startOffset, highWatermark } = log;
  const limit = committedOnly ? lastStableOffset : highWatermark;
  const batches = wish.offset < limit ? log.read(wish.offset, limit, maxBytes, atLeastOne) : [];
  const end = (batches.at(-1)?.lastOffset ?? wish.offset - 1) + 1;
  const aborted = committedOnly ? log.transactions.abortedBetween(wish.offset, end) : null;
  const byteLength = batches.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const error = ErrorCode.NONE;
  return { wish, error, highWatermark, lastStableOffset, startOffset, aborted, batches, byteLength };
}

/** The answer for a partition that cannot be read. */
export function failed(wish: PartitionWish, error: ErrorCode): PartitionRead {
  const offsets = { highWatermark: -1, lastStableOffset: -1, startOffset: -1 };
  return { wish, error, ...offsets, aborted: null, batches: [], byteLength: 0 };
}
