/**
 * Produce: checks record batches, appends them, and answers with their offsets; with acks=-1 as soon as all replicas in sync
 * have them, with acks=1 at once.
 */

import type { Broker } from '../broker.ts';
import { type BatchRecord, parseBatch } from '../log/record-batch.ts';
import { labelOf, labelOfReceived } from '../records.ts';
import type { BinaryReader } from '../wire/binary-reader.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';
import { ErrorCode, errorName } from '../wire/error-codes.ts';
import type { Api, ApiRequest } from './api.ts';
import { appendPartition, type PartitionData, type PartitionResult, refused } from './produce-append.ts';

export const produce: Api = {
  key: 0,
  name: 'Produce',
  minVersion: 3,
  maxVersion: 7,
  handle(request, broker) {
    const transactionalId = request.body.nullableString();
    const acks = request.body.int16();
    const timeoutMs = request.body.int32();
    const data = request.body.array(readTopic).flat();
    if (!announce(request, broker, data)) return request.skip();
    const context = { producer: request.connection.client, transactionalId, acks };
    const refusal = request.refusal || (acks < -1 || acks > 1 ? ErrorCode.INVALID_REQUIRED_ACKS : ErrorCode.NONE);
    const results = data.map((each) =>
      refusal === ErrorCode.NONE ? appendPartition(broker, context, each) : refused(each, refusal),
    );
    const respond = (final: readonly PartitionResult[]) => {
      if (report(request, broker, final)) answer(request, acks, final);
      else request.skip();
    };
    const grown = results.flatMap(({ stored, appended }) => (stored && appended.length > 0 ? [stored.partition] : []));
    broker.cluster.replicator.wake(...grown);
    if (acks === -1) whenReplicated(request, broker, results, timeoutMs, respond);
    else respond(results);
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
function announce(request: ApiRequest, { cluster }: Broker, data: readonly PartitionData[]): boolean {
  const received = data.flatMap(({ batch }): readonly BatchRecord[] =>
    typeof batch === 'object' ? batch.records : [],
  );
  for (const record of received) {
    if (!cluster.reach('kafka.produce.received', request.connection, labelOfReceived(record))) return false;
  }
  return request.connection.open;
}

/** Waits until each partition is replicated or cannot be any more, at most `timeoutMs`. */
function whenReplicated(
  request: ApiRequest,
  broker: Broker,
  results: readonly PartitionResult[],
  timeoutMs: number,
  respond: (final: readonly PartitionResult[]) => void,
): void {
  const waiting = results.filter((result) => replicationOf(broker, result) === 'pending');
  if (waiting.length === 0) {
    respond(results.map((result) => settled(broker, result)));
    return;
  }
  const withdrawals: (() => void)[] = [];
  const withdraw = () => {
    for (const undo of withdrawals) undo();
  };
  const finish = () => {
    withdraw();
    respond(results.map((result) => settled(broker, result)));
  };
  const look = () => {
    if (!waiting.some((result) => replicationOf(broker, result) === 'pending')) finish();
  };
  for (const { stored } of waiting) if (stored) withdrawals.push(stored.partition.log.onChange(look));
  withdrawals.push(broker.cluster.scheduler.schedule(timeoutMs, finish));
  request.onAbandon(withdraw);
}

/** What is known of the replication of a batch; an error stands for "it cannot be said that it is replicated". */
function replicationOf(broker: Broker, { stored, error }: PartitionResult): ErrorCode | 'pending' {
  if (stored === undefined) return error;
  const { partition, endOffset, leaderEpoch } = stored;
  if (partition.leader !== broker.id || partition.leaderEpoch !== leaderEpoch) return ErrorCode.NOT_LEADER_OR_FOLLOWER;
  if (partition.log.highWatermark < endOffset) return 'pending';
  const enough = partition.inSync.length >= broker.cluster.minInSync(partition.topic);
  return enough ? ErrorCode.NONE : ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND;
}

function settled(broker: Broker, result: PartitionResult): PartitionResult {
  const known = replicationOf(broker, result);
  if (known === ErrorCode.NONE) return result;
  const error = known === 'pending' ? ErrorCode.REQUEST_TIMED_OUT : known;
  return { ...result, error, baseOffset: -1 };
}

/** Tells of each record that it was appended; false when that was the end of the connection. */
function report(request: ApiRequest, { cluster }: Broker, results: readonly PartitionResult[]): boolean {
  for (const record of results.flatMap(({ appended }) => appended)) {
    if (!cluster.reach('kafka.produce.done', request.connection, labelOf(record))) return false;
  }
  return request.connection.open;
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
    writer.string(topic).array(partitions, ({ partition, error, baseOffset, stored }) => {
      writer.int32(partition).int16(error).int64(baseOffset).int64(-1);
      if (request.version >= 5) writer.int64(stored?.partition.log.startOffset ?? -1);
    });
  });
  return body.int32(request.throttleMs);
}
