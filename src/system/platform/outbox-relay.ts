/**
 * Brings the outbox to the broker. The relay drains right after each commit of this instance (`nudge`) and once every cycle for what
 * was left behind. Several instances share one outbox; a session lock, held only while draining, lets one of them at a time
 * read, publish and mark, so that no later event of a key overtakes an earlier one.
 *
 * A row is marked only after the broker acknowledged it. A crash in between publishes it again, with the same event_id.
 */
import type { PoolClient } from 'pg';
import type { RelayConfig } from '../config.ts';
import { withConnection } from './connection.ts';
import type { Pool } from './database.ts';
import type { Logger } from './log.ts';
import { type BlockedKey, lockOutbox, markAndRead, markSynced, type PendingRow, unlockOutbox } from './outbox-store.ts';
import type { Publisher } from './publisher.ts';
import { retryDelayMs } from './retry.ts';

/**
 * While another instance drains, our rows may have come too late for it, so we look again soon, and less often the longer it lasts: one that
 * waits for a broker that does not answer may take minutes.
 */
const BUSY_RETRY = { retries: 0, firstDelayMs: 50, factor: 1.5, maxDelayMs: 1_000 };
const FAILURE_RETRY = { firstDelayMs: 50, factor: 2 };

export class OutboxRelay {
  readonly #pool: Pool;
  readonly #publisher: Publisher;
  readonly #schema: string;
  readonly #config: RelayConfig;
  readonly #log: Logger;
  #onPublished: (rows: readonly PendingRow[]) => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #draining: Promise<void> | undefined;
  #drainingSince = 0;
  #nudged = false;
  #stopped = false;
  #failures = 0;
  /** How often in a row another instance had the lock. */
  #busy = 0;

  constructor(pool: Pool, publisher: Publisher, schema: string, config: RelayConfig, log: Logger) {
    this.#pool = pool;
    this.#publisher = publisher;
    this.#schema = schema;
    this.#config = config;
    this.#log = log;
  }

  /** Has `listener` told of what was published, at least once, before it is marked. */
  onPublished(listener: (rows: readonly PendingRow[]) => void): void {
    this.#onPublished = listener;
  }

  /** Drains now, and from then on every cycle. */
  start(): void {
    this.nudge();
  }

  /** Says that there is something new to publish. Returns at once; call it after the commit. */
  nudge(): void {
    this.#nudged = true;
    if (this.#draining !== undefined || this.#stopped) return;
    clearTimeout(this.#timer);
    this.#drainingSince = Date.now();
    this.#draining = this.#drain().then((nextMs) => {
      this.#draining = undefined;
      if (!this.#stopped) this.#timer = setTimeout(() => this.nudge(), nextMs);
    });
  }

  /** For how many milliseconds the drain that is under way has lasted; 0 when none is. */
  busyMs(now: number): number {
    return this.#draining === undefined ? 0 : now - this.#drainingSince;
  }

  /** Publishes what is still pending, as far as the broker lets it, and stops. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#draining;
    // The drain that was under way may have read the outbox before the last commit.
    await this.#drain();
    await this.#publisher.close();
  }

  /** One drain. Never rejects; returns after how many milliseconds to look again. */
  async #drain(): Promise<number> {
    try {
      const drained = await withConnection(this.#pool, (client) => this.#drainUnderLock(client));
      this.#failures = 0;
      this.#busy = drained ? 0 : this.#busy + 1;
      if (this.#nudged) return drained ? 0 : retryDelayMs(BUSY_RETRY, this.#busy);
      return this.#config.cycleMs;
    } catch (error) {
      this.#failures += 1;
      const policy = { ...FAILURE_RETRY, retries: 0, maxDelayMs: this.#config.cycleMs };
      const retryMs = retryDelayMs(policy, this.#failures);
      this.#log.warn({ err: error, retryMs }, 'The outbox could not be drained; its rows stay pending.');
      return retryMs;
    }
  }

  /** Returns false when another instance holds the lock. */
  async #drainUnderLock(client: PoolClient): Promise<boolean> {
    const { batch } = this.#config;
    const blocked: BlockedKey[] = [];
    const nudged = this.#nudged;
    this.#nudged = false;
    let rows = await lockOutbox(client, this.#schema, batch);
    if (rows === undefined) {
      this.#nudged = nudged;
      return false;
    }
    while (rows.length > 0) {
      const { sent, blocked: refused } = await this.#publisher.publish(rows);
      this.#onPublished(rows);
      if (rows.length < batch && !this.#nudged) {
        await markSynced(client, this.#schema, sent);
        return true;
      }
      blocked.push(...refused);
      this.#nudged = false;
      rows = await markAndRead(client, this.#schema, sent, { limit: batch, blocked });
    }
    await unlockOutbox(client, this.#schema);
    return true;
  }
}
