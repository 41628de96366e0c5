/** The conformance suite's client by kafkajs, as the services use it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Admin, type Consumer, Kafka, logLevel, type Producer, type Transaction } from 'kafkajs';
import { isRecord } from '../../../system/platform/rows.ts';
import type { ConformanceClient, Outcome, PartitionEnds, ReadRecord } from './client.ts';

/** After what was wanted has come, so long for what was not. */
const QUIET_MS = 300;
const READ_LIMIT_MS = 4_000;

interface Member {
  readonly consumer: Consumer;
  readonly received: string[];
  assignment: readonly number[];
}

export class KafkaJsClient implements ConformanceClient {
  readonly name = 'kafkajs';
  readonly #kafka: Kafka;
  readonly #admin: Admin;
  readonly #producer: Producer;
  readonly #members = new Map<string, Member>();
  readonly #open = new Map<string, { readonly producer: Producer; readonly transaction: Transaction }>();
  #groups = 0;

  private constructor(kafka: Kafka) {
    this.#kafka = kafka;
    this.#admin = kafka.admin();
    this.#producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false });
  }

  static async connect(brokers: readonly string[]): Promise<KafkaJsClient> {
    const retry = { retries: 5, initialRetryTime: 100 };
    const client = new KafkaJsClient(new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING, retry }));
    await client.#admin.connect();
    await client.#producer.connect();
    return client;
  }

  createTopic(topic: string, numPartitions: number): Promise<Outcome> {
    return outcome(async () => {
      await this.#admin.createTopics({
        topics: [{ topic, numPartitions, replicationFactor: -1 }],
        waitForLeaders: false,
      });
    });
  }

  deleteTopic(topic: string): Promise<Outcome> {
    return outcome(() => this.#admin.deleteTopics({ topics: [topic] }));
  }

  async ends(topic: string): Promise<readonly PartitionEnds[]> {
    const offsets = await this.#admin.fetchTopicOffsets(topic);
    return offsets
      .map(({ partition, low, high }) => ({ partition, earliest: Number(low), latest: Number(high) }))
      .sort((a, b) => a.partition - b.partition);
  }

  async produce(topic: string, partition: number, values: readonly string[]): Promise<number | Outcome> {
    try {
      const [sent] = await this.#producer.send({ topic, messages: values.map((value) => ({ value, partition })) });
      return Number(sent?.baseOffset);
    } catch (error) {
      return nameOf(error);
    }
  }

  async read(topic: string, partition: number, from: number, wanted: number, committed: boolean) {
    this.#groups += 1;
    const groupId = `${topic}-reader-${process.pid}-${this.#groups}`;
    const consumer = this.#kafka.consumer({ groupId, readUncommitted: !committed, maxWaitTimeInMs: 100 });
    const records: ReadRecord[] = [];
    await consumer.connect();
    await consumer.subscribe({ topics: [topic] });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition: where, message }) => {
        if (where === partition) records.push({ offset: Number(message.offset), value: String(message.value) });
      },
    });
    consumer.seek({ topic, partition, offset: String(from) });
    const giveUpAt = performance.now() + READ_LIMIT_MS;
    while (records.length < wanted && performance.now() < giveUpAt) await sleep(20);
    await sleep(QUIET_MS);
    await consumer.disconnect();
    return records;
  }

  transact(id: string, topic: string, values: readonly string[], end: 'commit' | 'abort' | 'leave-open') {
    return outcome(async () => {
      const producer = this.#kafka.producer({ transactionalId: id, idempotent: true, maxInFlightRequests: 1 });
      await producer.connect();
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: values.map((value) => ({ value, partition: 0 })) });
      if (end === 'leave-open') {
        this.#open.set(id, { producer, transaction });
        return;
      }
      await (end === 'commit' ? transaction.commit() : transaction.abort());
      await producer.disconnect();
    });
  }

  finish(id: string): Promise<Outcome> {
    return outcome(async () => {
      const open = this.#open.get(id);
      this.#open.delete(id);
      try {
        await open?.transaction.commit();
      } finally {
        await open?.producer.disconnect();
      }
    });
  }

  commitOffset(groupId: string, topic: string, partition: number, offset: number): Promise<Outcome> {
    return outcome(async () => {
      await this.#admin.setOffsets({ groupId, topic, partitions: [{ partition, offset: String(offset) }] });
    });
  }

  async committedOffset(groupId: string, topic: string, partition: number): Promise<number> {
    const [found] = await this.#admin.fetchOffsets({ groupId, topics: [topic] });
    return Number(found?.partitions.find((one) => one.partition === partition)?.offset ?? -1);
  }

  async join(groupId: string, topic: string, name: string): Promise<void> {
    const consumer = this.#kafka.consumer({
      groupId,
      sessionTimeout: 6_000,
      heartbeatInterval: 200,
      maxWaitTimeInMs: 100,
    });
    const member: Member = { consumer, received: [], assignment: [] };
    this.#members.set(name, member);
    const joined = Promise.withResolvers<void>();
    consumer.on('consumer.group_join', ({ payload }) => {
      member.assignment = payload.memberAssignment[topic] ?? [];
      joined.resolve();
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommitThreshold: 1,
      eachMessage: async ({ message }) => void member.received.push(String(message.value)),
    });
    await joined.promise;
  }

  async assignment(member: string): Promise<readonly number[]> {
    return this.#members.get(member)?.assignment.toSorted((a, b) => a - b) ?? [];
  }

  async received(member: string): Promise<readonly string[]> {
    return this.#members.get(member)?.received ?? [];
  }

  async leave(name: string): Promise<void> {
    await this.#members.get(name)?.consumer.disconnect();
    this.#members.delete(name);
  }

  async close(): Promise<void> {
    for (const name of this.#members.keys()) await this.leave(name);
    for (const { producer } of this.#open.values()) await producer.disconnect();
    await this.#producer.disconnect();
    await this.#admin.disconnect();
  }
}

async function outcome(action: () => Promise<void>): Promise<Outcome> {
  try {
    await action();
    return 'ok';
  } catch (error) {
    return nameOf(error);
  }
}

/** kafkajs wraps what the protocol said: in what gave up after retries, and in what is about several topics. */
function nameOf(error: unknown): string {
  if (!isError(error)) return String(error);
  const type: unknown = Reflect.get(error, 'type');
  if (typeof type === 'string') return type;
  const several: unknown = Reflect.get(error, 'errors');
  const inner: unknown = Array.isArray(several) ? several[0] : (error.cause ?? Reflect.get(error, 'originalError'));
  return isRecord(inner) ? nameOf(inner) : `${error.name}: ${error.message}`;
}

function isError(value: unknown): value is Error {
  return value instanceof Error;
}
