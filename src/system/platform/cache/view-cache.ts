/**
 * Cached answers to questions that decide nothing, such as a balance that is shown. A view that is being changed is not cached: from before
 * the commit until it is known how the attempt has ended, the database is asked, and what was cached is gone afterwards. So within an
 * instance nobody is told what was true before an answer that he has got. Other instances see their shared cache invalidated right after the
 * commit; if this instance dies in between, when the outbox publishes the event (`published`), or else when the time to live is over.
 *
 * Questions for the same key that come while one is being answered share its answer.
 */
import type { CacheStore } from './store.ts';

/** Something whose end can be waited for; a step. */
export interface Attempt {
  /** Has `action` called when the attempt is over, committed or not, or not known to be. */
  whenOver(action: (outcome: 'known' | 'unknown') => void): void;
}

/** A COMMIT whose answer was lost may still be under way for so long; meanwhile nothing is cached of what it changes. */
const UNKNOWN_MS = 60_000;

export interface ViewCacheOptions<T> {
  /** Name of the view, part of the keys. */
  readonly name: string;
  /** How long a value may be shown after it was read. */
  readonly ttlMs: number;
  /** Reads what was stored as JSON; undefined when it is nothing that this version understands. */
  readonly parse: (json: unknown) => T | undefined;
  /** Told of each question whether the cache could answer it. */
  readonly onLookup?: (outcome: 'hit' | 'miss' | 'bypass') => void;
}

export class ViewCache<T> {
  readonly #store: () => CacheStore | undefined;
  readonly #options: ViewCacheOptions<T>;
  /** Keys that are being changed, and by how many attempts. */
  readonly #changing = new Map<string, number>();
  readonly #loading = new Map<string, Promise<T | undefined>>();

  /** @param store undefined while nothing is to be cached. */
  constructor(store: () => CacheStore | undefined, options: ViewCacheOptions<T>) {
    this.#store = store;
    this.#options = options;
  }

  /** The view of `id`, cached or loaded. `load` must read the primary; `undefined` (there is none) is never cached. */
  read(id: string, load: () => Promise<T | undefined>): Promise<T | undefined> {
    const store = this.#store();
    if (store === undefined || this.#changing.has(id)) {
      this.#options.onLookup?.('bypass');
      return load();
    }
    const shared = this.#loading.get(id);
    if (shared !== undefined) return shared;
    const loading = this.#lookUp(store, id, load).finally(() => {
      if (this.#loading.get(id) === loading) this.#loading.delete(id);
    });
    this.#loading.set(id, loading);
    return loading;
  }

  /** Says that the views of `ids` change with this attempt. Call it before the attempt commits. */
  changing(attempt: Attempt, ids: readonly string[]): void {
    if (ids.length === 0) return;
    for (const id of ids) {
      this.#changing.set(id, (this.#changing.get(id) ?? 0) + 1);
      // Whoever asks from now on must not get what was asked before.
      this.#loading.delete(id);
    }
    attempt.whenOver((outcome) => {
      if (outcome === 'known') this.#settled(ids);
      else setTimeout(() => this.#settled(ids), UNKNOWN_MS).unref();
    });
  }

  /** Says that the views of `ids` have changed, perhaps elsewhere. Returns at once; what a store can't do now it does later. */
  published(ids: readonly string[]): void {
    this.#store()
      ?.invalidate(ids.map((id) => this.#keyOf(id)))
      .catch(() => undefined);
  }

  #settled(ids: readonly string[]): void {
    // First gone, then asked for again.
    this.published(ids);
    for (const id of ids) {
      const others = (this.#changing.get(id) ?? 1) - 1;
      if (others > 0) this.#changing.set(id, others);
      else this.#changing.delete(id);
    }
  }

  async #lookUp(store: CacheStore, id: string, load: () => Promise<T | undefined>): Promise<T | undefined> {
    const key = this.#keyOf(id);
    const found = await store.find(key).catch(() => ({ kind: 'busy' }) as const);
    if (found.kind === 'value') {
      const value = this.#parsed(found.value);
      this.#options.onLookup?.(value === undefined ? 'miss' : 'hit');
      return value ?? load();
    }
    this.#options.onLookup?.(found.kind === 'lease' ? 'miss' : 'bypass');
    const value = await load();
    if (found.kind !== 'lease') return value;
    // Not waited for: who asked has the value.
    const kept =
      value === undefined
        ? store.invalidate([key])
        : store.fill(key, found.lease, JSON.stringify(value), this.#options.ttlMs);
    kept.catch(() => undefined);
    return value;
  }

  #parsed(text: string): T | undefined {
    try {
      return this.#options.parse(JSON.parse(text));
    } catch {
      return undefined;
    }
  }

  #keyOf(id: string): string {
    return `temblor:${this.#options.name}:${id}`;
  }
}
