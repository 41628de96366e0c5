/** Metadata: which brokers there are, and who leads the partitions. */

import type { ClusterState } from '../cluster-state.ts';
import type { Partition } from '../replication/partition.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import type { Api } from './api.ts';

export const metadata: Api = {
  key: 3,
  name: 'Metadata',
  minVersion: 1,
  maxVersion: 6,
  handle(request, broker) {
    const { cluster } = broker;
    const alive = cluster.brokers.filter(({ fenced }) => !fenced);
    const asked = request.body.nullableArray((reader) => reader.string());
    const mayCreate = request.version < 4 || request.body.boolean();
    const names = asked ?? cluster.topics.all().map(({ name }) => name);
    const answer = new BinaryWriter();
    if (request.version >= 3) answer.int32(request.throttleMs);
    answer.array(alive, ({ id, address }) => answer.int32(id).string(address.host).int32(address.port).string(null));
    if (request.version >= 2) answer.string(cluster.clusterId);
    // With KRaft any broker may be named: requests to the controller are passed on.
    answer.int32(broker.id);
    answer.array(names, (name) => {
      const error = request.refusal || findOrCreate(cluster, name, mayCreate);
      writeTopic(answer, cluster, name, error, request.version);
    });
    request.respond(answer);
  },
};

function writeTopic(
  answer: BinaryWriter,
  cluster: ClusterState,
  name: string,
  error: ErrorCode,
  version: number,
): void {
  const partitions = error === ErrorCode.NONE ? (cluster.topics.get(name)?.partitions ?? []) : [];
  answer.int16(error).string(name).boolean(false).int32(partitions.length);
  for (const partition of partitions) writePartition(answer, cluster, partition, version);
}

function writePartition(
  answer: BinaryWriter,
  cluster: ClusterState,
  { index, leader, replicas, inSync }: Partition,
  version: number,
): void {
  answer.int16(leader === undefined ? ErrorCode.LEADER_NOT_AVAILABLE : ErrorCode.NONE);
  answer.int32(index).int32(leader ?? -1);
  answer.array(replicas, (id) => answer.int32(id)).array(inSync, (id) => answer.int32(id));
  if (version < 5) return;
  const offline = replicas.filter((id) => cluster.broker(id)?.fenced === true);
  answer.array(offline, (id) => answer.int32(id));
}

function findOrCreate(cluster: ClusterState, name: string, mayCreate: boolean): ErrorCode {
  if (cluster.topics.get(name) !== undefined) return ErrorCode.NONE;
  const partitions = cluster.autoCreatePartitions;
  if (!mayCreate || partitions === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  return cluster.topics.create({ name, partitions });
}
