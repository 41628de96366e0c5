/**
 * How one instance of a service comes back: it replays what its event store has had since its checkpoint and puts its read models right, says
 * what it will go on with, consumes, and is ready once what was waiting at its start is done. A single failed service takes this way alone; the
 * whole system takes it service by service, watched by the recovery service.
 *
 * Nothing is done twice by it: replay calls no handler and sends nothing but reports of what it found wrong, and what was under way goes on
 * from committed offsets, the outbox, leases and stored deadlines, each of which knows what has been done.
 */
import type { Kafka } from 'kafkajs';
import { asError, isTransient } from '../errors.ts';
import { Caretaker, type CaughtUp, type CheckStatus } from '../event-store/caretaker.ts';
import { type Rebuilt, rebuild } from '../event-store/rebuild.ts';
import type { ReplayedModel } from '../event-store/replay.ts';
import { CALL_RETRY, retryDelayMs, sleep } from '../retry.ts';
import type { Runtime } from '../runtime.ts';
import { type GroupTopics, Watermarks } from './watermarks.ts';

/** What a service goes on with after a start. */
export interface Resumed {
  /** Sagas that have not ended. */
  readonly sagas?: number;
  /** Calls of providers whose outcome is not known yet. */
  readonly calls?: number;
}

/** What a service tells of its way back. */
export interface RecoveryPlan {
  /** Undefined for a service without an event store. */
  readonly readModels: readonly ReplayedModel[] | undefined;
  /** Called when the read models are right, before anything is consumed. */
  resume?(): Promise<Resumed>;
}

export type RecoveryPhase = 'replaying' | 'catching-up' | 'recovered' | 'failed';

/** How far an instance has come, as `/api/v1/admin/recovery` shows it. */
export interface RecoveryStatus {
  readonly phase: RecoveryPhase;
  readonly started_at: string;
  readonly recovered_at?: string;
  readonly recovery_duration_seconds?: number;
  readonly attempts: number;
  readonly events_reprocessed: number;
  readonly aggregates_checked: number;
  readonly snapshots_taken: number;
  readonly inconsistencies: number;
  readonly sagas_resumed: number;
  readonly calls_pending: number;
  /** Messages that were there at the start and are not handled yet; absent while that is not known. */
  readonly messages_left?: number;
  readonly last_check?: CheckStatus;
  /** Why it failed. */
  readonly error?: string;
}

/** How often it is looked whether another instance has finished its replay. */
const LOCKED_RETRY_MS = 200;

export class ServiceRecovery {
  readonly #runtime: Runtime;
  readonly #plan: RecoveryPlan;
  readonly #watermarks: Watermarks;
  readonly #caretaker: Caretaker | undefined;
  readonly #stopping = new AbortController();
  readonly #startedMs = Date.now();
  #phase: RecoveryPhase = 'replaying';
  #consistent = false;
  #error: string | undefined;
  #recoveredMs: number | undefined;
  #attempts = 0;
  #done: CaughtUp = { events: 0, aggregates: 0, snapshots: 0, found: [] };
  #resumed: Resumed = {};
  #left: number | undefined;
  #watching: Promise<void> = Promise.resolve();

  /** @param groups the consumer groups of the service, once it consumes. */
  constructor(runtime: Runtime, kafka: Kafka, groups: () => readonly GroupTopics[], plan: RecoveryPlan) {
    this.#runtime = runtime;
    this.#plan = plan;
    this.#watermarks = new Watermarks(kafka, groups);
    this.#caretaker = plan.readModels === undefined ? undefined : new Caretaker(runtime, plan.readModels);
  }

  /** True when the read models are what the events say, as far as the last replay saw. */
  get consistent(): boolean {
    return this.#consistent;
  }

  /** True when everything that was waiting at the start is done. */
  get recovered(): boolean {
    return this.#phase === 'recovered';
  }

