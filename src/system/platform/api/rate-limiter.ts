/**
 * Limits how often a key may call, over all instances together: a token bucket per key in Postgres, from which each instance takes tokens by
 * the handful. So most requests cost nothing, and what is allowed in all never exceeds the bucket. Tokens that an instance does not use
 * within a second are lost, so that idle instances don't keep a share from busy ones.
 */
import type { Queryable } from '../database.ts';
import type { Logger } from '../log.ts';
import { integer, type Row } from '../rows.ts';

/** What a key may do. */
export interface Allowance {
  /** Requests per second in the long run. */
  readonly perSecond: number;
  /** Requests that may come at once after a pause. */
  readonly burst: number;
}

/** What one instance has of a key's tokens. Times are Unix milliseconds. */
interface Share {
  left: number;
  usableUntil: number;
  /** Until then the bucket is known to be empty. */
  emptyUntil: number;
  taking: Promise<void> | undefined;
}

const SHARE_LIFE_MS = 1_000;
/** A handful is this part of what may come in a second, or at once. */
const HANDFULS = 10;
const SHARES_MAX = 10_000;

const TAKE = {
  name: 'api.rate.take',
  text: `INSERT INTO api.rate_buckets AS b (key_id, tokens, refilled_at, granted)
VALUES ($1, $3::float8 - $2::float8, $5::timestamptz, $2::float8)
ON CONFLICT (key_id) DO UPDATE SET
  granted = floor(least($2, least($3, b.tokens + $4::float8 * greatest(0, extract(epoch FROM $5 - b.refilled_at)::float8)))),
  tokens = least($3, b.tokens + $4 * greatest(0, extract(epoch FROM $5 - b.refilled_at)::float8))
    - floor(least($2, least($3, b.tokens + $4 * greatest(0, extract(epoch FROM $5 - b.refilled_at)::float8)))),
  refilled_at = greatest(b.refilled_at, $5)
RETURNING granted::int AS granted, ceil(greatest(0, 1 - tokens) / $4 * 1000)::int AS wait_ms`,
};

export class RateLimiter {
  readonly #database: Queryable;
  readonly #log: Logger;
  readonly #shares = new Map<string, Share>();

  constructor(database: Queryable, log: Logger) {
    this.#database = database;
    this.#log = log;
  }

  /**
   * Takes a token of a key. When the bucket can't be reached the request is let through: a limit is no reason to refuse everybody.
   *
   * @returns 0 when the request may go on, else after how many milliseconds there will be a token.
   */
  async take(keyId: string, allowance: Allowance): Promise<number> {
    const share = this.#shareOf(keyId);
    for (;;) {
      const now = Date.now();
      if (share.left > 0 && now < share.usableUntil) {
        share.left -= 1;
        return 0;
      }
      if (now < share.emptyUntil) return share.emptyUntil - now;
      share.taking ??= this.#refill(keyId, allowance, share).finally(() => {
        share.taking = undefined;
      });
      try {
        await share.taking;
      } catch (error) {
        this.#log.warn(
          { err: error, key_id: keyId },
          'The rate of a key could not be checked; its request is let through.',
        );
        return 0;
      }
    }
  }

  async #refill(keyId: string, { perSecond, burst }: Allowance, share: Share): Promise<void> {
    const handful = Math.max(1, Math.floor(Math.min(perSecond, burst) / HANDFULS));
    const now = Date.now();
    const { rows } = await this.#database.query(TAKE, [keyId, handful, burst, perSecond, new Date(now).toISOString()]);
    const [row] = rows;
    if (row === undefined) throw new Error('Taking tokens gave no row.');
    this.#note(share, row, now);
  }

  #note(share: Share, row: Row, now: number): void {
    share.left = integer(row, 'granted');
    share.usableUntil = Date.now() + SHARE_LIFE_MS;
    share.emptyUntil = share.left > 0 ? 0 : now + Math.max(1, integer(row, 'wait_ms'));
  }

  #shareOf(keyId: string): Share {
    const known = this.#shares.get(keyId);
    if (known !== undefined) return known;
    const share: Share = { left: 0, usableUntil: 0, emptyUntil: 0, taking: undefined };
    this.#shares.set(keyId, share);
    if (this.#shares.size > SHARES_MAX) this.#forgetIdle();
    return share;
  }

  #forgetIdle(): void {
    for (const [keyId, { taking, usableUntil, emptyUntil }] of this.#shares) {
      if (taking === undefined && Math.max(usableUntil, emptyUntil) < Date.now()) this.#shares.delete(keyId);
    }
  }
}
