/** Gives each run empty topics on a cluster that outlives it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { TOPIC_NAMES, TOPICS } from '../../../generated/contracts/index.ts';

const AGAIN_MS = 100;

/** Removes the topics of the contracts and all groups that have nobody in them, and creates the topics again. */
export async function freshTopics(admin: Admin): Promise<void> {
  await removeGroups(admin);
  await removeTopics(admin);
  const topics = TOPIC_NAMES.map((topic) => ({
    topic,
    numPartitions: TOPICS[topic].partitions,
    replicationFactor: -1,
  }));
  // Deleting goes on in the background; until it is over, a topic "exists" and cannot be created.
  while (!(await admin.createTopics({ topics, waitForLeaders: false }))) await sleep(AGAIN_MS);
  while (!(await haveLeaders(admin))) await sleep(AGAIN_MS);
}

/** A broker learns of new topics a moment after the controller has made them; kafkajs' own waiting gives up at that. */
async function haveLeaders(admin: Admin): Promise<boolean> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [...TOPIC_NAMES] });
    return topics.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0));
  } catch {
    return false;
  }
}

/** Removes the topics of the contracts. */
export async function removeTopics(admin: Admin): Promise<void> {
  const existing = new Set(await admin.listTopics());
  const old = TOPIC_NAMES.filter((name) => existing.has(name));
  if (old.length > 0) await admin.deleteTopics({ topics: old });
}

/**
 * Waits until the cluster coordinates consumer groups. The first question for a coordinator makes it create what it needs for that, and until
 * then kafkajs' consumers end with an error that their process does not survive.
 */
export async function coordinatorsReady(admin: Admin): Promise<void> {
  for (const groupId of ['wallet', 'payment', 'saga', 'gateway', 'metrics', 'recovery']) {
    while (!(await hasCoordinator(admin, groupId))) await sleep(AGAIN_MS);
  }
}

async function hasCoordinator(admin: Admin, groupId: string): Promise<boolean> {
  try {
    await admin.fetchOffsets({ groupId });
    return true;
  } catch {
    return false;
  }
}

async function removeGroups(admin: Admin): Promise<void> {
  const { groups } = await admin.listGroups();
  const described =
    groups.length === 0 ? { groups: [] } : await admin.describeGroups(groups.map(({ groupId }) => groupId));
  const empty = described.groups.filter(({ members }) => members.length === 0).map(({ groupId }) => groupId);
  if (empty.length > 0) await admin.deleteGroups(empty);
}
