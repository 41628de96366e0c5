/**
 * The signs of life of a consumer. kafkajs can stop without a word, or wait for an answer that never comes, while the process looks healthy
 * from outside (central-ledger#1173). Every heartbeat, fetch and finished batch is a sign; a consumer that gives none for long is as good as
 * dead, and only a restart helps.
 */
import type { Consumer } from 'kafkajs';

export class ConsumerPulse {
  #joined = false;
  #lastSignMs: number | undefined;
  #death: string | undefined;

  /** Listens to a consumer from now on. */
  watch(consumer: Consumer): void {
    const { GROUP_JOIN, HEARTBEAT, FETCH, END_BATCH_PROCESS, REBALANCING, CRASH, STOP } = consumer.events;
    for (const name of [HEARTBEAT, FETCH, END_BATCH_PROCESS, REBALANCING]) consumer.on(name, () => this.#sign());
    consumer.on(GROUP_JOIN, () => {
      this.#joined = true;
      this.#sign();
    });
    consumer.on(CRASH, ({ payload }) => {
      this.#death = `it crashed: ${payload.error.message}`;
    });
    consumer.on(STOP, () => {
      this.#death ??= 'it stopped';
    });
    this.#sign();
  }

  /** True once it has been given its partitions, or has seen that there are none for it. */
  get joined(): boolean {
    return this.#joined && this.#death === undefined;
  }

  /** Why it will never consume again; undefined while it may. */
  get death(): string | undefined {
    return this.#death;
  }

  /** For how many milliseconds there was no sign of it; 0 before it was started. */
  silentMs(now: number): number {
    return this.#lastSignMs === undefined ? 0 : now - this.#lastSignMs;
  }

  #sign(): void {
    this.#lastSignMs = Date.now();
  }
}
