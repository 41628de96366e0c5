/** A cluster asked by requests that are made by hand, for what no client library would send. */
import { setTimeout as sleep } from 'node:timers/promises';
import { TcpWireClient } from '../../../../simulation/world/kafka/testing/tcp-wire-client.ts';
import { BinaryWriter } from '../../../../simulation/world/kafka/wire/binary-writer.ts';
import { errorName } from '../../../../simulation/world/kafka/wire/error-codes.ts';
import { initProducerId } from './requests.ts';

const METADATA = 3;
const FIND_COORDINATOR = 10;
const CREATE_TOPICS = 19;
const TRY_AGAIN_MS = 50;
const SETTLE_LIMIT_MS = 60_000;

export type CoordinatorKind = 'group' | 'transaction';

interface Address {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}

interface TopicMetadata {
  readonly error: string;
  /** Id of the leader of each partition; -1 while there is none. */
  readonly leaders: readonly number[];
}

export interface WireTopic {
  readonly partitions?: number;
  /** Default: what the broker takes by default. */
  readonly replicas?: number;
}

export class WireCluster {
  readonly name = 'requests made by hand';
  readonly #bootstrap: Address;
  readonly #open = new Set<TcpWireClient>();
  #addresses: readonly Address[] = [];

  private constructor(bootstrap: Address) {
    this.#bootstrap = bootstrap;
  }

  static async connect([first = '']: readonly string[]): Promise<WireCluster> {
    const [host = '', port] = first.split(':');
    const cluster = new WireCluster({ id: 0, host, port: Number(port) });
    await cluster.#metadata('');
    return cluster;
  }

  /** Ids of all brokers. */
  get ids(): readonly number[] {
    return this.#addresses.map(({ id }) => id).toSorted((a, b) => a - b);
  }

  /** A new connection; requests on one connection are served one after the other. */
  connection(id = this.ids[0]): TcpWireClient {
    const { host, port } = this.#addresses.find((each) => each.id === id) ?? this.#bootstrap;
    const client = new TcpWireClient(host, port);
    this.#open.add(client);
    return client;
  }

  /** A connection to who leads the partition. */
  async leader(topic: string, partition = 0): Promise<TcpWireClient> {
    return this.connection((await this.leaders(topic))[partition]);
  }

  /** Connections to those who don't lead the first partition. */
  async followers(topic: string): Promise<readonly TcpWireClient[]> {
    const [leader] = await this.leaders(topic);
    return this.ids.filter((id) => id !== leader).map((id) => this.connection(id));
  }

  /** Ids of the leaders of a topic, by partition. */
  async leaders(topic: string): Promise<readonly number[]> {
    return (await this.#metadata(topic)).leaders;
  }

  /** A connection to who looks after a group or a transactional id. */
  async coordinator(kind: CoordinatorKind, key: string): Promise<TcpWireClient> {
    return this.connection(await this.coordinatorId(kind, key));
  }

  /** Id of who looks after a group or a transactional id; waits until there is somebody. */
  async coordinatorId(kind: CoordinatorKind, key: string): Promise<number> {
    const client = this.connection();
    return await this.#untilDefined(`a coordinator of ${key}`, async () => {
      const body = new BinaryWriter().string(key).int8(kind === 'group' ? 0 : 1);
      const answer = await client.ask(FIND_COORDINATOR, 2, body);
      answer.int32();
      const error = answer.int16();
      answer.nullableString();
      return error === 0 ? answer.int32() : undefined;
    });
  }

  /** Waits until the cluster coordinates groups and transactions: a new one creates what it needs for that when it is first asked. */
  async untilCoordinated(): Promise<void> {
    // Names fall into different partitions of the internal topics; so many of them reach all.
    for (const name of 'abcdefghijklmnop') {
      await this.coordinatorId('group', name);
      await this.#untilDefined(`transactions of ${name}`, async () => {
        const { error } = await initProducerId(await this.coordinator('transaction', name), name);
        return error === 'NONE' ? true : undefined;
      });
    }
  }

  /** Creates a topic whose records keep the time of their sender, and waits until it is led. */
  async createTopic(topic: string, { partitions = 1, replicas = -1 }: WireTopic = {}): Promise<void> {
    const body = new BinaryWriter().int32(1).string(topic).int32(partitions).int16(replicas).int32(0);
    body.int32(1).string('message.timestamp.type').string('CreateTime').int32(10_000).boolean(false);
    const answer = await this.connection().ask(CREATE_TOPICS, 4, body);
    answer.int32();
    const [error] = answer.array((each) => {
      each.string();
      const code = each.int16();
      each.nullableString();
      return code;
    });
    if (error !== 0) throw new Error(`The topic ${topic} was not created: ${errorName(error ?? -1)}`);
    await this.#untilDefined(`leaders of ${topic}`, async () => {
      const { leaders } = await this.#metadata(topic);
      if (leaders.length !== partitions || leaders.includes(-1)) return undefined;
      return (await this.#leadersKnowIt(topic, leaders)) ? true : undefined;
    });
  }

  /** What metadata say of a topic: the error, or `NONE`. */
  async topicError(topic: string): Promise<string> {
    return (await this.#metadata(topic)).error;
  }

  async close(): Promise<void> {
    for (const client of this.#open) client.close();
    await Promise.all([...this.#open].map(({ closed }) => closed));
  }

  /** A broker learns that it leads a moment after others have been told. */
  async #leadersKnowIt(topic: string, leaders: readonly number[]): Promise<boolean> {
    const known = await Promise.all(
      leaders.map(async (leader, partition) => {
        const body = new BinaryWriter().int32(-1).int8(0).int32(1).string(topic).int32(1).int32(partition).int64(-2);
        const answer = await this.connection(leader).ask(2, 3, body);
        answer.int32();
        const [error] = answer.array((each) => [each.string(), each.array((one) => [one.int32(), one.int16()])]);
        return JSON.stringify(error) === JSON.stringify([topic, [[partition, 0]]]);
      }),
    );
    return known.every(Boolean);
  }

  async #metadata(topic: string): Promise<TopicMetadata> {
    const body = new BinaryWriter();
    if (topic === '') body.int32(0);
    else body.int32(1).string(topic);
    const answer = await this.connection().ask(METADATA, 6, body.boolean(false));
    answer.int32();
    this.#addresses = answer.array((each) => {
      const address = { id: each.int32(), host: each.string(), port: each.int32() };
      each.nullableString();
      return address;
    });
    answer.nullableString();
    answer.int32();
    const [found] = answer.array((each) => {
      const error = errorName(each.int16());
      each.string();
      each.boolean();
      const partitions = each.array((one) => {
        one.int16();
        const known = { index: one.int32(), leader: one.int32() };
        one.array((replica) => replica.int32());
        one.array((replica) => replica.int32());
        one.array((replica) => replica.int32());
        return known;
      });
      return { error, leaders: partitions.toSorted((a, b) => a.index - b.index).map(({ leader }) => leader) };
    });
    return found ?? { error: 'NONE', leaders: [] };
  }

  async #untilDefined<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
    const giveUpAt = performance.now() + SETTLE_LIMIT_MS;
    for (;;) {
      const answer = await ask();
      if (answer !== undefined) return answer;
      if (performance.now() > giveUpAt) throw new Error(`There is no ${what} within ${SETTLE_LIMIT_MS} ms.`);
      await sleep(TRY_AGAIN_MS);
    }
  }
}
