/** The conformance suite's client by kafkajs, as the services use it. */
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Admin,
  CompressionTypes,
  type Consumer,
  type IHeaders,
  type ISocketFactory,
  Kafka,
  type KafkaConfig,
  logLevel,
  type Producer,
  type Transaction,
} from 'kafkajs';
import {
  type ConformanceClient,
  type GroupDescription,
  type Outcome,
  type PartitionEnds,
  type ReadRecord,
  SESSION_TIMEOUT_MS,
  type SentRecord,
  type TopicWish,
} from './client.ts';

/** After what was wanted has come, so long for what was not. */
const QUIET_MS = 300;
/** As in the protocol; the enumeration of kafkajs can't be imported by name. */
const TOPIC_RESOURCE = 2;
const READ_LIMIT_MS = 10_000;

interface Member {
  readonly consumer: Consumer;
  readonly network: CuttableNetwork;
  readonly received: string[];
  assignment: readonly number[];
}

/** The connections of one client, which can be cut as when its machine dies. */
class CuttableNetwork {
  readonly #sockets = new Set<Socket>();
  #cut = false;

  readonly connect: ISocketFactory = ({ host, port, onConnect }) => {
    const socket = new Socket();
    this.#sockets.add(socket);
    if (this.#cut) process.nextTick(() => socket.destroy(new Error('The network was cut.')));
    else socket.connect(port, host, onConnect);
    return socket;
  };

  cut(): void {
    this.#cut = true;
    for (const socket of this.#sockets) socket.destroy();
  }
}

export class KafkaJsClient implements ConformanceClient {
  readonly name = 'kafkajs';
  readonly #config: KafkaConfig;
  readonly #kafka: Kafka;
  readonly #admin: Admin;
  readonly #producer: Producer;
  readonly #members = new Map<string, Member>();
  readonly #open = new Map<string, { readonly producer: Producer; readonly transaction: Transaction }>();
  #groups = 0;

  private constructor(config: KafkaConfig) {
    this.#config = config;
    this.#kafka = new Kafka(config);
    this.#admin = this.#kafka.admin();
    this.#producer = this.#kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false });
  }

  static async connect(brokers: readonly string[]): Promise<KafkaJsClient> {
    const retry = { retries: 5, initialRetryTime: 100 };
    const connectionTimeout = 10_000;
    const client = new KafkaJsClient({ brokers: [...brokers], logLevel: logLevel.NOTHING, retry, connectionTimeout });
    await client.#admin.connect();
    await client.#producer.connect();
    return client;
  }

  createTopic(topic: string, numPartitions: number, { replicas = -1, config = {} }: TopicWish = {}): Promise<Outcome> {
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    const topics = [{ topic, numPartitions, replicationFactor: replicas, configEntries }];
    return outcome(async () => {
      // kafkajs answers false, and gives no error, when the topic is there already.
      const created = await this.#admin.createTopics({ topics, waitForLeaders: false });
      return created ? 'ok' : 'TOPIC_ALREADY_EXISTS';
    });
  }

  deleteTopic(topic: string): Promise<Outcome> {
    return outcome(() => this.#admin.deleteTopics({ topics: [topic] }));
  }

  createPartitions(topic: string, count: number): Promise<Outcome> {
    return outcome(() => this.#admin.createPartitions({ topicPartitions: [{ topic, count }] }));
  }

  deleteRecords(topic: string, before: number): Promise<Outcome> {
    return outcome(() =>
      this.#admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(before) }] }),
    );
  }

  async topicConfig(topic: string, setting: string): Promise<string> {
    const resources = [{ type: TOPIC_RESOURCE, name: topic, configNames: [setting] }];
    try {
      const { resources: found } = await this.#admin.describeConfigs({ resources, includeSynonyms: false });
      return found[0]?.configEntries[0]?.configValue ?? 'none';
    } catch (error) {
      return nameOf(error);
    }
  }

  async replicas(topic: string): Promise<number> {
    const { topics } = await this.#admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions[0]?.replicas.length ?? 0;
  }

  async topics(): Promise<readonly string[]> {
    return await this.#admin.listTopics();
  }

  async ends(topic: string): Promise<readonly PartitionEnds[]> {
    const offsets = await this.#admin.fetchTopicOffsets(topic);
    return offsets
      .map(({ partition, low, high }) => ({ partition, earliest: Number(low), latest: Number(high) }))
      .sort((a, b) => a.partition - b.partition);
  }

  async produce(topic: string, partition: number, records: readonly SentRecord[], compression?: 'gzip') {
    const messages = records.map((record) => ({ ...record, partition }));
    try {
      const [sent] = await this.#producer.send({
        topic,
        messages,
        compression: compression === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None,
      });
      return Number(sent?.baseOffset);
    } catch (error) {
      return nameOf(error);
    }
  }

  async read(topic: string, partition: number, from: number, wanted: number, committed: boolean) {
    this.#groups += 1;
    const groupId = `${topic}-reader-${process.pid}-${this.#groups}`;
    // A group that has committed an offset begins there. To `seek` would be too late for what is fetched at once, and fails when the
    // consumer has been ended in the meantime.
    await this.#admin.setOffsets({ groupId, topic, partitions: [{ partition, offset: String(from) }] });
    const consumer = this.#kafka.consumer({ groupId, readUncommitted: !committed, maxWaitTimeInMs: 100 });
    const records: ReadRecord[] = [];
    await consumer.connect();
    await consumer.subscribe({ topics: [topic] });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition: where, message: { offset, key, value, headers } }) => {
        if (where !== partition) return;
        records.push({ offset: Number(offset), key: text(key), value: text(value), headers: texts(headers) });
      },
    });
    const giveUpAt = performance.now() + READ_LIMIT_MS;
    while (records.length < wanted && performance.now() < giveUpAt) await sleep(20);
    await sleep(QUIET_MS);
    await consumer.disconnect();
    return records;
  }

  transact(
    id: string,
    topic: string,
    values: readonly (readonly [number, string])[],
    end: 'commit' | 'abort' | 'leave-open',
  ) {
    return outcome(async () => {
      const { producer, transaction } = await this.#begin(id);
      for (const [partition, value] of values) await transaction.send({ topic, messages: [{ value, partition }] });
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

  transactOffset(id: string, consumerGroupId: string, topic: string, offset: number, end: 'commit' | 'abort') {
    return outcome(async () => {
      const { producer, transaction } = await this.#begin(id);
      const partitions = [{ partition: 0, offset: String(offset) }];
      await transaction.sendOffsets({ consumerGroupId, topics: [{ topic, partitions }] });
      await (end === 'commit' ? transaction.commit() : transaction.abort());
      await producer.disconnect();
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
    const network = new CuttableNetwork();
    const consumer = new Kafka({ ...this.#config, socketFactory: network.connect }).consumer({
      groupId,
      sessionTimeout: SESSION_TIMEOUT_MS,
      heartbeatInterval: 200,
      maxWaitTimeInMs: 100,
    });
    const member: Member = { consumer, network, received: [], assignment: [] };
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

  async vanish(name: string): Promise<void> {
    const member = this.#members.get(name);
    this.#members.delete(name);
    member?.network.cut();
    // It ends in peace, but nobody hears of it.
    void member?.consumer.disconnect().catch(() => undefined);
  }

  async describeGroup(group: string): Promise<GroupDescription> {
    const { groups } = await this.#admin.describeGroups([group]);
    return { state: String(groups[0]?.state), members: groups[0]?.members.length ?? 0 };
  }

  async groups(): Promise<readonly string[]> {
    return (await this.#admin.listGroups()).groups.map(({ groupId }) => groupId);
  }

  deleteGroup(group: string): Promise<Outcome> {
    return outcome(() => this.#admin.deleteGroups([group]));
  }

  async close(): Promise<void> {
    for (const name of this.#members.keys()) await this.leave(name);
    for (const { producer } of this.#open.values()) await producer.disconnect();
    await this.#producer.disconnect();
    await this.#admin.disconnect();
  }

  async #begin(transactionalId: string) {
    const producer = this.#kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    return { producer, transaction: await producer.transaction() };
  }
}

function text(value: Buffer | null): string | null {
  return value?.toString() ?? null;
}

function texts(headers: IHeaders = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

async function outcome(action: () => Promise<unknown>): Promise<Outcome> {
  try {
    const answer = await action();
    return typeof answer === 'string' ? answer : 'ok';
  } catch (error) {
    return nameOf(error);
  }
}

/** Where kafkajs keeps what the protocol said: after retries, and in what is about several topics, partitions or groups. */
const INSIDE = ['errors', 'partitions', 'groups', 'error', 'cause', 'originalError'];

function nameOf(error: unknown): string {
  if (Array.isArray(error)) return nameOf(error[0]);
  if (typeof error !== 'object' || error === null) return String(error);
  const type: unknown = Reflect.get(error, 'type');
  if (typeof type === 'string') return type;
  const inner = INSIDE.map((field): unknown => Reflect.get(error, field)).find((each) => typeof each === 'object');
  if (inner !== undefined && inner !== null) return nameOf(inner);
  return error instanceof Error ? `${error.name}: ${error.message}` : 'an error without a name';
}
