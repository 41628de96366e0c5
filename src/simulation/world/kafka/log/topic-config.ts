/**
 * The settings of a topic. Only those that this broker acts upon are accepted: a setting that is accepted and
 * then ignored, such as compaction, would let a test pass that fails against Apache Kafka.
 */

export interface TopicConfig {
  /** Records older than this are removed; without it they stay. */
  readonly retentionMs?: number;
  /** So many replicas have to be in sync for a record to be acknowledged by all. Default: that of the cluster. */
  readonly minInSyncReplicas?: number;
  /** Let a replica lead that lacks records when no other can. Default: that of the cluster. */
  readonly uncleanElection?: boolean;
}

/** What a topic has that doesn't say otherwise. */
export interface ClusterDefaults {
  readonly minInSyncReplicas: number;
  readonly uncleanElection: boolean;
}

/** Reads the settings of a new topic, or says in one sentence which one is not acceptable. */
export function parseTopicConfig(
  entries: readonly (readonly [name: string, value: string | null])[],
): TopicConfig | string {
  let config: TopicConfig = {};
  for (const [name, value] of entries) {
    const read = parseEntry(name, value);
    if (read === undefined) return `${name}=${value} is not supported; this broker knows ${KNOWN}`;
    config = { ...config, ...read };
  }
  return config;
}

const KNOWN =
  'retention.ms=<milliseconds, or -1>, min.insync.replicas=<1 or more>, unclean.leader.election.enable=<true or false>, ' +
  'cleanup.policy=delete and message.timestamp.type=CreateTime';

function parseEntry(name: string, value: string | null): TopicConfig | undefined {
  const number = value === null ? Number.NaN : Number(value);
  if (name === 'cleanup.policy' && value === 'delete') return {};
  if (name === 'message.timestamp.type' && value === 'CreateTime') return {};
  if (name === 'retention.ms' && number === -1) return {};
  if (name === 'retention.ms' && Number.isInteger(number) && number >= 0) return { retentionMs: number };
  if (name === 'min.insync.replicas' && Number.isInteger(number) && number > 0) return { minInSyncReplicas: number };
  if (name === 'unclean.leader.election.enable' && (value === 'true' || value === 'false')) {
    return { uncleanElection: value === 'true' };
  }
  return undefined;
}

/** The settings as a client sees them. */
export function describeTopicConfig(
  config: TopicConfig,
  defaults: ClusterDefaults,
): readonly { name: string; value: string; isDefault: boolean }[] {
  const entry = (name: string, value: unknown, fallback: unknown) => ({
    name,
    value: String(value ?? fallback),
    isDefault: value === undefined,
  });
  return [
    { name: 'cleanup.policy', value: 'delete', isDefault: true },
    entry('retention.ms', config.retentionMs, -1),
    entry('min.insync.replicas', config.minInSyncReplicas, defaults.minInSyncReplicas),
    entry('unclean.leader.election.enable', config.uncleanElection, defaults.uncleanElection),
  ];
}
