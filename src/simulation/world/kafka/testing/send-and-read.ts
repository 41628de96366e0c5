/** For tests: a producer and two consumers of one group with unmodified kafkajs against a cluster, all in virtual time. */

import type { Consumer, Kafka, Producer, ProducerConfig, Transaction } from 'kafkajs';
import { World, type WorldFault } from '../../index.ts';
import { type GroupView, KafkaCluster, type KafkaClusterOptions, type KafkaFault, type Rebalance } from '../index.ts';
import { errorName } from '../wire/error-codes.ts';

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
  /** Each record in a transaction of its own, and every third is aborted; a transaction that fails is given up. */
  readonly transactional?: boolean;
  readonly cluster?: Partial<KafkaClusterOptions>;
  /** From then on no fault strikes; default 60 s. */
  readonly healAtMs?: number;
}

export interface SendAndRead {
  readonly end: string;
  readonly hash: string;
  /** The verbs of the faults that struck, as often as they did. */
  readonly struck: readonly string[];
  /** What requests were answered with by faults, such as `Produce NOT_LEADER_OR_FOLLOWER`. */
  readonly refused: readonly string[];
  /** What the producer was told is stored; in transactions: committed. */
  readonly acknowledged: readonly string[];
  /** Of which the producer can't know whether it was committed. */
  readonly uncertain: readonly string[];
  /** What is in the log. */
  readonly values: readonly string[];
  /** What the consumers were given. */
  readonly handled: readonly string[];
  readonly rebalances: readonly Rebalance[];
  readonly groups: readonly GroupView[];
  readonly failures: readonly string[];
}

/** What became of each record that was sent. */
interface Fates {
  readonly acknowledged: string[];
  /** The answer to the commit was lost. */
  readonly uncertain: string[];
  /** Aborted, by intent or after a failure before the commit. */
  readonly aborted: string[];
}

/** Sends `0`, `1` and so on, each until it is acknowledged, and reads until all that is in the log was handled once. */
export async function sendAndRead(options: SendAndReadOptions): Promise<SendAndRead> {
  const { seed, faults = [], brokers = 1, records = 40, healAtMs = 60_000 } = options;
  const { Kafka, logLevel } = await import('kafkajs');
  const world = World.open({ seed, faults });
  const rebalances: Rebalance[] = [];
  const handled: string[] = [];
  const refused: string[] = [];
  const fates: Fates = { acknowledged: [], uncertain: [], aborted: [] };
  const addresses = Array.from({ length: brokers }, (_, index) => ({ host: `kafka-${index + 1}`, port: 9092 }));
  const cluster = new KafkaCluster({
    topics: [{ name: 'orders', partitions: 4 }],
    scheduler: world,
    random: world.random.fork('kafka'),
    brokers: addresses,
    points: world.points,
    trace: world.trace,
    observer: {
      onRebalance: (rebalance) => rebalances.push(rebalance),
      onRefusal: ({ api, error }) => refused.push(`${api} ${errorName(error)}`),
    },
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
  world.spawn({ name: 'producer-1', main: () => sendAll(kafka('producer'), records, options, fates) });
  world.schedule(healAtMs, () => world.heal());
  const isHandled = (value: string) => handled.includes(value);
  const values = () => cluster.records().map(({ value }) => String(value));
  const { acknowledged, uncertain, aborted } = fates;
  const until = () =>
    acknowledged.length + uncertain.length + aborted.length >= records &&
    (options.transactional === true ? acknowledged : values()).every(isHandled);
  const end = await world.run({ until, limitMs: 300_000 });
  const outcome: SendAndRead = {
    end,
    hash: world.trace.hash(),
    struck: world.struck.map(({ fault }) => fault.verb),
    refused,
    acknowledged,
    uncertain,
    values: values(),
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

async function sendAll(kafka: Kafka, records: number, options: SendAndReadOptions, fates: Fates): Promise<void> {
  const send = options.transactional === true ? transactions(kafka, fates) : await plainSends(kafka, options, fates);
  for (let index = 0; index < records; index += 1) {
    await send(index);
    const { everyMs = 0 } = options;
    if (everyMs > 0) await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

const RETRY = { retries: 30, maxRetryTime: 1_000 };
const messageOf = (index: number) => ({
  key: `key-${index}`,
  value: `${index}`,
  headers: { event_type: 'OrderPlaced' },
});

async function plainSends(
  kafka: Kafka,
  { acks = -1, producer: config = { idempotent: true, maxInFlightRequests: 1 } }: SendAndReadOptions,
  { acknowledged }: Fates,
): Promise<(index: number) => Promise<void>> {
  const producer = kafka.producer({ ...config, retry: RETRY });
  await producer.connect();
  return async (index) => {
    await producer.send({ topic: 'orders', acks, messages: [messageOf(index)] });
    acknowledged.push(`${index}`);
  };
}

/** A producer that has failed is replaced by one with the same transactional id, which aborts what was left open. */
function transactions(kafka: Kafka, fates: Fates): (index: number) => Promise<void> {
  const open = async () => {
    const producer = kafka.producer({
      transactionalId: 'orders',
      idempotent: true,
      maxInFlightRequests: 1,
      retry: RETRY,
    });
    await producer.connect();
    return producer;
  };
  let producer: Producer | undefined;
  return async (index) => {
    producer ??= await open();
    const fate = await transact(producer, index);
    fates[fate.became].push(`${index}`);
    if (!fate.failed) return;
    await producer.disconnect();
    producer = undefined;
  };
}

async function transact(
  producer: Producer,
  index: number,
): Promise<{ readonly became: keyof Fates; readonly failed: boolean }> {
  const wanted = index % 3 === 2 ? 'aborted' : 'acknowledged';
  let became: keyof Fates = 'aborted';
  try {
    const transaction: Transaction = await producer.transaction();
    await transaction.send({ topic: 'orders', messages: [messageOf(index)] });
    if (wanted === 'aborted') await transaction.abort();
    else {
      became = 'uncertain';
      await transaction.commit();
    }
    return { became: wanted, failed: false };
  } catch {
    return { became, failed: true };
  }
}
