/** The few things a session may have scheduled, by name, so that each can be withdrawn when it has become pointless. */
import type { Cancel, Scheduler } from '../ports.ts';

/** What a session may be waiting for. */
export type TimerName = 'answer' | 'lock' | 'statement' | 'idle';

/** At most one action per name is pending. */
export class Timers {
  readonly #scheduler: Scheduler;
  readonly #pending = new Map<TimerName, Cancel>();

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  has(name: TimerName): boolean {
    return this.#pending.has(name);
  }

  /** Runs `action` in `delayMs`, in place of what had the name before. */
  set(name: TimerName, delayMs: number, action: () => void): void {
    this.clear(name);
    const cancel = this.#scheduler.schedule(delayMs, () => {
      this.#pending.delete(name);
      action();
    });
    this.#pending.set(name, cancel);
  }

  clear(...names: readonly TimerName[]): void {
    for (const name of names) {
      this.#pending.get(name)?.();
      this.#pending.delete(name);
    }
  }
}
