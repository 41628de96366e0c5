/** What faults leave to happen later: further strikes, and the ends of what lasts. */
import type { Scheduler } from '../ports.ts';

export class Aftermath {
  readonly #scheduler: Scheduler;
  readonly #ends = new Set<() => void>();
  #healed = false;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Does something later, unless the world has been healed by then. */
  later(delayMs: number, action: () => void): void {
    this.#scheduler.schedule(delayMs, () => {
      if (!this.#healed) action();
    });
  }

  /** Calls `end` once: after a while, or when the world is healed. */
  lasting(forMs: number, end: () => void): void {
    this.#ends.add(end);
    this.#scheduler.schedule(forMs, () => {
      if (this.#ends.delete(end)) end();
    });
  }

  /** Ends what lasts, in the order in which it began. */
  heal(): void {
    this.#healed = true;
    const ends = [...this.#ends];
    this.#ends.clear();
    for (const end of ends) end();
  }
}
