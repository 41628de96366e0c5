/**
 * What a cache has to be able to do. Whoever finds nothing gets a lease, and may fill the place only while the lease is in it; whatever
 * invalidates the place in between removes the lease too. So a value that was read before a change can't be put back after it.
 */

/** What is found under a key: a value; nothing, with a lease to fill it; or that somebody else is about to fill it. */
export type Found =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'lease'; readonly lease: string }
  | { readonly kind: 'busy' };

export interface CacheStore {
  /** The value of a key, or a lease for it. */
  find(key: string): Promise<Found>;
  /** Puts a value where the lease still is; otherwise nothing happens. */
  fill(key: string, lease: string, value: string, ttlMs: number): Promise<void>;
  /** Removes values and leases. */
  invalidate(keys: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** After this long whoever has taken a lease is taken for lost. */
export const LEASE_MS = 3_000;
