/** Produce: checks record batches, appends them, and answers with their offsets. */

import type { BrokerState } from '../broker-state.ts';
import type { PartitionLog } from '../log/partition-log.ts';
import {
  type BatchHeader,
  type BatchRecord,
  type ParsedBatch,
  parseBatch,
  withBaseOffset,
} from '../log/record-batch.ts';
import { type AppendedRecord, appendedRecord, labelOf, labelOfReceived } from '../records.ts';
import type { BinaryReader } from '../wire/binary-reader.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';
import { ErrorCode, errorName } from '../wire/error-codes.ts';
import type { Api, ApiRequest } from './api.ts';

interface PartitionData {
  readonly topic: string;
  readonly partition: number;
  readonly bytes: Buffer;
  readonly batch: ParsedBatch | ErrorCode;
}

interface PartitionResult {
  readonly topic: string;
  readonly partition: number;
  readonly error: ErrorCode;
  readonly baseOffset: number;
  readonly log?: PartitionLog;
  readonly appended: readonly AppendedRecord[];
}

export const produce: Api = {
  key: 0,
  name: 'Produce',
  minVersion: 3,
  maxVersion: 7,
  handle(request, broker) {
    const transactionalId = request.body.nullableString();
    const acks = request.body.int16();
    request.body.int32();
    const data = request.body.array(readTopic).flat();
    if (!announce(request, broker, data)) return request.skip();
    const append = (partition: PartitionData) => appendPartition(request, broker, transactionalId, partition);
    const results = acks < -1 || acks > 1 ? data.map(refuseAcks) : data.map(append);
    for (const { log } of results) log?.notify();
    if (!report(request, broker, results)) return request.skip();
    answer(request, acks, results);
  },
};

function readTopic(reader: BinaryReader): PartitionData[] {
  const topic = reader.string();
  return reader.array((partition) => {
    const index = partition.int32();
    const bytes = partition.nullableBytes() ?? Buffer.alloc(0);
    return { topic, partition: index, bytes, batch: parseBatch(bytes) };
  });
}

/** Tells of each record that it arrived; false when that was the end of the connection. */
function announce(request: ApiRequest, broker: BrokerState, data: readonly PartitionData[]): boolean {
  const received = data.flatMap(({ batch }): readonly BatchRecord[] =>
    typeof batch === 'object' ? batch.records : [],
  );
  for (const record of received) {
    if (!broker.reach('kafka.produce.received', request.connection, labelOfReceived(record))) return false;
  }
  return request.connection.open;
}

/** Tells of each record that it was appended; false when that was the end of the connection. */
function report(request: ApiRequest, broker: BrokerState, results: readonly PartitionResult[]): boolean {
  for (const record of results.flatMap(({ appended }) => appended)) {
    if (!broker.reach('kafka.produce.done', request.connection, labelOf(record))) return false;
  }
  return request.connection.open;
}

function refuseAcks({ topic, partition }: PartitionData): PartitionResult {
  return { topic, partition, error: ErrorCode.INVALID_REQUIRED_ACKS, baseOffset: -1, appended: [] };
}

function appendPartition(
  request: ApiRequest,
  broker: BrokerState,
  transactionalId: string | null,
  data: PartitionData,
): PartitionResult {
  const { topic, partition, bytes, batch } = data;
  const log = broker.topics.partition(topic, partition);
  const refuse = (error: ErrorCode) => ({ topic, partition, error, baseOffset: -1, appended: [] });
  if (log === undefined) return refuse(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  if (bytes.length > broker.maxBatchBytes) return refuse(ErrorCode.MESSAGE_TOO_LARGE);
  if (typeof batch !== 'object') return refuse(batch);
  // Control records are written by the broker only.
  if (batch.header.control) return refuse(ErrorCode.INVALID_RECORD);
  const forbidden = checkTransaction(broker, transactionalId, data, batch.header);
  if (forbidden !== ErrorCode.NONE) return refuse(forbidden);
  const verdict = log.producers.check(batch.header);
  if (verdict.kind === 'refused') return refuse(verdict.error);
  if (verdict.kind === 'duplicate') {
    broker.observer.onDuplicate?.({ topic, partition, baseOffset: verdict.baseOffset });
    return { topic, partition, error: ErrorCode.NONE, baseOffset: verdict.baseOffset, appended: [] };
  }
  const baseOffset = log.endOffset;
  const appended = store(request, broker, log, data, batch);
  return { topic, partition, error: ErrorCode.NONE, baseOffset, log, appended };
}

function checkTransaction(
  broker: BrokerState,
  transactionalId: string | null,
  { topic, partition }: PartitionData,
  { transactional, producerId, producerEpoch }: BatchHeader,
): ErrorCode {
  if (!transactional) return transactionalId === null ? ErrorCode.NONE : ErrorCode.INVALID_TXN_STATE;
  return broker.transactions.checkProduce(transactionalId, { producerId, epoch: producerEpoch }, { topic, partition });
}

function store(
  request: ApiRequest,
  broker: BrokerState,
  log: PartitionLog,
  { topic, partition, bytes }: PartitionData,
  { header, records }: ParsedBatch,
): readonly AppendedRecord[] {
  const baseOffset = log.endOffset;
  const appendedMs = broker.scheduler.now();
  const producer = request.connection.client;
  const appended = records.map((record) =>
    appendedRecord(record, { topic, partition, offset: baseOffset + record.offsetDelta, appendedMs, producer }),
  );
  const stored = withBaseOffset(bytes, baseOffset);
  log.append({ header, bytes: stored, appendedMs, records: appended });
  broker.trace('kafka.append', topic, partition, baseOffset, producer, stored);
  for (const record of appended) {
    broker.history.push(record);
    broker.observer.onAppend?.(record);
  }
  return appended;
}

function answer(request: ApiRequest, acks: number, results: readonly PartitionResult[]): void {
  const failed = results.find(({ error }) => error !== ErrorCode.NONE);
  if (acks !== 0) request.respond(writeResults(request, results));
  else if (failed === undefined) request.skip();
  // Nobody reads an answer: closing the connection is the only way to tell the producer.
  else request.close(`produce without acknowledgement failed: ${failed.topic} ${errorName(failed.error)}`);
}

function writeResults(request: ApiRequest, results: readonly PartitionResult[]): BinaryWriter {
  const byTopic = [...Map.groupBy(results, ({ topic }) => topic)];
  const body = new BinaryWriter().array(byTopic, ([topic, partitions], writer) => {
    writer.string(topic).array(partitions, ({ partition, error, baseOffset, log }) => {
      writer.int32(partition).int16(error).int64(baseOffset).int64(-1);
      if (request.version >= 5) writer.int64(log?.startOffset ?? -1);
    });
  });
  return body.int32(0);
}
