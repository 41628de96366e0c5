/** The conformance suite's client by Kafka's own Java library: a process that carries out commands (`ConformanceClient.java`). */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isRecord } from '../../../system/platform/rows.ts';
import { kafkaJars } from '../../kafka/jars.ts';
import { findJava } from '../../kafka/java.ts';
import type { ConformanceClient, Outcome, PartitionEnds, ReadRecord } from './client.ts';

const SOURCE = join(import.meta.dirname, 'ConformanceClient.java');

export class JavaClient implements ConformanceClient {
  readonly name = 'the Java client';
  readonly #process: ChildProcess;
  readonly #waiting: PromiseWithResolvers<unknown>[] = [];

  private constructor(process: ChildProcess) {
    this.#process = process;
    if (process.stdout === null) throw new Error('The Java client has no output.');
    createInterface({ input: process.stdout }).on('line', (line) => this.#waiting.shift()?.resolve(JSON.parse(line)));
    process.once('exit', () => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error('The Java client has ended.'));
    });
  }

  /** @throws EnvironmentError if this machine has no Java or no Maven */
  static async connect(brokers: readonly string[]): Promise<JavaClient> {
    const [{ command }, jars] = await Promise.all([findJava(), kafkaJars(() => undefined)]);
    const args = ['-XX:TieredStopAtLevel=1', '-Dlog4j2.level=off', '-cp', join(jars, '*'), SOURCE, brokers.join()];
    return new JavaClient(spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] }));
  }

  createTopic(topic: string, partitions: number): Promise<Outcome> {
    return this.#outcome({ do: 'createTopic', topic, partitions });
  }

  deleteTopic(topic: string): Promise<Outcome> {
    return this.#outcome({ do: 'deleteTopic', topic });
  }

  async ends(topic: string): Promise<readonly PartitionEnds[]> {
    return (await this.#list({ do: 'ends', topic })).map((one) => ({
      partition: Number(one['partition']),
      earliest: Number(one['earliest']),
      latest: Number(one['latest']),
    }));
  }

  async produce(topic: string, partition: number, values: readonly string[]): Promise<number | Outcome> {
    const answer = await this.#ask({ do: 'produce', topic, partition, values });
    return typeof answer === 'number' ? answer : String(answer);
  }

  async read(topic: string, partition: number, from: number, wanted: number, committed: boolean) {
    const records = await this.#list({ do: 'read', topic, partition, from, wanted, committed });
    return records.map((one): ReadRecord => ({ offset: Number(one['offset']), value: String(one['value']) }));
  }

  transact(id: string, topic: string, values: readonly string[], end: 'commit' | 'abort' | 'leave-open') {
    return this.#outcome({ do: 'transact', id, topic, partition: 0, values, end });
  }

  finish(id: string): Promise<Outcome> {
    return this.#outcome({ do: 'finish', id });
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
    const answer = await this.#ask({ do: 'assignment', member });
    return Array.isArray(answer) ? answer.map(Number) : [];
  }

  async received(member: string): Promise<readonly string[]> {
    const answer = await this.#ask({ do: 'received', member });
    return Array.isArray(answer) ? answer.map(String) : [];
  }

  async leave(member: string): Promise<void> {
    await this.#ask({ do: 'leave', member });
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

  async #ask(command: object): Promise<unknown> {
    const asked = Promise.withResolvers<unknown>();
    this.#waiting.push(asked);
    this.#process.stdin?.write(`${JSON.stringify(command)}\n`);
    const answered = await asked.promise;
    return isRecord(answered) ? answered['answer'] : undefined;
  }
}
