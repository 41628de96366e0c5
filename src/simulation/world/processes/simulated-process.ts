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
  /** What the process does; run again from the start after each crash. */
  readonly main: () => Promise<void> | void;
  /** How long the supervisor waits after an uncaught error or an exit, in milliseconds; 1000 unless given. */
  readonly restartAfterMs?: number;
}

const DEFAULT_RESTART_MS = 1000;

export class SimulatedProcess {
  readonly name: string;
  /** How far the wall clock (not the monotonic one) of this process's machine is ahead, in milliseconds. */
  skewMs = 0;
  readonly #spec: ProcessSpec;
  readonly #world: Surroundings;
  readonly #random: Random;
  readonly #onFailure: (process: SimulatedProcess, failure: Failure) => void;
  #incarnation: Incarnation | undefined;
  #starts = 0;
  #cancelStart: Cancel | undefined;

  constructor(
    spec: ProcessSpec,
    world: Surroundings,
    random: Random,
    onFailure: (process: SimulatedProcess, failure: Failure) => void,
  ) {
    this.name = spec.name;
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
      onFailure: (failure) => this.#failed(failure),
    });
    this.#incarnation = incarnation;
    this.#world.trace.record('start', this.name, this.#starts);
    // A turn of the loop of its own, so that what main throws is its own uncaught error.
    this.#world.loop.add(0, () => runAs(incarnation, () => this.#main(incarnation)), incarnation);
  }

  #main(incarnation: Incarnation): void {
    const result = this.#spec.main();
    if (result !== undefined) {
      result.catch((error: unknown) => incarnation.fail({ error }));
    }
  }

  #failed(failure: Failure): void {
    this.#onFailure(this, failure);
    this.crash(this.#spec.restartAfterMs ?? DEFAULT_RESTART_MS);
  }
}
