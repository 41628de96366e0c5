/** For tests: a producer and two consumers of one group with unmodified kafkajs against a cluster, all in virtual time. */

import type { Consumer, Kafka, ProducerConfig } from 'kafkajs';
import { World, type WorldFault } from '../../index.ts';
import {
  type AppendedRecord,
  type GroupView,
  KafkaCluster,
  type KafkaClusterOptions,
  type KafkaFault,
  type Rebalance,
} from '../index.ts';

export interface SendAndReadOptions {
  readonly seed: number;
  readonly faults?: readonly (WorldFault | KafkaFault)[];
  /** How many brokers there are; default 1. */
  readonly brokers?: number;
  /** How many records are sent, one after the other; default 40. */
  readonly records?: number;
  /** Pause between two sends, in milliseconds; default 0. */
  readonly everyMs?: number;
  /** Default -1: all replicas in sync. */
  readonly acks?: number;
  readonly producer?: ProducerConfig;
  readonly cluster?: Partial<KafkaClusterOptions>;
  /** From then on no fault strikes; default 60 s. */
  readonly healAtMs?: number;
}

export interface SendAndRead {
  readonly end: string;
  readonly hash: string;
  /** The verbs of the faults that struck, as often as they did. */
  readonly struck: readonly string[];
  /** What the producer was told is stored. */
  readonly acknowledged: readonly string[];
  /** What is in the log. */
  readonly values: readonly string[];
  /** What the consumers were given. */
  readonly handled: readonly string[];
  readonly rebalances: readonly Rebalance[];
  readonly groups: readonly GroupView[];
  readonly failures: readonly string[];
}

/** Sends `0`, `1` and so on, each until it is acknowledged, and reads until all that is in the log was handled once. */
export async function sendAndRead(options: SendAndReadOptions): Promise<SendAndRead> {
  const { seed, faults = [], brokers = 1, records = 40, healAtMs = 60_000 } = options;
  const { Kafka, logLevel } = await import('kafkajs');
  const world = World.open({ seed, faults });
  const rebalances: Rebalance[] = [];
  const handled: string[] = [];
  const acknowledged: string[] = [];
  const addresses = Array.from({ length: brokers }, (_, index) => ({ host: `kafka-${index + 1}`, port: 9092 }));
  const cluster = new KafkaCluster({
    topics: [{ name: 'orders', partitions: 4 }],
    scheduler: world,
    random: world.random.fork('kafka'),
    brokers: addresses,
    points: world.points,
    trace: world.trace,
    observer: { onRebalance: (rebalance) => rebalances.push(rebalance) },
    ...options.cluster,
  });
  world.contribute(cluster.faults);
  for (const { address, listener } of cluster.brokers) world.network.listen(address, listener, 'kafka');
  const bootstrap = addresses.map(({ host, port }) => `${host}:${port}`);
  const kafka = (clientId: string) =>
    new Kafka({ clientId, brokers: bootstrap, logLevel: logLevel.NOTHING, retry: { retries: 20 } });
  for (const name of ['consumer-1', 'consumer-2']) {
    world.spawn({ name, main: () => read(kafka(name), handled) });
  }
  world.spawn({ name: 'producer-1', main: () => send(kafka('producer'), records, options, acknowledged) });
  world.schedule(healAtMs, () => world.heal());
  const isHandled = ({ value }: AppendedRecord) => handled.includes(String(value));
  const until = () => acknowledged.length >= records && cluster.records().every(isHandled);
  const end = await world.run({ until, limitMs: 300_000 });
  const outcome: SendAndRead = {
    end,
    hash: world.trace.hash(),
    struck: world.struck.map(({ fault }) => fault.verb),
    acknowledged,
    values: cluster.records().map(({ value }) => String(value)),
    handled,
    rebalances,
    groups: cluster.groups(),
    failures: world.failures.map(({ error }) => String(error)),
  };
  cluster.close();
  await world.close();
  return outcome;
}

async function read(kafka: Kafka, handled: string[]): Promise<void> {
  const consumer: Consumer = kafka.consumer({ groupId: 'workers', sessionTimeout: 10_000, maxWaitTimeInMs: 500 });
  await consumer.connect();
  await consumer.subscribe({ topic: 'orders', fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      handled.push(String(message.value));
    },
  });
}

async function send(
  kafka: Kafka,
  records: number,
  { everyMs = 0, acks = -1, producer: config = { idempotent: true, maxInFlightRequests: 1 } }: SendAndReadOptions,
  acknowledged: string[],
): Promise<void> {
  const producer = kafka.producer({ ...config, retry: { retries: 30, maxRetryTime: 1_000 } });
  await producer.connect();
  for (let index = 0; index < records; index += 1) {
    const message = { key: `key-${index}`, value: `${index}`, headers: { event_type: 'OrderPlaced' } };
    await producer.send({ topic: 'orders', acks, messages: [message] });
    acknowledged.push(`${index}`);
    if (everyMs > 0) await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
