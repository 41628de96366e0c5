/**
 * Fetch: reads batches from many partitions, and waits for more when there is too little (long poll). Fetch
 * sessions (KIP-227) are never opened: a broker may always answer with session 0, and kafkajs does not ask for
 * more. Batches are sent whole; the first one is sent even when it alone is larger than what was asked for.
 */

import type { Broker } from '../broker.ts';
import { labelOf } from '../records.ts';
import type { BinaryReader } from '../wire/binary-reader.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import type { Api, ApiRequest } from './api.ts';
import { failed, findLog, type PartitionRead, type PartitionWish, readPartitions, type Wish } from './fetch-read.ts';

export const fetch: Api = {
  key: 1,
  name: 'Fetch',
  minVersion: 4,
  maxVersion: 11,
  handle(request, broker) {
    const wish = readWish(request.body, request.version);
    if (wish.sessionId !== 0) return answerError(request, ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
    const { refusal } = request;
    if (refusal !== ErrorCode.NONE)
      return answer(
        request,
        wish.partitions.map((each) => failed(each, refusal)),
      );
    if (wish.maxWaitMs <= 0 || isSatisfied(broker, wish)) return deliver(request, broker, wish);
    waitForMore(request, broker, wish);
  },
};

function readWish(body: BinaryReader, version: number): Wish {
  body.int32();
  const maxWaitMs = body.int32();
  const minBytes = body.int32();
  const maxBytes = body.int32();
  const committedOnly = body.int8() === 1;
  const sessionId = version >= 7 ? body.int32() : 0;
  if (version >= 7) body.int32();
  const partitions = body.array((reader) => readTopic(reader, version)).flat();
  return { maxWaitMs, minBytes, maxBytes, committedOnly, sessionId, partitions };
}

function readTopic(reader: BinaryReader, version: number): PartitionWish[] {
  const topic = reader.string();
  return reader.array((each) => {
    const partition = each.int32();
    const leaderEpoch = version >= 9 ? each.int32() : -1;
    const offset = each.int64();
    if (version >= 5) each.int64();
    return { topic, partition, offset, leaderEpoch, maxBytes: each.int32() };
  });
}

/** True when there is enough to read, or something to be told at once. */
function isSatisfied(broker: Broker, wish: Wish): boolean {
  if (wish.partitions.length === 0) return true;
  let bytes = 0;
  for (const partition of wish.partitions) {
    const log = findLog(broker, partition);
    if (typeof log === 'number') return true;
    const { offset } = partition;
    const limit = wish.committedOnly ? log.lastStableOffset : log.highWatermark;
    if (limit > offset) bytes += Math.min(log.bytesBetween(offset, limit), partition.maxBytes);
  }
  return bytes >= wish.minBytes;
}

function waitForMore(request: ApiRequest, broker: Broker, wish: Wish): void {
  const withdrawals: (() => void)[] = [];
  const withdraw = () => {
    for (const undo of withdrawals) undo();
  };
  const finish = () => {
    withdraw();
    deliver(request, broker, wish);
  };
  const look = () => {
    if (isSatisfied(broker, wish)) finish();
  };
  for (const { topic, partition } of wish.partitions) {
    const undo = broker.cluster.topics.partition(topic, partition)?.log.onChange(look);
    if (undo !== undefined) withdrawals.push(undo);
  }
  withdrawals.push(broker.cluster.scheduler.schedule(wish.maxWaitMs, finish));
  request.onAbandon(withdraw);
}

function deliver(request: ApiRequest, broker: Broker, wish: Wish): void {
  const reads = readPartitions(broker, wish);
  if (broker.cluster.recordsGoUnwatched || announce(request, broker, reads)) answer(request, reads);
  else request.skip();
}

function answer(request: ApiRequest, reads: readonly PartitionRead[]): void {
  const header = new BinaryWriter(64 + reads.reduce((sum, { byteLength }) => sum + 64 + byteLength, 0));
  header.int32(request.throttleMs);
  if (request.version >= 7) header.int16(ErrorCode.NONE).int32(0);
  const byTopic = [...Map.groupBy(reads, ({ wish: { topic } }) => topic)];
  const write = (read: PartitionRead, writer: BinaryWriter) => writePartition(read, writer, request.version);
  request.respond(
    header.array(byTopic, ([topic, partitions], writer) => writer.string(topic).array(partitions, write)),
  );
}

/** Tells of each record that it is on its way; false when that was the end of the connection. */
function announce(request: ApiRequest, broker: Broker, reads: readonly PartitionRead[]): boolean {
  const { client: consumer, id: connectionId } = request.connection;
  const { cluster } = broker;
  const atMs = cluster.scheduler.now();
  for (const { wish, batches } of reads) {
    for (const record of batches.flatMap(({ records }) => records)) {
      // A batch is sent whole; the client drops what lies before the offset it asked for.
      if (record.offset < wish.offset) continue;
      cluster.observer.onDeliver?.({ record, consumer, connectionId, atMs });
      if (!cluster.reach('kafka.fetch.done', request.connection, labelOf(record))) return false;
    }
  }
  return request.connection.open;
}

function writePartition(read: PartitionRead, writer: BinaryWriter, version: number): void {
  writer.int32(read.wish.partition).int16(read.error).int64(read.highWatermark).int64(read.lastStableOffset);
  if (version >= 5) writer.int64(read.startOffset);
  if (read.aborted === null) writer.int32(-1);
  else writer.array(read.aborted, ({ producerId, firstOffset }) => writer.int64(producerId).int64(firstOffset));
  if (version >= 11) writer.int32(-1);
  writer.int32(read.byteLength);
  for (const { bytes } of read.batches) writer.raw(bytes);
}

function answerError(request: ApiRequest, error: ErrorCode): void {
  const body = new BinaryWriter().int32(request.throttleMs).int16(error).int32(0);
  request.respond(body.int32(0));
}
