/** One node of Apache Kafka, a JVM of its own that can be killed, paused and started again. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../../system/platform/rows.ts';
import { unable } from '../environment-error.ts';

const TETHERED = join(import.meta.dirname, '../processes/tethered.ts');
const STOP_LIMIT_MS = 20_000;

export interface NodeOptions {
  readonly java: string;
  /** Arguments up to the name of the class. */
  readonly arguments: readonly string[];
  /** Its own; holds its configuration, its records and `server.log`. */
  readonly directory: string;
  /** Removed if this process dies before it could do so. */
  readonly temporary: string;
}

export class KafkaNode {
  readonly directory: string;
  readonly #options: NodeOptions;
  #wrapper: ChildProcess | undefined;
  #pid: number | undefined;

  constructor(options: NodeOptions) {
    this.directory = options.directory;
    this.#options = options;
  }

  /** Of the JVM, while it runs. */
  get pid(): number | undefined {
    return this.#pid;
  }

  /** Starts the JVM; resolves once its process exists. Asking whether it serves is up to the cluster. */
  async start(): Promise<void> {
    if (this.#wrapper !== undefined) throw new Error('This node of Kafka runs already.');
    const { java, directory, temporary } = this.#options;
    const log = openSync(this.#logFile(), 'a');
    const args = [temporary, java, ...this.#options.arguments, 'kafka.Kafka', join(directory, 'server.properties')];
    const wrapper = fork(TETHERED, args, { stdio: ['ignore', log, log, 'ipc'], detached: true });
    closeSync(log);
    this.#wrapper = wrapper;
    wrapper.once('exit', () => {
      this.#wrapper = undefined;
      this.#pid = undefined;
    });
    this.#pid = await Promise.race([pidFrom(wrapper), once(wrapper, 'exit').then(() => undefined)]);
    if (this.#pid === undefined) throw this.endedError();
  }

  /** As `kill -9` does; resolves when it is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Lets it finish what it does, and kills it if that takes too long. */
  async stop(): Promise<void> {
    const force = setTimeout(() => this.#signal('SIGKILL'), STOP_LIMIT_MS);
    await this.#end('SIGTERM');
    clearTimeout(force);
  }

  /** It stands still with its connections open, until `resume()`. */
  pause(): void {
    this.#signal('SIGSTOP');
  }

  resume(): void {
    this.#signal('SIGCONT');
  }

  /** For a node that ended by itself, with the last lines that it wrote. */
  endedError() {
    const lines = readFileSync(this.#logFile(), 'utf8').trim().split('\n').slice(-5).join(' | ');
    return unable(`Apache Kafka ended: ${lines}`, this.#logFile(), 'The message of Kafka above says why.');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const wrapper = this.#wrapper;
    if (wrapper === undefined) return;
    const gone = once(wrapper, 'exit');
    this.#signal(signal);
    await gone;
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#pid !== undefined) process.kill(this.#pid, signal);
  }

  #logFile(): string {
    return join(this.directory, 'server.log');
  }
}

async function pidFrom(wrapper: ChildProcess): Promise<number | undefined> {
  const [message] = await once(wrapper, 'message');
  const pid: unknown = isRecord(message) ? message['pid'] : undefined;
  return typeof pid === 'number' ? pid : undefined;
}
