/** The conformance suite's client by Kafka's own Java library: a process that carries out commands (`ConformanceClient.java`). */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isRecord } from '../../../system/platform/rows.ts';
import { kafkaJars } from '../../kafka/jars.ts';
import { findJava } from '../../kafka/java.ts';
import type {
  ConformanceClient,
  GroupDescription,
  Outcome,
  PartitionEnds,
  ReadRecord,
  SentRecord,
  TopicWish,
} from './client.ts';

const SOURCE = join(import.meta.dirname, 'ConformanceClient.java');

export class JavaClient implements ConformanceClient {
  readonly name = 'the Java client';
  readonly #process: ChildProcess;
  /** By the number of the command: several are carried out side by side. */
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #commands = 0;

  private constructor(process: ChildProcess) {
    this.#process = process;
    if (process.stdout === null) throw new Error('The Java client has no output.');
    createInterface({ input: process.stdout }).on('line', (line) => this.#answered(line));
    process.once('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('The Java client has ended.'));
    });
  }

  /** @throws EnvironmentError if this machine has no Java or no Maven */
  static async connect(brokers: readonly string[]): Promise<JavaClient> {
    const [{ command }, jars] = await Promise.all([findJava(), kafkaJars(() => undefined)]);
    const args = ['-XX:TieredStopAtLevel=1', '-Dlog4j2.level=off', '-cp', join(jars, '*'), SOURCE, brokers.join()];
    return new JavaClient(spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] }));
  }

  createTopic(topic: string, partitions: number, { replicas = -1, config = {} }: TopicWish = {}): Promise<Outcome> {
    return this.#outcome({ do: 'createTopic', topic, partitions, replicas, config });
  }

  deleteTopic(topic: string): Promise<Outcome> {
    return this.#outcome({ do: 'deleteTopic', topic });
  }

  createPartitions(topic: string, count: number): Promise<Outcome> {
    return this.#outcome({ do: 'createPartitions', topic, count });
  }

  deleteRecords(topic: string, before: number): Promise<Outcome> {
    return this.#outcome({ do: 'deleteRecords', topic, before });
  }

  topicConfig(topic: string, setting: string): Promise<string> {
    return this.#outcome({ do: 'topicConfig', topic, setting });
  }

  async replicas(topic: string): Promise<number> {
    return Number(await this.#ask({ do: 'replicas', topic }));
  }

  topics(): Promise<readonly string[]> {
    return this.#strings({ do: 'topics' });
  }

  async ends(topic: string): Promise<readonly PartitionEnds[]> {
    return (await this.#list({ do: 'ends', topic })).map((one) => ({
      partition: Number(one['partition']),
      earliest: Number(one['earliest']),
      latest: Number(one['latest']),
    }));
  }

  async produce(
    topic: string,
    partition: number,
    records: readonly SentRecord[],
    compression: 'gzip' | 'none' = 'none',
  ) {
    const answer = await this.#ask({ do: 'produce', topic, partition, records, compression });
    return typeof answer === 'number' ? answer : String(answer);
  }

  async read(topic: string, partition: number, from: number, wanted: number, committed: boolean) {
    const records = await this.#list({ do: 'read', topic, partition, from, wanted, committed });
    return records.map(
      (one): ReadRecord => ({
        offset: Number(one['offset']),
        value: textOrNull(one['value']),
        key: textOrNull(one['key']),
        headers: Object.fromEntries(
          Object.entries(isRecord(one['headers']) ? one['headers'] : {}).map(([name, value]) => [name, String(value)]),
        ),
      }),
    );
  }

  transact(
    id: string,
    topic: string,
    values: readonly (readonly [number, string])[],
    end: 'commit' | 'abort' | 'leave-open',
  ) {
    const writes = values.map(([partition, value]) => ({ partition, value }));
    return this.#outcome({ do: 'transact', id, topic, writes, end });
  }

  finish(id: string): Promise<Outcome> {
    return this.#outcome({ do: 'finish', id });
  }

  transactOffset(id: string, group: string, topic: string, offset: number, end: 'commit' | 'abort'): Promise<Outcome> {
    return this.#outcome({ do: 'transactOffset', id, group, topic, partition: 0, offset, end });
  }

  commitOffset(group: string, topic: string, partition: number, offset: number): Promise<Outcome> {
    return this.#outcome({ do: 'commitOffset', group, topic, partition, offset });
  }

  async committedOffset(group: string, topic: string, partition: number): Promise<number> {
    return Number(await this.#ask({ do: 'committedOffset', group, topic, partition }));
  }

  async join(group: string, topic: string, member: string): Promise<void> {
    await this.#ask({ do: 'join', group, topic, member });
  }

  async assignment(member: string): Promise<readonly number[]> {
    return (await this.#strings({ do: 'assignment', member })).map(Number);
  }

  received(member: string): Promise<readonly string[]> {
    return this.#strings({ do: 'received', member });
  }

  async leave(member: string): Promise<void> {
    await this.#ask({ do: 'leave', member });
  }

  async vanish(member: string): Promise<void> {
    await this.#ask({ do: 'vanish', member });
  }

  async describeGroup(group: string): Promise<GroupDescription> {
    const answer = await this.#ask({ do: 'describeGroup', group });
    return isRecord(answer)
      ? { state: String(answer['state']), members: Number(answer['members']) }
      : { state: String(answer), members: 0 };
  }

  groups(): Promise<readonly string[]> {
    return this.#strings({ do: 'groups' });
  }

  deleteGroup(group: string): Promise<Outcome> {
    return this.#outcome({ do: 'deleteGroup', group });
  }

  async close(): Promise<void> {
    const gone = once(this.#process, 'exit');
    this.#process.stdin?.end();
    await gone;
  }

  async #outcome(command: object): Promise<Outcome> {
    return String(await this.#ask(command));
  }

  async #list(command: object): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const answer = await this.#ask(command);
    if (!Array.isArray(answer)) throw new Error(`The Java client answered ${String(answer)}.`);
    return answer.filter(isRecord);
  }

  async #strings(command: object): Promise<readonly string[]> {
    const answer = await this.#ask(command);
    if (!Array.isArray(answer)) throw new Error(`The Java client answered ${String(answer)}.`);
    return answer.map(String);
  }

  async #ask(command: object): Promise<unknown> {
    this.#commands += 1;
    const id = this.#commands;
    const asked = Promise.withResolvers<unknown>();
    this.#waiting.set(id, asked);
    this.#process.stdin?.write(`${JSON.stringify({ ...command, number: id })}\n`);
    return await asked.promise;
  }

  #answered(line: string): void {
    const answer: unknown = JSON.parse(line);
    if (!isRecord(answer)) throw new Error(`The Java client said ${line}.`);
    const id = Number(answer['number']);
    this.#waiting.get(id)?.resolve(answer['answer']);
    this.#waiting.delete(id);
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
