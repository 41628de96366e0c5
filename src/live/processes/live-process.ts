/** One service instance as an operating-system process of its own, which can be killed, stopped and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { cacheDirectory } from '../cache-directory.ts';

const MAIN = join(import.meta.dirname, '../../system/main.ts');
/** Ends a child whose parent is gone, however that happened. */
const TETHER = join(import.meta.dirname, '../../dev/tether.ts');
/** What Node has compiled once: a service then starts in half the time. */
const COMPILED = join(cacheDirectory(), 'compiled');
/** kafkajs sets timers for moments that are past, harmlessly, and Node warns of each. */
const NO_NOISE = '--disable-warning=TimeoutNegativeWarning';
/** After an end of its own, as a supervisor would wait. */
const RESTART_MS = 1_000;
const OUTPUT_LINES = 30;

export interface LiveProcessOptions {
  readonly name: string;
  /** Arguments of the system's entry point. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Told when the process ended although nobody killed it, with the last lines that it wrote. */
  readonly onFailure: (error: string) => void;
}

export class LiveProcess {
  readonly name: string;
  readonly #options: LiveProcessOptions;
  readonly #output: string[] = [];
  #child: ChildProcess | undefined;
  #restart: NodeJS.Timeout | undefined;
  #over = false;

  constructor(options: LiveProcessOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get alive(): boolean {
    return this.#child !== undefined;
  }

  /** What it wrote last. */
  get output(): string {
    return this.#output.join('\n');
  }

  start(): void {
    clearTimeout(this.#restart);
    if (this.#over || this.#child !== undefined) return;
    const child = spawn(process.execPath, [NO_NOISE, '--import', TETHER, MAIN, ...this.#options.args], {
      env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: COMPILED, ...this.#options.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    this.#child = child;
    for (const output of [child.stdout, child.stderr]) output?.on('data', (data) => this.#remember(String(data)));
    child.once('exit', (code, signal) => {
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#options.onFailure(`it ended by itself (${signal ?? `exit ${code ?? '?'}`}): ${this.output}`);
      this.#startAfter(RESTART_MS);
    });
  }

  /** As `kill -9` does; started again after a while. @returns whether there was something to kill */
  kill(restartAfterMs: number): boolean {
    const child = this.#child;
    if (child === undefined) return false;
    this.#child = undefined;
    child.kill('SIGKILL');
    this.#startAfter(restartAfterMs);
    return true;
  }

  /** It stands still with its connections open; what is returned lets it go on. */
  pause(): (() => void) | undefined {
    const child = this.#child;
    if (child === undefined) return undefined;
    child.kill('SIGSTOP');
    return () => void child.kill('SIGCONT');
  }

  /** Ends it for good. */
  async end(): Promise<void> {
    this.#over = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  #startAfter(ms: number): void {
    clearTimeout(this.#restart);
    this.#restart = setTimeout(() => this.start(), ms);
  }

  #remember(text: string): void {
    this.#output.push(...text.trimEnd().split('\n'));
    this.#output.splice(0, this.#output.length - OUTPUT_LINES);
  }
}
