/**
 * The settings of a topic. Only those that this broker acts upon are accepted: a setting that is accepted and
 * then ignored, such as compaction, would let a test pass that fails against Apache Kafka.
 */

export interface TopicConfig {
  readonly retentionMs?: number;
}

/** Reads the settings of a new topic, or says in one sentence which one is not acceptable. */
export function parseTopicConfig(
  entries: readonly (readonly [name: string, value: string | null])[],
): TopicConfig | string {
  let config: TopicConfig = {};
  for (const [name, value] of entries) {
    if (name === 'cleanup.policy' && value === 'delete') continue;
    const retentionMs = Number(value);
    if (name !== 'retention.ms' || value === null || !Number.isInteger(retentionMs) || retentionMs < -1) {
      return `${name}=${value} is not supported; this broker knows retention.ms=<milliseconds, or -1> and cleanup.policy=delete`;
    }
    config = retentionMs === -1 ? {} : { retentionMs };
  }
  return config;
}

/** The settings as a client sees them. */
export function describeTopicConfig(
  config: TopicConfig,
): readonly { name: string; value: string; isDefault: boolean }[] {
  return [
    { name: 'cleanup.policy', value: 'delete', isDefault: true },
    { name: 'retention.ms', value: String(config.retentionMs ?? -1), isDefault: config.retentionMs === undefined },
  ];
}
