/** Redrives the letters whose cause was temporary, when they are due. Any instance of a service does it for all of them. */
import { Alarm } from '../../alarm.ts';
import type { Runtime } from '../../runtime.ts';
import type { Redriver } from './redriver.ts';
import { claimDueLetters } from './store.ts';

/** How often an instance looks for letters that are due. */
const POLL_MS = 15_000;
/** For so long a letter is left to the instance that took it. */
const LEASE_MS = 120_000;
const BATCH = 20;

export class RedriveWorker {
  readonly #runtime: Runtime;
  readonly #redriver: Redriver;
  readonly #alarm = new Alarm(() => this.#work());
  #stopping = false;

  constructor(runtime: Runtime, redriver: Redriver) {
    this.#runtime = runtime;
    this.#redriver = redriver;
  }

  start(): void {
    this.#alarm.within(POLL_MS);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#alarm.stop();
  }

  async #work(): Promise<void> {
    this.#alarm.within(POLL_MS);
    try {
      const nowMs = Date.now();
      const at = { now: new Date(nowMs).toISOString(), leaseUntil: new Date(nowMs + LEASE_MS).toISOString() };
      const due = await claimDueLetters(this.#runtime.read, this.#runtime.name, at, BATCH);
      for (const id of due) {
        if (this.#stopping) return;
        await this.#redriver.redrive(id, 'automatic');
      }
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'Dead letters could not be redriven for now.');
    }
  }
}
