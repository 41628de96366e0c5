/** A broker on loopback and kafkajs clients for it, for tests; everything opened here is closed by `dispose`. */

import { type Consumer, type EachMessagePayload, Kafka, type KafkaMessage, logLevel, type Producer } from 'kafkajs';
import { KafkaCluster, type KafkaClusterOptions, listenOnTcp, realTimeScheduler, systemRandom } from '../index.ts';

/** What a test got from a consumer. */
export interface Received {
  readonly topic: string;
  readonly partition: number;
  readonly message: KafkaMessage;
}

export interface TcpBroker {
  readonly broker: KafkaCluster;
  readonly port: number;
  /** Of each broker, as `host:port`. */
  readonly addresses: readonly string[];
  /** A kafkajs client; `clientId` tells clients apart in the broker's view of groups. */
  kafka(clientId: string): Kafka;
  producer(options?: { readonly idempotent?: boolean }): Promise<Producer>;
  /** A running consumer from the earliest offset, and what it received so far. */
  consumer(groupId: string, topic: string, options?: ConsumerOptions): Promise<RunningConsumer>;
  dispose(): Promise<void>;
}

export interface ConsumerOptions {
  readonly clientId?: string;
  readonly sessionTimeout?: number;
  readonly onMessage?: (payload: EachMessagePayload) => Promise<void>;
}

export interface RunningConsumer {
  readonly consumer: Consumer;
  readonly received: readonly Received[];
}

/** Starts a broker; short group times let a test see a session expire within a second. */
export async function startTcpBroker(options: Partial<KafkaClusterOptions> = {}): Promise<TcpBroker> {
  const broker = new KafkaCluster({
    topics: [{ name: 'orders', partitions: 4 }],
    scheduler: realTimeScheduler(),
    random: systemRandom(),
    brokers: [{ host: '127.0.0.1', port: 0 }],
    groups: { initialRebalanceDelayMs: 100, minSessionTimeoutMs: 100 },
    ...options,
  });
  const listener = await listenOnTcp(broker, { host: '127.0.0.1', port: 0 });
  const closers: (() => Promise<void>)[] = [];
  const kafka = (clientId: string) =>
    new Kafka({ clientId, brokers: [`127.0.0.1:${listener.port}`], logLevel: logLevel.NOTHING, retry: { retries: 3 } });
  return {
    broker,
    port: listener.port,
    addresses: listener.ports.map((port) => `127.0.0.1:${port}`),
    kafka,
    async producer({ idempotent = false } = {}) {
      const producer = kafka('producer').producer({ idempotent, maxInFlightRequests: 1 });
      await producer.connect();
      closers.push(() => producer.disconnect());
      return producer;
    },
    async consumer(groupId, topic, { clientId = 'consumer', sessionTimeout = 10_000, onMessage } = {}) {
      const times = { sessionTimeout, heartbeatInterval: 50, rebalanceTimeout: 5_000, maxWaitTimeInMs: 200 };
      const consumer = kafka(clientId).consumer({ groupId, ...times });
      const received: Received[] = [];
      await consumer.connect();
      closers.push(() => consumer.disconnect());
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({
        eachMessage: async (payload) => {
          received.push(payload);
          await onMessage?.(payload);
        },
      });
      return { consumer, received };
    },
    async dispose() {
      await Promise.all(closers.map((close) => close()));
      await listener.close();
      broker.close();
    },
  };
}
