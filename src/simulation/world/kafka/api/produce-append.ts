/** What becomes of one partition's batch in a produce request: refused, recognised, or appended to the leader's log. */

import type { Broker } from '../broker.ts';
import { type BatchHeader, type ParsedBatch, withBaseOffset } from '../log/record-batch.ts';
import { type AppendedRecord, appendedRecord } from '../records.ts';
import type { Partition } from '../replication/partition.ts';
import { ErrorCode } from '../wire/error-codes.ts';

export interface PartitionData {
  readonly topic: string;
  readonly partition: number;
  readonly bytes: Buffer;
  readonly batch: ParsedBatch | ErrorCode;
}

/** Who sends it, and how much has to be so before it is acknowledged. */
export interface ProduceContext {
  /** Name of the process. */
  readonly producer: string;
  readonly transactionalId: string | null;
  /** -1: all replicas in sync; 1: the leader; 0: nobody. */
  readonly acks: number;
}

export interface PartitionResult {
  readonly topic: string;
  readonly partition: number;
  readonly error: ErrorCode;
  readonly baseOffset: number;
  /** Where it was appended, now or when it came the first time. */
  readonly stored?: Stored;
  readonly appended: readonly AppendedRecord[];
}

export interface Stored {
  readonly partition: Partition;
  /** The high watermark at which all of the batch is committed. */
  readonly endOffset: number;
  readonly leaderEpoch: number;
}

/** Checks and appends a batch. Followers and those who wait for records have yet to be told. */
export function appendPartition(broker: Broker, context: ProduceContext, data: PartitionData): PartitionResult {
  const { topic, partition: index, bytes, batch } = data;
  const { cluster } = broker;
  const refuse = (error: ErrorCode) => refused(data, error);
  const leading = broker.leading(topic, index);
  if (typeof leading === 'number') return refuse(leading);
  if (bytes.length > cluster.maxBatchBytes) return refuse(ErrorCode.MESSAGE_TOO_LARGE);
  if (typeof batch !== 'object') return refuse(batch);
  // Control records are written by brokers only.
  if (batch.header.control) return refuse(ErrorCode.INVALID_RECORD);
  const forbidden = checkTransaction(broker, context.transactionalId, data, batch.header);
  if (forbidden !== ErrorCode.NONE) return refuse(forbidden);
  if (context.acks === -1 && leading.inSync.length < cluster.minInSync(topic)) {
    return refuse(ErrorCode.NOT_ENOUGH_REPLICAS);
  }
  const { log, leaderEpoch } = leading;
  const verdict = log.producers.check(batch.header);
  if (verdict.kind === 'refused') return refuse(verdict.error);
  const duplicate = verdict.kind === 'duplicate';
  const baseOffset = duplicate ? verdict.baseOffset : log.endOffset;
  if (duplicate) cluster.observer.onDuplicate?.({ topic, partition: index, baseOffset });
  const appended = duplicate ? [] : append(broker, leading, context.producer, data, batch);
  const stored = { partition: leading, endOffset: baseOffset + batch.header.count, leaderEpoch };
  return { topic, partition: index, error: ErrorCode.NONE, baseOffset, stored, appended };
}

/** The answer to a batch that was not taken. */
export function refused({ topic, partition }: PartitionData, error: ErrorCode): PartitionResult {
  return { topic, partition, error, baseOffset: -1, appended: [] };
}

function checkTransaction(
  { cluster }: Broker,
  transactionalId: string | null,
  { topic, partition }: PartitionData,
  { transactional, producerId, producerEpoch }: BatchHeader,
): ErrorCode {
  if (!transactional) return transactionalId === null ? ErrorCode.NONE : ErrorCode.INVALID_TXN_STATE;
  if (!cluster.verifyTransactions) return ErrorCode.NONE;
  return cluster.transactions.checkProduce(transactionalId, { producerId, epoch: producerEpoch }, { topic, partition });
}

function append(
  { cluster }: Broker,
  { log, leaderEpoch }: Partition,
  producer: string,
  { topic, partition, bytes }: PartitionData,
  { header, records }: ParsedBatch,
): readonly AppendedRecord[] {
  const baseOffset = log.endOffset;
  const appendedMs = cluster.scheduler.now();
  const appended = records.map((record) =>
    appendedRecord(record, { topic, partition, offset: baseOffset + record.offsetDelta, appendedMs, producer }),
  );
  const stored = withBaseOffset(bytes, baseOffset, leaderEpoch);
  log.append({ header, bytes: stored, appendedMs, records: appended });
  cluster.trace('kafka.append', topic, partition, baseOffset, producer, stored);
  for (const record of appended) cluster.appended(record);
  return appended;
}
