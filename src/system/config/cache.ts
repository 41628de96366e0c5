/** The cache of answers that decide nothing. */
import type { EnvironmentReader } from '../environment.ts';

export type CacheConfig = Readonly<ReturnType<typeof readCache>>;

export function readCache(read: EnvironmentReader) {
  read.section('Cache');
  const ttl = (name: string, fallback: number, what: string) =>
    read.integer(name, {
      default: fallback,
      min: 1,
      max: 86_400_000,
      about: `How long ${what} may be shown from the cache, in milliseconds, if nothing says earlier that it has changed.`,
    });
  return {
    enabled: read.flag('CACHE', {
      default: true,
      about:
        'Whether balances and payments are shown from a cache: in Redis where REDIS_URL is set, else within the process as long as it is the only instance of its service.',
    }),
    /** undefined for a cache within the process. */
    redisUrl: read.optionalUrl('REDIS_URL', ['redis:', 'rediss:'], {
      secret: true,
      example: 'redis://localhost:6379',
      about:
        'Redis that all instances share as a cache; rediss: for TLS. When it is slow or down, the database is read.',
    }),
    timeoutMs: read.integer('REDIS_TIMEOUT_MS', {
      default: 50,
      min: 1,
      max: 10_000,
      about: 'How long an answer of Redis is waited for, in milliseconds.',
    }),
    walletTtlMs: ttl('CACHE_WALLET_TTL_MS', 300_000, 'a balance'),
    paymentTtlMs: ttl('CACHE_PAYMENT_TTL_MS', 60_000, 'a payment'),
  };
}
