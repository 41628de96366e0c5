/** AddPartitionsToTxn, AddOffsetsToTxn, TxnOffsetCommit and EndTxn: the requests of a transactional producer. */

import type { CommittedOffset } from '../group/offset-store.ts';
import type { Producer } from '../transactions/coordinator.ts';
import type { BinaryReader } from '../wire/binary-reader.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import type { Api } from './api.ts';

export const addPartitionsToTxn: Api = {
  key: 24,
  name: 'AddPartitionsToTxn',
  minVersion: 0,
  maxVersion: 1,
  handle(request, broker) {
    const { body } = request;
    const transactionalId = body.string();
    const producer = readProducer(body);
    const wanted = body.array(readPartitions).flat();
    const missing = new Set(
      wanted.filter(({ topic, partition }) => broker.cluster.topics.partition(topic, partition) === undefined),
    );
    const add = () => broker.cluster.transactions.addPartitions(transactionalId, producer, wanted);
    const refusal = request.refusal || broker.checkTransactionalId(transactionalId);
    const error = refusal || (missing.size > 0 ? undefined : add());
    // As in Kafka none is taken in when one does not exist.
    const errorOf = (partition: (typeof wanted)[number]) =>
      error ?? (missing.has(partition) ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : ErrorCode.OPERATION_NOT_ATTEMPTED);
    const byTopic = [...Map.groupBy(wanted, ({ topic }) => topic)];
    const answer = new BinaryWriter().int32(request.throttleMs).array(byTopic, ([topic, partitions], writer) => {
      writer.string(topic).array(partitions, (each) => writer.int32(each.partition).int16(errorOf(each)));
    });
    request.respond(answer);
  },
};

export const addOffsetsToTxn: Api = {
  key: 25,
  name: 'AddOffsetsToTxn',
  minVersion: 0,
  maxVersion: 1,
  handle(request, broker) {
    const transactionalId = request.body.string();
    const producer = readProducer(request.body);
    const group = request.body.string();
    const error =
      request.refusal ||
      broker.checkTransactionalId(transactionalId) ||
      broker.cluster.transactions.addGroup(transactionalId, producer, group);
    request.respond(new BinaryWriter().int32(request.throttleMs).int16(error));
  },
};

export const endTxn: Api = {
  key: 26,
  name: 'EndTxn',
  minVersion: 0,
  maxVersion: 1,
  handle(request, broker) {
    const transactionalId = request.body.string();
    const producer = readProducer(request.body);
    const outcome = request.body.boolean() ? 'commit' : 'abort';
    const error =
      request.refusal ||
      broker.checkTransactionalId(transactionalId) ||
      broker.cluster.transactions.end(transactionalId, producer, outcome);
    request.respond(new BinaryWriter().int32(request.throttleMs).int16(error));
  },
};

export const txnOffsetCommit: Api = {
  key: 28,
  name: 'TxnOffsetCommit',
  minVersion: 0,
  maxVersion: 1,
  handle(request, broker) {
    const { body } = request;
    const transactionalId = body.string();
    const group = body.string();
    const producer = readProducer(body);
    const offsets = body.array(readOffsets).flat();
    // The one request of a transaction that goes to the coordinator of the group.
    const refusal = request.refusal || broker.checkGroup(group);
    const store = (offset: CommittedOffset) =>
      refusal || broker.cluster.transactions.commitOffset(transactionalId, producer, group, offset);
    const byTopic = [...Map.groupBy(offsets, ({ topic }) => topic)];
    const answer = new BinaryWriter().int32(request.throttleMs).array(byTopic, ([topic, partitions], writer) => {
      writer.string(topic).array(partitions, (offset) => writer.int32(offset.partition).int16(store(offset)));
    });
    request.respond(answer);
  },
};

function readProducer(reader: BinaryReader): Producer {
  return { producerId: reader.int64(), epoch: reader.int16() };
}

function readPartitions(reader: BinaryReader): { topic: string; partition: number }[] {
  const topic = reader.string();
  return reader.array((each) => ({ topic, partition: each.int32() }));
}

function readOffsets(reader: BinaryReader): CommittedOffset[] {
  const topic = reader.string();
  return reader.array((each) => {
    const partition = each.int32();
    const offset = each.int64();
    return { topic, partition, offset, metadata: each.nullableString() ?? '' };
  });
}
