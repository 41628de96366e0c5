/** DescribeConfigs: the settings of topics and of the broker that have a meaning here. */

import type { Broker } from '../broker.ts';
import { describeTopicConfig } from '../log/topic-config.ts';
import type { BinaryReader } from '../wire/binary-reader.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import type { Api } from './api.ts';

const TOPIC = 2;
const BROKER = 4;
/** Where a value comes from, in the protocol's numbers. */
const SOURCE = { topic: 1, default: 5 } as const;

interface Entry {
  readonly name: string;
  readonly value: string;
  readonly isDefault: boolean;
}

interface Resource {
  readonly type: number;
  readonly name: string;
  /** Null asks for all. */
  readonly keys: readonly string[] | null;
}

export const describeConfigs: Api = {
  key: 32,
  name: 'DescribeConfigs',
  minVersion: 0,
  maxVersion: 2,
  handle(request, broker) {
    const resources = request.body.array(readResource);
    const answer = new BinaryWriter().int32(request.throttleMs).array(resources, (resource, writer) => {
      const found = entriesOf(broker, resource);
      const entries =
        typeof found === 'number' ? [] : found.filter(({ name }) => resource.keys?.includes(name) ?? true);
      writer.int16(typeof found === 'number' ? found : ErrorCode.NONE).string(null);
      writer
        .int8(resource.type)
        .string(resource.name)
        .array(entries, (entry) => {
          writeEntry(writer, resource, entry, request.version);
        });
    });
    request.respond(answer);
  },
};

function readResource(reader: BinaryReader): Resource {
  return { type: reader.int8(), name: reader.string(), keys: reader.nullableArray((each) => each.string()) };
}

function entriesOf({ id, cluster }: Broker, { type, name }: Resource): readonly Entry[] | ErrorCode {
  if (type === TOPIC) {
    const topic = cluster.topics.get(name);
    return topic === undefined
      ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
      : describeTopicConfig(topic.config, cluster.defaults);
  }
  if (type !== BROKER || (name !== '' && name !== String(id))) return ErrorCode.INVALID_REQUEST;
  return [
    { name: 'auto.create.topics.enable', value: String(cluster.autoCreatePartitions !== undefined), isDefault: true },
    { name: 'message.max.bytes', value: String(cluster.maxBatchBytes), isDefault: true },
    { name: 'min.insync.replicas', value: String(cluster.defaults.minInSyncReplicas), isDefault: true },
    { name: 'unclean.leader.election.enable', value: String(cluster.defaults.uncleanElection), isDefault: true },
  ];
}

function writeEntry(
  writer: BinaryWriter,
  resource: Resource,
  { name, value, isDefault }: Entry,
  version: number,
): void {
  writer
    .string(name)
    .string(value)
    .boolean(resource.type === BROKER);
  if (version === 0) writer.boolean(isDefault);
  else writer.int8(isDefault ? SOURCE.default : SOURCE.topic);
  writer.boolean(false);
  if (version >= 1) writer.int32(0);
}
