/**
 * What every part of a running service has at hand: its name (which is also its schema), its configuration, its log, its
 * database, and `perform`, through which all state changes go.
 */
import type { Config, ServiceName } from '../config.ts';
import { Cache } from './cache/cache.ts';
import { type Pool, type Queryable, reader } from './database.ts';
import { CommitUnknownError } from './errors.ts';
import { flushStep } from './flush.ts';
import type { Logger } from './log.ts';
import type { Message } from './messages.ts';
import { ReadPool } from './read-pool.ts';
import { type Outcome, Step } from './step.ts';
import { Metrics } from './telemetry/metrics.ts';
import { outOfScope } from './telemetry/scope.ts';
import type { Tracing } from './telemetry/tracing.ts';
import { inTransaction } from './transaction.ts';

export class Runtime {
  readonly name: ServiceName;
  readonly config: Config;
  readonly log: Logger;
  readonly pool: Pool;
  readonly metrics: Metrics;
  /** Only where traces are exported. */
  readonly tracing: Tracing | undefined;
  /** For answers that decide nothing. */
  readonly cache: Cache;
  /** For reads that decide nothing. */
  readonly read: Queryable;
  /** For reads that decide nothing and may lag a little, such as lists; from replicas where there are some. */
  readonly replica: ReadPool;
  /** In which shard a message takes effect; no transaction handles messages of two. By default there is one. */
  shardOf: (message: Message) => number = () => 0;
  #onCommitted: () => void = () => undefined;

  constructor(name: ServiceName, config: Config, log: Logger, pool: Pool, tracing?: Tracing) {
    this.name = name;
    this.config = config;
    this.log = log;
    this.pool = pool;
    this.metrics = new Metrics(name);
    this.tracing = tracing;
    this.cache = new Cache(config.cache, log, this.metrics);
    this.read = reader(pool);
    this.replica = new ReadPool(pool, config.database, `${name}-${config.instance}-replica`, log);
    if (!this.replica.isEmpty) {
      this.metrics.collect('read_replicas_usable', () => [{ labels: {}, value: this.replica.usable }]);
    }
  }

  /** Sets what is called after a commit that left messages in the outbox. */
  onMessagesCommitted(listener: () => void): void {
    this.#onCommitted = listener;
  }

  /**
   * Runs `work` and writes what it collected in its step, all in one transaction; afterwards the relay is nudged. `work` is run again
   * after conflicts and lost connections, so it has no effect outside of its step and the transaction.
   *
   * @param beforeCommit last word: throws to give everything up.
   * @throws CommitUnknownError when the answer to COMMIT was lost. The caller settles it: by the inbox, or with an idempotency key by
   *   simply performing again (see `performSettled`).
   */
  async perform<T>(work: (step: Step) => Promise<T>, beforeCommit?: () => void): Promise<T> {
    let afterwards: readonly (() => void)[] = [];
    let attempt: Step | undefined;
    let outcome: Outcome = 'known';
    try {
      return await inTransaction(this.pool, async (tx) => {
        attempt?.end('known');
        const step = new Step(tx);
        attempt = step;
        const result = await work(step);
        this.cache.changing(step);
        await flushStep(this.name, step);
        afterwards = step.hasMessages ? [this.#onCommitted, ...step.afterwards] : step.afterwards;
        beforeCommit?.();
        return result;
      });
    } catch (error) {
      if (error instanceof CommitUnknownError) outcome = 'unknown';
      throw error;
    } finally {
      attempt?.end(outcome);
      // Also after an unknown commit: if it did happen, its messages must not wait for the next cycle.
      // They wake what goes on for others, so what that does is not part of this.
      outOfScope(() => {
        for (const action of afterwards) action();
      });
    }
  }

  /**
   * Like `perform`, for work that is safe to do again because it first claims something unique (an idempotency key, a natural key) that
   * shows whether the lost commit took effect. Tried up to three times.
   */
  performSettled<T>(work: (step: Step) => Promise<T>): Promise<T> {
    return this.settled(() => this.perform(work));
  }

  /** Does something that performs such work; again when the answer to its COMMIT was lost, up to three times in all. */
  async settled<T>(perform: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await perform();
      } catch (error) {
        if (!(error instanceof CommitUnknownError) || attempt === 3) throw error;
        this.log.warn({ err: error }, 'The answer to a COMMIT was lost; the claim shows whether it took effect.');
      }
    }
  }
}
