/**
 * The cache of one service instance: in Redis where that is configured, else in the process. A cache within the process knows nothing of
 * what other instances change; so it is used only while this instance is the only member of its consumer group. An instance joins the
 * group before it takes requests, and nobody joins without all others taking part, so the others know in time.
 */
import type { CacheConfig } from '../../config.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { MemoryStore } from './memory-store.ts';
import { RedisStore } from './redis-store.ts';
import type { CacheStore } from './store.ts';
import { type Attempt, ViewCache, type ViewCacheOptions } from './view-cache.ts';

/** A message that was published, by what the outbox keeps of it. */
interface Published {
  readonly topic: string;
  readonly key: string;
}

interface ViewOptions<T> extends Omit<ViewCacheOptions<T>, 'onLookup'> {
  /** The view of an aggregate changes with it. */
  readonly aggregateType: string;
  /** Events of the aggregate are published here, with its id as their key. */
  readonly topic: string;
}

/** An attempt to change aggregates. */
interface ChangingAttempt extends Attempt {
  /** What it changes. */
  readonly touched: readonly { readonly type: string; readonly id: string }[];
}

/** A view, without what it shows. */
interface AnyView {
  readonly aggregateType: string;
  readonly topic: string;
  readonly cache: Pick<ViewCache<unknown>, 'changing' | 'published'>;
}

export class Cache {
  readonly #shared: CacheStore | undefined;
  readonly #own: MemoryStore | undefined;
  readonly #metrics: Metrics;
  readonly #views: AnyView[] = [];
  #alone = false;

  constructor(config: CacheConfig, log: Logger, metrics: Metrics) {
    const { enabled, redisUrl, timeoutMs } = config;
    this.#metrics = metrics;
    this.#shared = enabled && redisUrl !== undefined ? new RedisStore(redisUrl, timeoutMs, log) : undefined;
    this.#own = enabled && redisUrl === undefined ? new MemoryStore() : undefined;
  }

  /** True when somebody has to say whether this instance is alone. */
  get wantsMembers(): boolean {
    return this.#own !== undefined;
  }

  /** How many members the consumer group has; undefined while that is not certain. */
  members(count: number | undefined): void {
    this.#own?.clear();
    this.#alone = count === 1;
  }

  /** A cached view of the aggregates of one type. */
  view<T>({ aggregateType, topic, ...options }: ViewOptions<T>): ViewCache<T> {
    const onLookup = (outcome: 'hit' | 'miss' | 'bypass'): void =>
      this.#metrics.add('cache_lookups_total', { view: options.name, outcome });
    const store = (): CacheStore | undefined => this.#shared ?? (this.#alone ? this.#own : undefined);
    const cache = new ViewCache<T>(store, { ...options, onLookup });
    this.#views.push({ aggregateType, topic, cache });
    return cache;
  }

  /** Says what an attempt is about to change. Call it before the commit. */
  changing(attempt: ChangingAttempt): void {
    if (this.#shared === undefined && this.#own === undefined) return;
    for (const { aggregateType, cache } of this.#views) {
      const ids = new Set(attempt.touched.flatMap(({ type, id }) => (type === aggregateType ? [id] : [])));
      cache.changing(attempt, [...ids]);
    }
  }

  /** Invalidates what these messages tell about; for what a process that died could not invalidate itself. */
  published(messages: readonly Published[]): void {
    if (this.#shared === undefined && this.#own === undefined) return;
    for (const { topic, cache } of this.#views) {
      const ids = new Set(messages.flatMap((message) => (message.topic === topic ? [message.key] : [])));
      if (ids.size > 0) cache.published([...ids]);
    }
  }

  async close(): Promise<void> {
    await this.#shared?.close();
    await this.#own?.close();
  }
}
