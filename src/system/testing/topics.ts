/** For integration tests: speaking to a service through its topics, and reading what it says there. */
import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { type Message, parseMessage } from '../../../generated/contracts/index.ts';
import type { KafkaCluster } from '../../simulation/world/kafka/index.ts';
import type { Config } from '../config.ts';
import { type Draft, newCause, toMessage } from '../platform/messages.ts';
import { keyOf, topicOf } from '../platform/routing.ts';

/** A command (or event) as another service would send it. */
export function message(draft: Draft, type: Message['aggregate_type'], id: string, version = 0): Message {
  return toMessage(draft, { type, id, version }, newCause());
}

/** Sends records in order, as they are. */
export async function sendRecords(
  config: Config,
  topic: string,
  records: readonly { readonly key: string; readonly value: string }[],
): Promise<void> {
  const kafka = new Kafka({
    clientId: `test-${randomUUID()}`,
    brokers: [...config.kafka.brokers],
    logLevel: logLevel.NOTHING,
  });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({ topic, acks: -1, messages: [...records] });
  await producer.disconnect();
}

/** Sends messages to the topics where they belong, in order. */
export async function sendMessages(config: Config, messages: readonly Message[]): Promise<void> {
  for (const one of messages) {
    await sendRecords(config, topicOf(one), [{ key: keyOf(one), value: JSON.stringify(one) }]);
  }
}

/** Everything valid on a topic so far, in the order of arrival within each partition. */
export function messagesOn(broker: KafkaCluster, topic: string): readonly Message[] {
  return broker.records(topic).flatMap(({ value }) => {
    const parsed = parseMessage(JSON.parse(String(value)), 'strict');
    return parsed.ok ? [parsed.message] : [];
  });
}

/** Waits until `probe` gives something. */
export async function eventually<T>(probe: () => Promise<T | undefined> | T | undefined, limitMs = 15_000): Promise<T> {
  const endMs = Date.now() + limitMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > endMs) throw new Error(`Nothing came within ${limitMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
