/** Creates the topics of the contracts at a broker. */
import { TOPIC_NAMES, TOPICS } from '../../generated/contracts/index.ts';
import type { KafkaConfig } from './config.ts';
import { kafkaClient } from './platform/kafka.ts';
import type { Logger } from './platform/log.ts';

/**
 * Creates the topics that are not there yet, with the partitions and the retention of the contracts, and the broker's default of
 * replicas. Existing topics are left as they are.
 *
 * @param options with `copies`, also the topics of the split of the payment events, which only a deployment that is in it needs.
 * @returns the names of those that were created.
 */
export async function createTopics(
  config: KafkaConfig,
  log: Logger,
  { copies }: { readonly copies: boolean },
): Promise<readonly string[]> {
  const admin = kafkaClient(config, 'topics', log).admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const missing = TOPIC_NAMES.filter((name) => !existing.has(name) && (copies || TOPICS[name].kind !== 'copies'));
    const topics = missing.map((topic) => ({
      topic,
      numPartitions: TOPICS[topic].partitions,
      replicationFactor: -1,
      configEntries: [
        { name: 'cleanup.policy', value: 'delete' },
        { name: 'retention.ms', value: String(TOPICS[topic].retentionMs) },
      ],
    }));
    // Returns false without an error when another instance was faster.
    if (topics.length > 0) await admin.createTopics({ topics, waitForLeaders: true });
    return missing;
  } finally {
    await admin.disconnect();
  }
}
