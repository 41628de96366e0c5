/**
 * The processes of the system for the length of a measurement. What they print goes into a file each, as under a supervisor in production.
 * One that ends before it is told to spoils the measurement, so nothing is started again.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '../../src/dev/plan.ts';

const TETHER = join(import.meta.dirname, '../../src/dev/tether.ts');
const STOP_LIMIT_MS = 20_000;
const SHOWN_BYTES = 2_000;

export class Processes {
  readonly #directory: string;
  readonly #profile: string | undefined;
  readonly #children = new Map<string, ChildProcess>();
  #stopping = false;

  /** @param directory where output goes; @param profile where CPU profiles go, if they are wanted. */
  constructor(directory: string, profile: string | undefined) {
    this.#directory = directory;
    this.#profile = profile;
  }

  start({ name, file, args, env }: Pick<Program, 'name' | 'file' | 'args' | 'env'>): void {
    const log = join(this.#directory, `${name}.log`);
    const output = openSync(log, 'a');
    const child = spawn(process.execPath, [...this.#nodeOptions(name), '--import', TETHER, file, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output, 'ipc'],
      detached: true,
    });
    this.#children.set(name, child);
    child.once('exit', (code, signal) => {
      if (this.#stopping) return;
      const said = readFileSync(log, 'utf8').slice(-SHOWN_BYTES);
      console.error(
        `${name} ended (${signal ?? `exit ${code ?? '?'}`}), so there is nothing to measure. It said:\n${said}`,
      );
      process.exit(1);
    });
  }

  /** Names and ids of what runs. */
  get pids(): ReadonlyMap<string, number> {
    return new Map([...this.#children].flatMap(([name, { pid }]) => (pid === undefined ? [] : [[name, pid]])));
  }

  /** Resolves when all of them are gone; those that were started last go first. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const child of [...this.#children.values()].toReversed()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
      clearTimeout(force);
    }
    this.#children.clear();
  }

  #nodeOptions(name: string): readonly string[] {
    // kafkajs sets timers for moments that are past, harmlessly, and Node warns of each.
    const quiet = '--disable-warning=TimeoutNegativeWarning';
    if (this.#profile === undefined) return [quiet];
    return [quiet, '--cpu-prof', '--cpu-prof-dir', this.#profile, '--cpu-prof-name', `${name}.cpuprofile`];
  }
}
