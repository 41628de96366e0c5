/** Metadata: where the topics are. There is one broker, which leads every partition. */

import { type BrokerState, NODE_ID } from '../broker-state.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import type { Api } from './api.ts';

export const metadata: Api = {
  key: 3,
  name: 'Metadata',
  minVersion: 1,
  maxVersion: 6,
  handle(request, broker) {
    const asked = request.body.nullableArray((reader) => reader.string());
    const mayCreate = request.version < 4 || request.body.boolean();
    const names = asked ?? broker.topics.all().map(({ name }) => name);
    const answer = new BinaryWriter();
    if (request.version >= 3) answer.int32(0);
    answer.int32(1).int32(NODE_ID).string(broker.advertised.host).int32(broker.advertised.port).string(null);
    if (request.version >= 2) answer.string(broker.clusterId);
    answer.int32(NODE_ID);
    answer.array(names, (name) => writeTopic(answer, broker, name, mayCreate, request.version));
    request.respond(answer);
  },
};

function writeTopic(
  answer: BinaryWriter,
  broker: BrokerState,
  name: string,
  mayCreate: boolean,
  version: number,
): void {
  const error = findOrCreate(broker, name, mayCreate);
  const partitions = broker.topics.get(name)?.partitions ?? [];
  answer.int16(error).string(name).boolean(false).int32(partitions.length);
  for (const index of partitions.keys()) {
    answer.int16(ErrorCode.NONE).int32(index).int32(NODE_ID);
    answer.int32(1).int32(NODE_ID).int32(1).int32(NODE_ID);
    if (version >= 5) answer.int32(0);
  }
}

function findOrCreate(broker: BrokerState, name: string, mayCreate: boolean): ErrorCode {
  if (broker.topics.get(name) !== undefined) return ErrorCode.NONE;
  const partitions = broker.autoCreatePartitions;
  if (!mayCreate || partitions === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  return broker.topics.create({ name, partitions });
}
