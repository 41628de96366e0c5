/**
 * What `setTimeout` and its relatives give inside of a simulated process. A timer runs in the async context in which
 * it was set, which also carries the identity of the process.
 */
import { AsyncResource } from 'node:async_hooks';
import type { QueuedEvent } from '../loop/event-queue.ts';
import { type Incarnation, PerIncarnation } from '../processes/incarnation.ts';
import type { Callable } from '../values.ts';

const LONGEST_MS = 2_147_483_647;
/**
 * kafkajs sets timers with negative delays over and over while requests are pending. Node runs them after 1 ms; in
 * virtual time nothing else would happen in most of these milliseconds, so they are spread out.
 */
const NEGATIVE_DELAY_MS = 20;
/** Code that polls with `setImmediate` must see time pass. */
export const IMMEDIATE_MS = 0.001;

/** Numbers of timers, for code that keeps `+timer`; per process, so that they are the same in each replay. */
class TimerNumbers {
  readonly byNumber = new Map<number, VirtualTimer>();
  last = 0;
}

const numbersOf = new PerIncarnation(() => new TimerNumbers());

export class VirtualTimer extends AsyncResource {
  readonly #incarnation: Incarnation;
  readonly #delayMs: number;
  readonly #repeats: boolean;
  readonly #callback: Callable;
  readonly #args: readonly unknown[];
  #event: QueuedEvent | undefined;
  #referenced = true;
  #number: number | undefined;

  constructor(
    incarnation: Incarnation,
    callback: Callable,
    delayMs: number,
    repeats: boolean,
    args: readonly unknown[],
  ) {
    super('VirtualTimer');
    this.#incarnation = incarnation;
    this.#callback = callback;
    this.#delayMs = delayMs;
    this.#repeats = repeats;
    this.#args = args;
    this.#arm();
  }

  /** Whether it is still to run. */
  get armed(): boolean {
    return this.#event !== undefined;
  }

  ref(): this {
    this.#referenced = true;
    return this;
  }

  unref(): this {
    this.#referenced = false;
    return this;
  }

  hasRef(): boolean {
    return this.#referenced;
  }

  refresh(): this {
    this.cancel();
    this.#arm();
    return this;
  }

  close(): this {
    this.cancel();
    return this;
  }

  cancel(): void {
    if (this.#event !== undefined) {
      this.#incarnation.world.loop.cancel(this.#event);
      this.#event = undefined;
    }
    this.#forgetNumber();
  }

  [Symbol.dispose](): void {
    this.cancel();
  }

  [Symbol.toPrimitive](): number {
    if (this.#number === undefined) {
      const numbers = numbersOf.of(this.#incarnation);
      numbers.last += 1;
      this.#number = numbers.last;
      numbers.byNumber.set(this.#number, this);
    }
    return this.#number;
  }

  #arm(): void {
    if (!this.#incarnation.dead) {
      this.#event = this.#incarnation.world.loop.add(this.#delayMs, this.#fire, this.#incarnation);
    }
  }

  readonly #fire = (): void => {
    this.#event = undefined;
    if (this.#repeats) {
      this.#arm();
    }
    this.#incarnation.world.trace.record('timer', this.#incarnation.name);
    this.runInAsyncScope(this.#callback, this, ...this.#args);
    if (this.#number !== undefined && !this.armed) {
      this.#forgetNumber();
    }
  };

  #forgetNumber(): void {
    if (this.#number !== undefined) {
      numbersOf.of(this.#incarnation).byNumber.delete(this.#number);
      this.#number = undefined;
    }
  }
}

/** The timer that a process means by what it kept of it: the object, or its number. */
export function timerOf(incarnation: Incarnation, handle: unknown): VirtualTimer | undefined {
  if (handle instanceof VirtualTimer) {
    return handle;
  }
  const isNumber = typeof handle === 'number' || typeof handle === 'string';
  return isNumber ? numbersOf.of(incarnation).byNumber.get(Number(handle)) : undefined;
}

/** The delay that Node would use for `delay`, which callers may leave out or get wrong. */
export function timerDelay(delay: unknown): number {
  const ms = Number(delay);
  if (ms < 0) {
    return NEGATIVE_DELAY_MS;
  }
  return ms >= 1 && ms <= LONGEST_MS ? Math.trunc(ms) : 1;
}
