/**
 * Keeps programs running: starts each as a process of its own, passes on what it prints with its name in front, and starts it again when
 * it ends, as systemd or Kubernetes would. `kill -9` any of them and watch.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Program } from './plan.ts';

const RESTART_MS = 1_000;
/** Longer than a service takes to finish what is at work. */
const STOP_LIMIT_MS = 15_000;
const NAME_WIDTH = 8;
/** Ends a child whose parent is gone, however that happened. */
const TETHER = join(import.meta.dirname, 'tether.ts');

export class Supervisor {
  readonly #say: (line: string) => void;
  readonly #children = new Map<string, ChildProcess>();
  #stopping = false;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** Starts a program, and again whenever it ends. */
  keep(program: Program): void {
    const child = this.#spawn(program);
    this.#children.set(program.name, child);
    child.once('exit', (code, signal) => {
      this.#children.delete(program.name);
      if (this.#stopping) return;
      this.#line(program.name, `ended (${signal ?? `exit ${code ?? '?'}`}); starts again in a second`);
      setTimeout(() => {
        if (!this.#stopping) this.keep(program);
      }, RESTART_MS);
    });
  }

  /** Process id of a program that runs. */
  pid(name: string): number | undefined {
    return this.#children.get(name)?.pid;
  }

  /** Stops these programs, gently at first; resolves when they are gone. Others go on, but nothing is started again. */
  async stop(names: readonly string[]): Promise<void> {
    this.#stopping = true;
    const children = names.map((name) => this.#children.get(name)).filter((child) => child !== undefined);
    await Promise.all(
      children.map(async (child) => {
        const force = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        await gone;
        clearTimeout(force);
      }),
    );
  }

  #spawn({ name, file, args, env }: Program): ChildProcess {
    const child = spawn(process.execPath, ['--import', TETHER, file, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Ctrl-C reaches all processes of a terminal; ours are stopped in order instead.
      detached: true,
    });
    for (const output of [child.stdout, child.stderr]) this.#passOn(name, output);
    child.on('error', (error) => this.#line(name, error.message));
    return child;
  }

  #passOn(name: string, output: Readable | null): void {
    if (output === null) return;
    createInterface({ input: output }).on('line', (line) => this.#line(name, line));
  }

  #line(name: string, text: string): void {
    this.#say(`${name.padEnd(NAME_WIDTH)} │ ${text}`);
  }
}
