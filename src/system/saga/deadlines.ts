/**
 * Watches the deadlines of all sagas. They are in the database, so any instance can act upon them and none is lost with
 * a process. Every few seconds one cheap read says when the next one is due; as deadlines are set well ahead, that is soon
 * enough to wake at the exact moment. Several instances may wake at once: each saga is locked by one of them.
 */
import { isTransient, type Runtime, sleep, type Worker } from '../platform/index.ts';
import { expireDeadlines } from './handler.ts';
import type { SagaLimits } from './saga.ts';
import { earliestDeadline } from './store.ts';

/** How often the next deadline is looked up; no more than the shortest deadline, or that would come late. */
const LOOK_EVERY_MS = 10_000;
/** Wait after acting: what was locked by somebody else may still be due. */
const SOON_MS = 1_000;
/** Most sagas in one transaction. */
const BATCH = 100;

export class DeadlineWorker implements Worker {
  readonly #runtime: Runtime;
  readonly #limits: SagaLimits;
  readonly #stopping = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(runtime: Runtime, limits: SagaLimits) {
    this.#runtime = runtime;
    this.#limits = limits;
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await sleep(await this.#look(), signal);
    }
  }

  /** Acts upon what is due. Returns the milliseconds until it is worth looking again. */
  async #look(): Promise<number> {
    const longest = Math.min(LOOK_EVERY_MS, this.#limits.stepDeadlineMs, this.#limits.deadlineMs);
    try {
      const due = await earliestDeadline(this.#runtime.read);
      const now = Date.now();
      if (due === undefined || due > now) {
        return due === undefined ? longest : Math.min(longest, due - now);
      }
      const told = await this.#runtime.perform((step) => expireDeadlines(step, this.#limits, Date.now(), BATCH));
      return told === BATCH ? 0 : Math.min(longest, SOON_MS);
    } catch (error) {
      // A deadline is not urgent to the second. Whether a commit whose answer was lost took effect shows at the next look.
      const level = isTransient(error) ? 'warn' : 'error';
      this.#runtime.log[level]({ err: error }, 'Deadlines could not be acted upon; they are looked at again.');
      return longest;
    }
  }
}
