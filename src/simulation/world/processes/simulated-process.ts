/**
 * A process of the world under its supervisor, over all its lives: started, crashed, started again. Its name is its
 * host name too.
 */
import type { Cancel, Random } from '../ports.ts';
import { runAs } from './identity.ts';
import { type Failure, Incarnation, type Surroundings } from './incarnation.ts';

export interface ProcessSpec {
  /** Unique in the world, such as `wallet-1`. */
  readonly name: string;
  /** What the process does; run again from the start after each crash, as the version that is installed then. */
  readonly main: (version: string) => Promise<void> | void;
  /** The version that is installed at first; `current` unless given. */
  readonly version?: string;
  /** How long the supervisor waits after an uncaught error or an exit, in milliseconds; 1000 unless given. */
  readonly restartAfterMs?: number;
}

const DEFAULT_RESTART_MS = 1000;

export class SimulatedProcess {
  readonly name: string;
  /** How far the wall clock (not the monotonic one) of this process's machine is ahead, in milliseconds. */
  skewMs = 0;
  /** The version that its next life runs. */
  version: string;
  readonly #spec: ProcessSpec;
  readonly #world: Surroundings;
  readonly #random: Random;
  readonly #onFailure: (process: SimulatedProcess, failure: Failure) => void;
  #incarnation: Incarnation | undefined;
  #starts = 0;
  #events = 0;
  #watchers: { readonly event: number; readonly action: () => void }[] = [];
  #cancelStart: Cancel | undefined;

  constructor(
    spec: ProcessSpec,
    world: Surroundings,
    random: Random,
    onFailure: (process: SimulatedProcess, failure: Failure) => void,
  ) {
    this.name = spec.name;
    this.version = spec.version ?? 'current';
    this.#spec = spec;
    this.#world = world;
    this.#random = random;
    this.#onFailure = onFailure;
    world.network.addresses.add(spec.name);
    this.start(0);
  }

  get alive(): boolean {
    return this.#incarnation !== undefined;
  }

  /** How often it was started. */
  get starts(): number {
    return this.#starts;
  }

  /** How many events it had, over all its lives. */
  get events(): number {
    return this.#events;
  }

  /**
   * Calls back right after the n-th event, over all lives.
   * @returns Withdraws it.
   */
  afterEvent(event: number, action: () => void): Cancel {
    const watcher = { event, action };
    this.#watchers.push(watcher);
    return () => {
      this.#watchers = this.#watchers.filter((each) => each !== watcher);
    };
  }

  /**
   * Stops it, as by SIGSTOP: nothing of it happens, but its connections stay open, and what comes in waits.
   * @returns Lets this life of it go on, if it still lasts; undefined if it is not alive.
   */
  pause(): (() => void) | undefined {
    const incarnation = this.#incarnation;
    if (incarnation === undefined) return undefined;
    this.#world.trace.record('pause', this.name);
    this.#world.loop.pause(incarnation);
    return () => {
      if (!this.#world.loop.isPaused(incarnation)) return;
      this.#world.trace.record('go on', this.name);
      this.#world.loop.resume(incarnation);
    };
  }

  /** Starts it `afterMs` from now, unless it is alive then. */
  start(afterMs: number): void {
    this.#cancelStart?.();
    this.#cancelStart = this.#world.loop.schedule(afterMs, () => this.#begin());
  }

  /**
   * Kills it, as by SIGKILL, and starts it again after a while.
   * @returns Whether it was alive.
   */
  crash(restartAfterMs: number): boolean {
    if (!this.alive) {
      return false;
    }
    this.kill();
    this.#world.trace.record('crash', this.name);
    this.start(restartAfterMs);
    return true;
  }

  /**
   * Kills it for good.
   * @returns Whether it was alive.
   */
  kill(): boolean {
    this.#cancelStart?.();
    this.#cancelStart = undefined;
    const incarnation = this.#incarnation;
    this.#incarnation = undefined;
    incarnation?.kill();
    if (incarnation !== undefined) this.#world.loop.resume(incarnation);
    return incarnation !== undefined;
  }

  #begin(): void {
    if (this.#incarnation !== undefined) {
      return;
    }
    this.#starts += 1;
    const incarnation = new Incarnation({
      name: this.name,
      number: this.#starts,
      world: this.#world,
      random: this.#random.fork(String(this.#starts)),
      skewMs: () => this.skewMs,
      onEvent: () => this.#happened(),
      onFailure: (failure) => this.#failed(failure),
    });
    this.#incarnation = incarnation;
    this.#world.trace.record('start', this.name, this.#starts);
    // A turn of the loop of its own, so that what main throws is its own uncaught error.
    this.#world.loop.add(0, () => runAs(incarnation, () => this.#main(incarnation)), incarnation);
  }

  #main(incarnation: Incarnation): void {
    const result = this.#spec.main(this.version);
    if (result !== undefined) {
      result.catch((error: unknown) => incarnation.fail({ error }));
    }
  }

  #happened(): void {
    this.#events += 1;
    if (this.#watchers.length === 0) return;
    for (const { event, action } of this.#watchers) if (event === this.#events) action();
  }

  #failed(failure: Failure): void {
    this.#onFailure(this, failure);
    this.crash(this.#spec.restartAfterMs ?? DEFAULT_RESTART_MS);
  }
}
