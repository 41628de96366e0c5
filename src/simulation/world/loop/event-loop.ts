/**
 * Virtual time. Each event gets a real `setImmediate` of its own, because between two of them Node drains ticks,
 * microtasks and unhandled rejections: whatever an event set in motion is over before the next one starts. Sixty-four
 * are queued per turn, so that the costs of a turn of the real loop are shared.
 */
import { realSetImmediate } from '../originals.ts';
import type { Cancel, Scheduler } from '../ports.ts';
import { EventQueue, type Owner, type QueuedEvent } from './event-queue.ts';
import { captureUncaught } from './uncaught.ts';

const EVENTS_PER_TURN = 64;

export interface RunOptions {
  /** Asked after each event; the run ends when it is true. */
  readonly until: () => boolean;
  /** How much virtual time may pass from now, in milliseconds. */
  readonly limitMs: number;
}

/** `limit` also when nothing is left that could ever happen: then virtual time moves on to the limit. */
export type RunEnd = 'until' | 'limit';

interface CurrentRun {
  readonly until: () => boolean;
  readonly deadlineMs: number;
  readonly end: (end: RunEnd) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Told of an error that nobody caught, and of whose event it was.
 * @returns Whether it is dealt with; otherwise the run fails with it.
 */
export type UncaughtHandler = (error: unknown, owner: Owner | undefined) => boolean;

export class EventLoop implements Scheduler {
  readonly #queue = new EventQueue();
  readonly #onUncaught: UncaughtHandler;
  #nowMs = 0;
  #events = 0;
  #holds = 0;
  /** The next turn is on its way. There must never be two: a hold may end in the turn in which it began. */
  #turnComes = false;
  #run: CurrentRun | undefined;
  #owner: Owner | undefined;
  /** Owners whose events wait, with those that came due meanwhile. */
  readonly #paused = new Map<Owner, QueuedEvent[]>();

  constructor(onUncaught: UncaughtHandler) {
    this.#onUncaught = onUncaught;
  }

  now(): number {
    return this.#nowMs;
  }

  /** How many events have happened. */
  get events(): number {
    return this.#events;
  }

  schedule(delayMs: number, action: () => void): Cancel {
    const event = this.add(delayMs, action, undefined);
    return () => this.cancel(event);
  }

  /** Like `schedule`, for somebody whose death withdraws the event; without a closure for withdrawing it. */
  add(delayMs: number, action: () => void, owner: Owner | undefined): QueuedEvent {
    return this.#queue.add(delayMs > 0 ? this.#nowMs + delayMs : this.#nowMs, action, owner);
  }

  cancel(event: QueuedEvent): void {
    this.#queue.cancel(event);
  }

  /** From now on no event of this owner happens; those that come due wait. */
  pause(owner: Owner): void {
    if (!this.#paused.has(owner)) this.#paused.set(owner, []);
  }

  /** Ends a pause: what waited happens now, in its order. */
  resume(owner: Owner): void {
    const waiting = this.#paused.get(owner) ?? [];
    this.#paused.delete(owner);
    for (const event of waiting) this.#queue.putBack(event, this.#nowMs);
  }

  isPaused(owner: Owner): boolean {
    return this.#paused.has(owner);
  }

  /**
   * Keeps virtual time still until real work is done. Work that fails ends the run with its error.
   * @param work Settles when the real work is over.
   */
  hold(work: Promise<unknown>): void {
    this.#holds += 1;
    work.then(
      () => this.#release(),
      (error: unknown) => {
        this.#release();
        this.#run?.fail(error);
      },
    );
  }

  /** Lets virtual time pass. Only one run at a time, in the whole Node process. */
  run(options: RunOptions): Promise<RunEnd> {
    if (this.#run !== undefined) {
      throw new Error('This world is running already: await the first run() before the next.');
    }
    return new Promise<RunEnd>((resolve, reject) => {
      const release = captureUncaught((error, owner) => this.#uncaught(error, owner ?? this.#owner));
      const over = (): void => {
        this.#run = undefined;
        this.#owner = undefined;
        release();
      };
      this.#run = {
        until: options.until,
        deadlineMs: this.#nowMs + options.limitMs,
        end: (end) => {
          over();
          resolve(end);
        },
        fail: (error) => {
          over();
          reject(error);
        },
      };
      this.#queueTurn();
    });
  }

  /** Forgets what is still to happen; a run in progress ends with `limit`. */
  clear(): void {
    this.#queue.clear();
    this.#paused.clear();
    this.#run?.end('limit');
  }

  #queueTurn(): void {
    if (this.#turnComes) return;
    this.#turnComes = true;
    realSetImmediate(this.#turn);
  }

  readonly #turn = (): void => {
    this.#turnComes = false;
    this.#owner = undefined;
    if (this.#run === undefined || this.#holds > 0) {
      return;
    }
    for (let count = 0; count < EVENTS_PER_TURN; count += 1) {
      realSetImmediate(this.#step);
    }
    this.#queueTurn();
  };

  readonly #step = (): void => {
    const run = this.#run;
    this.#owner = undefined;
    if (run === undefined || this.#holds > 0) {
      return;
    }
    try {
      if (run.until()) {
        run.end('until');
        return;
      }
      this.#next(run);
    } catch (error) {
      this.#uncaught(error, this.#owner);
    }
  };

  #next(run: CurrentRun): void {
    const event = this.#queue.peek();
    if (event === undefined || event.atMs > run.deadlineMs) {
      this.#nowMs = run.deadlineMs;
      run.end('limit');
      return;
    }
    this.#queue.take();
    this.#nowMs = event.atMs;
    const { owner } = event;
    if (owner !== undefined && this.#paused.size > 0) {
      const waiting = this.#paused.get(owner);
      if (waiting !== undefined) {
        waiting.push(event);
        return;
      }
    }
    this.#events += 1;
    this.#owner = owner;
    event.action();
    owner?.happened?.();
  }

  #uncaught(error: unknown, owner: Owner | undefined): void {
    if (!this.#onUncaught(error, owner)) {
      this.#run?.fail(error);
    }
  }

  #release(): void {
    this.#holds -= 1;
    if (this.#holds === 0 && this.#run !== undefined) {
      this.#queueTurn();
    }
  }
}
