/** Creates the topics of the contracts at a broker. */
import { setTimeout } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { TOPIC_NAMES, TOPICS } from '../../generated/contracts/index.ts';
import type { KafkaConfig } from './config.ts';
import { kafkaClient } from './platform/kafka.ts';
import type { Logger } from './platform/log.ts';
import { isRecord } from './platform/rows.ts';

/** All topics of the contracts with the number of their partitions, for a broker of the project's own. */
export const TOPICS_OF_CONTRACTS = TOPIC_NAMES.map((name) => ({ name, partitions: TOPICS[name].partitions }));

const LOOK_EVERY_MS = 100;

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
    if (topics.length > 0) await admin.createTopics({ topics, waitForLeaders: false });
    await leadersElected(admin, missing, Date.now() + config.sessionTimeoutMs);
    return missing;
  } finally {
    await admin.disconnect();
  }
}

/** @throws Error naming the topics that have no leaders at `endMs` (milliseconds since 1970). */
async function leadersElected(admin: Admin, topics: readonly string[], endMs: number): Promise<void> {
  for (;;) {
    const leaderless = await withoutLeader(admin, topics);
    if (leaderless.length === 0) return;
    if (Date.now() > endMs) {
      throw new Error(
        `These topics were created, but not all of their partitions have a leader: ${leaderless.join(', ')}. See what the brokers log, then try again.`,
      );
    }
    await setTimeout(LOOK_EVERY_MS);
  }
}

/** All of them while a broker has not heard of one: for a moment after the controller has made it. The client's own waiting gives up at that. */
async function withoutLeader(admin: Admin, topics: readonly string[]): Promise<readonly string[]> {
  if (topics.length === 0) return [];
  try {
    const found = await admin.fetchTopicMetadata({ topics: [...topics] });
    return found.topics.filter(({ partitions }) => partitions.some(({ leader }) => leader < 0)).map(({ name }) => name);
  } catch (error) {
    if (isRecord(error) && error['type'] === 'UNKNOWN_TOPIC_OR_PARTITION') return topics;
    throw error;
  }
}
