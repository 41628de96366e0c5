/** A clock that a test moves by hand, and random numbers from a seed, for tests without the world. */

import { createHash } from 'node:crypto';
import type { Random, Scheduler } from '../../ports.ts';

interface Scheduled {
  readonly atMs: number;
  readonly action: () => void;
}

/** A scheduler whose time only passes when the test says so. */
export class ManualScheduler implements Scheduler {
  readonly #actions = new Set<Scheduled>();
  #now = 0;

  now(): number {
    return this.#now;
  }

  schedule(delayMs: number, action: () => void): () => void {
    const scheduled = { atMs: this.#now + delayMs, action };
    this.#actions.add(scheduled);
    return () => this.#actions.delete(scheduled);
  }

  /** How many actions are waiting. */
  get pending(): number {
    return this.#actions.size;
  }

  /** Lets `ms` pass and runs what falls due, in order. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (let next = this.#next(until); next !== undefined; next = this.#next(until)) {
      this.#actions.delete(next);
      this.#now = next.atMs;
      next.action();
    }
    this.#now = until;
  }

  #next(until: number): Scheduled | undefined {
    const due = [...this.#actions].filter(({ atMs }) => atMs <= until);
    return due.toSorted((left, right) => left.atMs - right.atMs)[0];
  }
}

/** Random numbers that depend on the seed alone. */
export function seededRandom(seed: string): Random {
  let count = 0;
  const bytes = (length: number): Buffer => {
    count += 1;
    return createHash('shake256', { outputLength: length }).update(`${seed}/${count}`).digest();
  };
  const next = () => bytes(4).readUInt32BE(0) / 0x1_0000_0000;
  return {
    next,
    integer: (bound) => Math.floor(next() * bound),
    bytes,
    fork: (name) => seededRandom(`${seed}/${name}`),
  };
}
