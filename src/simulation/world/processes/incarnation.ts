/**
 * One life of a simulated process, from a start to the next crash: what a process id is in an operating system. It
 * holds all that dies with the process. After `dead` is set nothing that its code still does, such as a `finally`
 * block, reaches the world.
 */
import type { EventLoop } from '../loop/event-loop.ts';
import type { Network } from '../network/network.ts';
import type { Random, TraceSink } from '../ports.ts';

/** What the code of a process can reach of its world. */
export interface Surroundings {
  readonly loop: EventLoop;
  readonly network: Network;
  readonly trace: TraceSink;
  /** Milliseconds since 1970 at virtual time 0. */
  readonly epochMs: number;
}

/** How a process ended: what it threw, or the exit code it chose. */
export type Failure = { readonly error: unknown } | { readonly exitCode: number };

/** Something that ends with its process. */
export interface Mortal {
  die(): void;
}

export class Incarnation {
  readonly name: string;
  /** From 1. */
  readonly number: number;
  readonly world: Surroundings;
  readonly random: Random;
  readonly startedAtMs: number;
  /** This process's ends of its connections, oldest first. */
  readonly sockets = new Set<Mortal>();
  /** How far this machine's wall clock is ahead, in milliseconds. */
  readonly skewMs: () => number;
  /** Called after each of its events. */
  readonly happened: () => void;
  #dead = false;
  readonly #onFailure: (failure: Failure) => void;

  constructor(options: {
    name: string;
    number: number;
    world: Surroundings;
    random: Random;
    skewMs: () => number;
    onEvent: () => void;
    onFailure: (failure: Failure) => void;
  }) {
    this.name = options.name;
    this.number = options.number;
    this.world = options.world;
    this.random = options.random;
    this.startedAtMs = options.world.loop.now();
    this.skewMs = options.skewMs;
    this.happened = options.onEvent;
    this.#onFailure = options.onFailure;
  }

  get dead(): boolean {
    return this.#dead;
  }

  /** The wall clock of this machine, in whole milliseconds since 1970. */
  wallClock(): number {
    return Math.floor(this.world.epochMs + this.world.loop.now() + this.skewMs());
  }

  /** Milliseconds since this process started; not skewed. */
  uptimeMs(): number {
    return this.world.loop.now() - this.startedAtMs;
  }

  /** The supervisor's view of an uncaught error or an exit: the process dies and is started again. */
  fail(failure: Failure): void {
    if (!this.#dead) {
      this.#onFailure(failure);
    }
  }

  /** Ends this life at once. Its connections are cut, and their other ends see a reset later. */
  kill(): void {
    if (this.#dead) {
      return;
    }
    this.#dead = true;
    this.world.network.forget(this);
    for (const socket of this.sockets) {
      socket.die();
    }
    this.sockets.clear();
  }
}

/** Something there is one of per life of a process, such as an HTTP agent; made at first use, gone with it. */
export class PerIncarnation<T> {
  readonly #make: (incarnation: Incarnation) => T;
  readonly #made = new WeakMap<Incarnation, T>();

  constructor(make: (incarnation: Incarnation) => T) {
    this.#make = make;
  }

  of(incarnation: Incarnation): T {
    const known = this.#made.get(incarnation);
    if (known !== undefined) {
      return known;
    }
    const made = this.#make(incarnation);
    this.#made.set(incarnation, made);
    return made;
  }
}