  get status(): RecoveryStatus {
    const lastCheck = this.#caretaker?.lastCheck;
    return {
      phase: this.#phase,
      started_at: new Date(this.#startedMs).toISOString(),
      ...(this.#recoveredMs === undefined
        ? {}
        : {
            recovered_at: new Date(this.#recoveredMs).toISOString(),
            recovery_duration_seconds: (this.#recoveredMs - this.#startedMs) / 1_000,
          }),
      attempts: this.#attempts,
      events_reprocessed: this.#done.events,
      aggregates_checked: this.#done.aggregates,
      snapshots_taken: this.#done.snapshots,
      inconsistencies: this.#caretaker?.inconsistencies ?? 0,
      sagas_resumed: this.#resumed.sagas ?? 0,
      calls_pending: this.#resumed.calls ?? 0,
      ...(this.#left === undefined ? {} : { messages_left: this.#left }),
      ...(lastCheck === undefined ? {} : { last_check: lastCheck }),
      ...(this.#error === undefined ? {} : { error: this.#error }),
    };
  }

  /**
   * Replays, up to three times. To be called before anything is consumed, because decisions rest on the read models.
   *
   * @throws the last error when the database could not be reached. What can't be replayed for another reason leaves the service working, but
   *   not ready.
   */
  async replay(): Promise<void> {
    const { attempts } = this.#runtime.config.recovery;
    for (this.#attempts = 1; ; this.#attempts += 1) {
      try {
        await this.#replayOnce();
        return;
      } catch (error) {
        this.#error = asError(error).message;
        this.#runtime.log.warn({ err: error, attempt: this.#attempts }, 'The event store could not be replayed.');
        if (this.#attempts >= attempts) {
          if (isTransient(error)) throw error;
          this.#phase = 'failed';
          this.#runtime.log.error(
            { err: error, attempts },
            'The event store can not be replayed. The service works, but is not ready; see GET /api/v1/admin/recovery.',
          );
          return;
        }
        await sleep(retryDelayMs(CALL_RETRY, this.#attempts), this.#stopping.signal);
      }
    }
  }

  /** Watches how what was waiting gets done, and looks after the event store from now on. To be called when the consumer has started. */
  start(): void {
    this.#caretaker?.start();
    if (this.#phase === 'failed') return;
    this.#phase = 'catching-up';
    this.#watching = this.#watch();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([this.#caretaker?.stop(), this.#watching]);
  }

  /** Replays what has come since the checkpoint, or everything (`full`), while the service goes on. */
  async again(full: boolean): Promise<CaughtUp | undefined> {
    if (full) {
      for (const { name } of this.#plan.readModels ?? []) await this.rebuild(name);
    }
    const caughtUp = await this.#caretaker?.catchUp();
    this.#consistent = true;
    this.#error = undefined;
    if (this.#phase === 'failed') this.start();
    return caughtUp;
  }

  /** Rebuilds one read model; undefined when there is none of that name. */
  async rebuild(name: string): Promise<Rebuilt | undefined> {
    const model = this.model(name);
    return model === undefined ? undefined : await rebuild(this.#runtime, model);
  }

  /** The read model of that name. */
  model(name: string): ReplayedModel | undefined {
    return this.#plan.readModels?.find((model) => model.name === name);
  }

  /** False for a service whose events have no history. */
  get hasEventStore(): boolean {
    return this.#plan.readModels !== undefined;
  }

  /** Names of all read models. */
  get models(): readonly string[] {
    return this.#plan.readModels?.map(({ name }) => name) ?? [];
  }

  async #replayOnce(): Promise<void> {
    if (this.#caretaker !== undefined) {
      let caughtUp = await this.#caretaker.catchUp();
      while (caughtUp === undefined && !this.#stopping.signal.aborted) {
        await sleep(LOCKED_RETRY_MS, this.#stopping.signal);
        caughtUp = await this.#caretaker.catchUp();
      }
      if (caughtUp !== undefined) this.#done = caughtUp;
    }
    this.#resumed = (await this.#plan.resume?.()) ?? {};
    this.#consistent = true;
    this.#error = undefined;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted && this.#recoveredMs === undefined) {
      try {
        this.#left = await this.#watermarks.left();
        if (this.#left === 0) this.#finish();
      } catch (error) {
        this.#runtime.log.warn(
          { err: error },
          'The broker could not be asked how much is left to do; it is asked again.',
        );
      }
      if (this.#recoveredMs === undefined) await sleep(this.#runtime.config.recovery.pollMs, signal);
    }
    await this.#watermarks.close().catch((error: unknown) => {
      this.#runtime.log.debug({ err: error }, 'A connection to the broker did not close cleanly.');
    });
  }

  #finish(): void {
    this.#recoveredMs = Date.now();
    this.#phase = 'recovered';
    const seconds = (this.#recoveredMs - this.#startedMs) / 1_000;
    this.#runtime.metrics.set('system_recovery_duration_seconds', {}, seconds);
    this.#runtime.log.info({ ...this.status }, 'Recovered: the service is ready.');
  }
}
