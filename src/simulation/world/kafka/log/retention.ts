/**
 * Removes what is older than its topic's retention, from time to time. Age counts from the append, not from the
 * timestamp that the producer wrote, because only the former is on the broker's clock.
 */

import type { Cancel, Scheduler } from '../../ports.ts';
import type { Topics } from './topics.ts';

export class Retention {
  readonly #topics: Topics;
  readonly #scheduler: Scheduler;
  readonly #everyMs: number;
  #cancel: Cancel | undefined;

  constructor(topics: Topics, scheduler: Scheduler, everyMs: number) {
    this.#topics = topics;
    this.#scheduler = scheduler;
    this.#everyMs = everyMs;
  }

  /** Begins to clean; does nothing when it has begun. A broker without retention needs no timer. */
  start(): void {
    this.#cancel ??= this.#scheduler.schedule(this.#everyMs, () => {
      this.#clean();
      this.#cancel = undefined;
      this.start();
    });
  }

  stop(): void {
    this.#cancel?.();
  }

  #clean(): void {
    const now = this.#scheduler.now();
    for (const { partitions, config } of this.#topics.all()) {
      const { retentionMs } = config;
      if (retentionMs === undefined) continue;
      for (const { log } of partitions) log.deleteAppendedBefore(now - retentionMs);
    }
  }
}
