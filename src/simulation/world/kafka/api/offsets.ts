/** OffsetCommit and OffsetFetch: how far a group has read. */

import type { Broker } from '../broker.ts';
import type { CommittedOffset } from '../group/offset-store.ts';
import type { BinaryReader } from '../wire/binary-reader.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import type { Api, ApiRequest } from './api.ts';

interface CommitResult {
  readonly committed: CommittedOffset;
  readonly error: ErrorCode;
}

export const offsetCommit: Api = {
  key: 8,
  name: 'OffsetCommit',
  minVersion: 2,
  maxVersion: 5,
  handle(request, broker) {
    const { body, version } = request;
    const group = body.string();
    const generation = body.int32();
    const memberId = body.string();
    if (version < 5) body.int64();
    const wanted = body.array(readTopic).flat();
    const refusal = request.refusal || broker.checkGroup(group) || checkCommit(broker, group, memberId, generation);
    const results = wanted.map((committed) => ({ committed, error: refusal || store(broker, group, committed) }));
    if (!report(request, broker, group, results)) return request.skip();
    const answer = new BinaryWriter();
    if (version >= 3) answer.int32(request.throttleMs);
    const byTopic = [...Map.groupBy(results, ({ committed }) => committed.topic)];
    answer.array(byTopic, ([topic, partitions]) => {
      answer.string(topic).array(partitions, ({ committed, error }) => answer.int32(committed.partition).int16(error));
    });
    request.respond(answer);
  },
};

function checkCommit({ cluster }: Broker, group: string, memberId: string, generation: number): ErrorCode {
  const { groups, groupCoordinators, defaults } = cluster;
  return (
    groupCoordinators.checkStore(group, defaults.minInSyncReplicas) || groups.checkCommit(group, memberId, generation)
  );
}

function readTopic(reader: BinaryReader): CommittedOffset[] {
  const topic = reader.string();
  return reader.array((each) => {
    const partition = each.int32();
    const offset = each.int64();
    return { topic, partition, offset, metadata: each.nullableString() ?? '' };
  });
}

function store(broker: Broker, group: string, committed: CommittedOffset): ErrorCode {
  if (broker.cluster.topics.partition(committed.topic, committed.partition) === undefined) {
    return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  }
  return broker.cluster.groups.commit(group, committed);
}

/** Tells of what was committed; false when that was the end of the connection. */
function report(request: ApiRequest, broker: Broker, group: string, results: readonly CommitResult[]): boolean {
  const offsets = results.filter(({ error }) => error === ErrorCode.NONE).map(({ committed }) => committed);
  if (offsets.length === 0) return request.connection.open;
  const { cluster } = broker;
  for (const { topic, partition, offset } of offsets) cluster.trace('kafka.commit', group, topic, partition, offset);
  cluster.observer.onCommit?.({ group, process: request.connection.client, offsets, atMs: cluster.scheduler.now() });
  return cluster.reach('kafka.offsets.done', request.connection, group);
}

export const offsetFetch: Api = {
  key: 9,
  name: 'OffsetFetch',
  minVersion: 1,
  maxVersion: 4,
  handle(request, broker) {
    const { body, version } = request;
    const group = body.string();
    // From version 2 on null asks for everything; before, it asked for nothing.
    const asked = body.nullableArray(readQuestion)?.flat();
    const error = request.refusal || broker.checkGroup(group);
    const known = asked?.map((question) => find(broker, group, question)) ?? broker.cluster.groups.committed(group);
    const offsets = error === ErrorCode.NONE ? known : (asked ?? []).map(unknown);
    const answer = new BinaryWriter();
    if (version >= 3) answer.int32(request.throttleMs);
    const byTopic = [...Map.groupBy(version < 2 && asked === undefined ? [] : offsets, ({ topic }) => topic)];
    answer.array(byTopic, ([topic, partitions]) => {
      answer.string(topic).array(partitions, ({ partition, offset, metadata }) => {
        answer.int32(partition).int64(offset).string(metadata).int16(error);
      });
    });
    if (version >= 2) answer.int16(error);
    request.respond(answer);
  },
};

function readQuestion(reader: BinaryReader): { topic: string; partition: number }[] {
  const topic = reader.string();
  return reader.array((each) => ({ topic, partition: each.int32() }));
}

function find(broker: Broker, group: string, question: { topic: string; partition: number }): CommittedOffset {
  const { topic, partition } = question;
  return broker.cluster.groups.committedOffset(group, topic, partition) ?? unknown(question);
}

function unknown({ topic, partition }: { topic: string; partition: number }): CommittedOffset {
  return { topic, partition, offset: -1, metadata: '' };
}
