/** A cache within the process, bounded: what was not asked for the longest goes first. */
import { type CacheStore, type Found, LEASE_MS } from './store.ts';

/** What is under a key until `untilMs`: a value, or the lease of who is about to fill it. */
interface Place {
  readonly content: { readonly value: string } | { readonly lease: string };
  readonly untilMs: number;
}

const KEYS_MAX = 10_000;

export class MemoryStore implements CacheStore {
  /** In the order of their last use. */
  readonly #places = new Map<string, Place>();
  readonly #keysMax: number;
  #leases = 0;

  constructor(keysMax: number = KEYS_MAX) {
    this.#keysMax = keysMax;
  }

  find(key: string): Promise<Found> {
    const place = this.#places.get(key);
    if (place === undefined || place.untilMs <= Date.now()) {
      this.#leases += 1;
      const lease = String(this.#leases);
      this.#put(key, { content: { lease }, untilMs: Date.now() + LEASE_MS });
      return Promise.resolve({ kind: 'lease', lease });
    }
    if ('lease' in place.content) return Promise.resolve({ kind: 'busy' });
    this.#put(key, place);
    return Promise.resolve({ kind: 'value', value: place.content.value });
  }

  fill(key: string, lease: string, value: string, ttlMs: number): Promise<void> {
    const place = this.#places.get(key);
    if (place !== undefined && 'lease' in place.content && place.content.lease === lease) {
      this.#put(key, { content: { value }, untilMs: Date.now() + ttlMs });
    }
    return Promise.resolve();
  }

  invalidate(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#places.delete(key);
    return Promise.resolve();
  }

  /** Forgets everything. */
  clear(): void {
    this.#places.clear();
  }

  close(): Promise<void> {
    this.clear();
    return Promise.resolve();
  }

  #put(key: string, place: Place): void {
    this.#places.delete(key);
    this.#places.set(key, place);
    if (this.#places.size <= this.#keysMax) return;
    const oldest = this.#places.keys().next();
    if (oldest.done !== true) this.#places.delete(oldest.value);
  }
}
