/**
 * A cache in Redis, which all instances share. Redis is only asked while it is connected and answers in time; when it does not, the error
 * says so at once, and whoever asked goes to the database. Invalidations that fail are owed: they are made up for as soon as Redis
 * answers again, and until then this instance does not ask for these keys.
 */
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Logger } from '../log.ts';
import { type CacheStore, type Found, LEASE_MS } from './store.ts';

/** Takes the lease in the same step in which it sees that there is nothing. */
const FIND = `local found = redis.call('GET', KEYS[1])
if found then return found end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return false`;
const FILL = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return 1`;

/** First letter of what is stored: a lease, or a value. */
const [LEASE, VALUE] = ['L', 'V'];

/** After an error Redis is left alone for so long, so that a slow one is not waited for by every request. */
const REST_MS = 1_000;
/** More invalidations than these are not remembered; then the values' time to live ends them. */
const OWED_MAX = 10_000;

export class RedisStore implements CacheStore {
  readonly #redis: Redis;
  readonly #log: Logger;
  readonly #owed = new Set<string>();
  #restUntilMs = 0;
  /** What was said last of it in the log. */
  #answers = true;
  #repaying: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param timeoutMs longest time that one command may take. */
  constructor(url: string, timeoutMs: number, log: Logger) {
    this.#log = log;
    this.#redis = new Redis(url, {
      commandTimeout: timeoutMs,
      connectTimeout: 2_000,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      retryStrategy: (times) => Math.min(times * 100, 2_000),
    });
    // Without a listener an error of the connection would end the process.
    this.#redis.on('error', (error: unknown) => this.#rest(error));
    this.#redis.on('ready', () => {
      this.#restUntilMs = 0;
      void this.#repay();
    });
  }

  async find(key: string): Promise<Found> {
    if (this.#owed.has(key) || Date.now() < this.#restUntilMs) return { kind: 'busy' };
    const lease = `${LEASE}${randomUUID()}`;
    const found = await this.#ask(() => this.#redis.eval(FIND, 1, key, lease, LEASE_MS));
    if (typeof found !== 'string') return { kind: 'lease', lease };
    return found.startsWith(VALUE) ? { kind: 'value', value: found.slice(1) } : { kind: 'busy' };
  }

  async fill(key: string, lease: string, value: string, ttlMs: number): Promise<void> {
    await this.#ask(() => this.#redis.eval(FILL, 1, key, lease, VALUE + value, ttlMs));
  }

  async invalidate(keys: readonly string[]): Promise<void> {
    // Owed until Redis has said that it is done: nobody here reads what may be stale.
    for (const key of keys) if (this.#owed.size < OWED_MAX) this.#owed.add(key);
    try {
      await this.#ask(() => this.#redis.unlink([...keys]));
      for (const key of keys) this.#owed.delete(key);
    } catch {
      this.#repaying ??= setTimeout(() => void this.#repay(), REST_MS);
    }
  }

  close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#repaying);
    this.#redis.disconnect();
    return Promise.resolve();
  }

  async #ask<T>(command: () => Promise<T>): Promise<T> {
    try {
      const answer = await command();
      if (!this.#answers) this.#log.info('Redis answers again.');
      this.#answers = true;
      return answer;
    } catch (error) {
      this.#rest(error);
      throw error;
    }
  }

  #rest(error: unknown): void {
    this.#restUntilMs = Date.now() + REST_MS;
    if (!this.#answers || this.#closed) return;
    this.#answers = false;
    this.#log.warn({ err: error }, 'Redis does not answer; the database is read instead.');
  }

  /** Sends the invalidations that are owed. */
  async #repay(): Promise<void> {
    this.#repaying = undefined;
    if (this.#owed.size === 0 || this.#closed) return;
    await this.invalidate([...this.#owed].slice(0, 1_000));
    if (this.#owed.size > 0) this.#repaying ??= setTimeout(() => void this.#repay(), REST_MS);
  }
}
