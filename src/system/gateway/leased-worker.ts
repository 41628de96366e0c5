/**
 * Makes the calls of one kind to one provider: takes leases on what is due, and works on each. At most `concurrency` are under
 * way at a time, so that a slow provider can't tie up everything else.
 *
 * A worker that dies leaves a lease behind, which runs out; whoever takes it over first asks the provider what
 * there is. A worker that was only slow finds its lease lost and writes nothing.
 */
import { Alarm } from '../platform/alarm.ts';
import type { Logger, Worker } from '../platform/index.ts';

export interface LeasedWorkerOptions {
  /** Calls under way at a time. */
  readonly concurrency: number;
  /** How often it is looked for work that nobody announced: retries of others, leases that ran out. */
  readonly lookEveryMs: number;
}

/** What is done under leases. */
export interface LeasedWork<Lease> {
  /** Takes at most `limit`; `more` says whether there may be others that are due. */
  claim(limit: number): Promise<{ readonly leases: readonly Lease[]; readonly more: boolean }>;
  /** When the next is due, in milliseconds since 1970. */
  nextDue(): Promise<number | undefined>;
  /**
   * Does what can be done now. `goesOn` turns false when no further call is to be begun.
   *
   * @returns when there is more to do, in milliseconds since 1970; undefined when that is not known, or never.
   */
  work(lease: Lease, goesOn: () => boolean): Promise<number | undefined>;
  /** For the log. */
  describe(lease: Lease): Readonly<Record<string, string>>;
}

export class LeasedWorker<Lease> implements Worker {
  readonly #work: LeasedWork<Lease>;
  readonly #options: LeasedWorkerOptions;
  readonly #log: Logger;
  readonly #alarm = new Alarm(() => this.#look());
  readonly #running = new Set<Promise<void>>();
  #stopping = false;
  /** True when something was added, so that it is no use to ask first whether any is due. */
  #announced = false;

  constructor(work: LeasedWork<Lease>, options: LeasedWorkerOptions, log: Logger) {
    this.#work = work;
    this.#options = options;
    this.#log = log;
  }

  start(): void {
    this.#alarm.within(0);
  }

  /** Waits for the calls that are under way, and for what became of them to be written. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#alarm.stop();
    await Promise.all(this.#running);
  }

  /** Says that something was added. */
  nudge(): void {
    this.#announced = true;
    this.#alarm.within(0);
  }

  /** Takes what is due, as far as there are places free. */
  async #look(): Promise<void> {
    const free = this.#options.concurrency - this.#running.size;
    this.#alarm.within(this.#options.lookEveryMs);
    // Each call that ends makes room and looks again.
    if (free <= 0) return;
    try {
      if (this.#announced || (await this.#isDue())) {
        this.#announced = false;
        const { leases, more } = await this.#work.claim(free);
        for (const lease of leases) this.#run(lease);
        // There may be more than fitted, and by now there may be room again.
        if (more) this.nudge();
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'What is due at the provider could not be taken; tried again soon.');
    }
  }

  async #isDue(): Promise<boolean> {
    const due = await this.#work.nextDue();
    if (due === undefined) return false;
    const wait = due - Date.now();
    if (wait > 0) this.#alarm.within(wait);
    return wait <= 0;
  }

  #run(lease: Lease): void {
    const work = this.#workOn(lease)
      .catch((error: unknown) => {
        this.#log.error(
          { err: error, ...this.#work.describe(lease) },
          'What became of a call to the provider could not be written; the provider is asked again when the lease has run out.',
        );
      })
      .finally(() => {
        const wasFull = this.#running.size >= this.#options.concurrency;
        this.#running.delete(work);
        if (wasFull) this.nudge();
      });
    this.#running.add(work);
  }

  async #workOn(lease: Lease): Promise<void> {
    const due = await this.#work.work(lease, () => !this.#stopping);
    if (due !== undefined) this.#alarm.within(due - Date.now());
  }
}
