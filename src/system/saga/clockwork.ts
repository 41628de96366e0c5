/**
 * What sagas have to do without being told by a message: deadlines that pass (which is also how sagas recover that were left behind by a
 * failure, of this service or of all), and cancels that came before their saga.
 * Both are in the database, so any instance can act upon them and none is lost with a process. Every few seconds one
 * cheap read says what is open; as deadlines are set well ahead, that is soon enough to wake at the exact moment.
 * Several instances may wake at once: each row is locked by one of them.
 */
import { Alarm } from '../platform/alarm.ts';
import { isTransient, type Runtime, type Worker } from '../platform/index.ts';
import { applyEarlyCancels, expireDeadlines } from './handler.ts';
import type { SagaLimits } from './saga.ts';
import { openWork, wakeStuckSagas } from './store.ts';

/** How often it is looked; more often where a deadline is shorter, or it would come late. */
const LOOK_EVERY_MS = 10_000;
/** Wait after acting: what was locked by somebody else may still be due. */
const LOOK_AGAIN_MS = 1_000;
/** How often it is looked whether a saga has been started that is to be cancelled. */
const CANCEL_EVERY_MS = 100;
/** Most sagas in one transaction. */
const BATCH = 100;

export class Clockwork implements Worker {
  readonly #runtime: Runtime;
  readonly #limits: SagaLimits;
  readonly #alarm = new Alarm(() => this.#look());
  #started = false;

  constructor(runtime: Runtime, limits: SagaLimits) {
    this.#runtime = runtime;
    this.#limits = limits;
  }

  start(): void {
    this.#alarm.within(0);
  }

  stop(): Promise<void> {
    return this.#alarm.stop();
  }

  /** Says that a cancel was laid by. */
  nudge(): void {
    this.#alarm.within(CANCEL_EVERY_MS);
  }

  async #look(): Promise<void> {
    this.#alarm.within(Math.min(LOOK_EVERY_MS, this.#limits.stepDeadlineMs, this.#limits.deadlineMs));
    try {
      if (!this.#started) await this.#resume();
      const { deadline, earlyCancels } = await openWork(this.#runtime.read);
      if (earlyCancels) await this.#applyCancels();
      if (deadline === undefined) return;
      const wait = deadline - Date.now();
      if (wait <= 0) await this.#expire();
      this.#alarm.within(wait <= 0 ? LOOK_AGAIN_MS : wait);
    } catch (error) {
      // Neither is urgent to the second. Whether a commit whose answer was lost took effect shows at the next look.
      const level = isTransient(error) ? 'warn' : 'error';
      this.#runtime.log[level]({ err: error }, 'Deadlines could not be acted upon; they are looked at again.');
    }
  }

  /** What kept sagas that wait for a person may have been the very failure that this instance comes back from. */
  async #resume(): Promise<void> {
    const woken = await wakeStuckSagas(this.#runtime.read, Date.now());
    this.#started = true;
    if (woken > 0) this.#runtime.log.warn({ sagas: woken }, 'Sagas that were stuck are looked after once more.');
  }

  async #applyCancels(): Promise<void> {
    this.#alarm.within(CANCEL_EVERY_MS);
    await this.#runtime.perform((step) => applyEarlyCancels(step, this.#limits, Date.now(), BATCH));
  }

  async #expire(): Promise<void> {
    const actions = await this.#runtime.perform((step) => expireDeadlines(step, this.#limits, Date.now(), BATCH));
    for (const action of actions) this.#runtime.metrics.add('sagas_recovered_total', { action });
    if (actions.length === BATCH) this.#alarm.within(0);
  }
}
