/**
 * Deletes what has done its work: messages that were published, dead letters that somebody settled, and the memory of messages that cannot come
 * again. In small batches, one after the other.
 * Several instances may be at it at the same time; none of them deletes what another one still needs.
 */
import { Alarm } from '../../alarm.ts';
import type { Runtime } from '../../runtime.ts';
import { type Deletion, deleteHandled, deletePublished, deleteSettledLetters } from './store.ts';

const BATCH = 500;

export class RetentionWorker {
  readonly #runtime: Runtime;
  readonly #alarm = new Alarm(() => this.#work());
  #stopping = false;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  start(): void {
    this.#alarm.within(this.#runtime.config.retention.intervalMs);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#alarm.stop();
  }

  async #work(): Promise<void> {
    const { intervalMs, outboxMs, deadLettersMs, inboxMs } = this.#runtime.config.retention;
    this.#alarm.within(intervalMs);
    try {
      await this.#deleteAll('outbox', deletePublished, outboxMs);
      await this.#deleteAll('dead_letters', deleteSettledLetters, deadLettersMs);
      await this.#deleteAll('processed_events', deleteHandled, inboxMs);
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'What is no longer kept could not be deleted for now.');
    }
  }

  /** Until there is nothing left that is older than `keepMs`. */
  async #deleteAll(table: string, deletion: Deletion, keepMs: number): Promise<void> {
    const { read, name, metrics } = this.#runtime;
    const before = new Date(Date.now() - keepMs).toISOString();
    for (let rows = BATCH; rows > 0 && !this.#stopping; ) {
      rows = await deletion(read, name, before, BATCH);
      if (rows > 0) metrics.add('retention_deleted_total', { table }, rows);
    }
  }
}
