/** Reads everything that the topics of a run hold, as any consumer could. */
import { randomUUID } from 'node:crypto';
import type { Kafka, KafkaMessage } from 'kafkajs';
import { TOPIC_NAMES, TOPICS, type TopicName } from '../../../generated/contracts/index.ts';
import { parsedJson } from '../../simulation/payments/collect.ts';
import type { TopicRecord } from '../../simulation/payments/history.ts';

/** Groups of this name are the observer's own. */
export const OBSERVER = 'temblor-observer';

/**
 * All committed records, in the order of the broker's clock, and of offsets within a partition.
 * @param startMs when the run began, in milliseconds since 1970
 */
export async function readRecords(kafka: Kafka, startMs: number): Promise<readonly TopicRecord[]> {
  const left = await partitionsWithRecords(kafka);
  const records: TopicRecord[] = [];
  if (left.size === 0) return records;
  const consumer = kafka.consumer({ groupId: `${OBSERVER}-${randomUUID()}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [...TOPIC_NAMES], fromBeginning: true });
    const done = Promise.withResolvers<void>();
    consumer.on('consumer.crash', ({ payload }) => done.reject(payload.error));
    await consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: 8,
      eachBatch: async ({ batch }) => {
        for (const message of batch.messages) records.push(topicRecord(batch.topic, batch.partition, message, startMs));
        const name = `${batch.topic} ${batch.partition}`;
        // The last offset may be the mark of a transaction, which no consumer is shown.
        if (BigInt(batch.lastOffset()) + 1n >= (left.get(name) ?? 0n)) left.delete(name);
        if (left.size === 0) done.resolve();
      },
    });
    await done.promise;
  } finally {
    await consumer.disconnect();
  }
  return inOrder(records);
}

async function partitionsWithRecords(kafka: Kafka): Promise<Map<string, bigint>> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = await admin.listTopics();
    const topics = TOPIC_NAMES.filter((name) => existing.includes(name));
    const ends = new Map<string, bigint>();
    for (const topic of topics) {
      for (const { partition, high, low } of await admin.fetchTopicOffsets(topic)) {
        if (BigInt(high) > BigInt(low)) ends.set(`${topic} ${partition}`, BigInt(high));
      }
    }
    return ends;
  } finally {
    await admin.disconnect();
  }
}

function topicRecord(topic: string, partition: number, message: KafkaMessage, startMs: number): TopicRecord {
  const text = message.value?.toString('utf8') ?? '';
  const headers = Object.fromEntries(
    Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]),
  );
  return {
    topic,
    partition,
    offset: Number(message.offset),
    key: message.key?.toString('utf8') ?? null,
    text,
    value: parsedJson(text),
    headers,
    appendedMs: Number(message.timestamp) - startMs,
    producer: senderOf(topic, headers['event_type']),
  };
}

/** A record does not say which instance sent it; the contracts say which service may. */
function senderOf(topic: string, type: string | undefined): string {
  const name = TOPIC_NAMES.find((one): one is TopicName => one === topic);
  const senders = name === undefined ? [] : Object.entries(TOPICS[name].senders);
  return senders.find(([, types]) => types.some((one) => one === type))?.[0] ?? 'unknown';
}

function inOrder(records: readonly TopicRecord[]): readonly TopicRecord[] {
  return records.toSorted(
    (a, b) =>
      a.appendedMs - b.appendedMs || a.topic.localeCompare(b.topic) || a.partition - b.partition || a.offset - b.offset,
  );
}
