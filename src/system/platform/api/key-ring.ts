/**
 * Verifies API keys. What was read of a key is remembered for a few seconds, so that a busy caller costs hardly any reads, and a revoked
 * key works hardly any longer. Ids that don't exist are remembered too, so that guessing does not reach the database each time.
 */
import type { Queryable } from '../database.ts';
import { instant, optionalInstant, type Row, text } from '../rows.ts';
import type { Caller, KeyOwner } from './caller.ts';
import { optionalInteger, ownerIn, texts } from './key-admin.ts';
import { hashSecret, parseKey, sameHash } from './key-text.ts';
import type { Allowance } from './rate-limiter.ts';

/** A key that was verified. */
export interface VerifiedKey {
  readonly caller: Caller;
  readonly allowance: Allowance;
}

interface StoredKey {
  readonly hash: Buffer;
  readonly previousHash: Buffer | undefined;
  /** Unix milliseconds, as all times here. */
  readonly previousUntil: number;
  readonly expiresAt: number;
  readonly owner: KeyOwner;
  readonly scopes: ReadonlySet<string>;
  readonly allowance: Allowance;
}

interface Remembered {
  readonly key: Promise<StoredKey | undefined>;
  readonly readAt: number;
}

/** How long a key is remembered: a revoked one works that much longer at most. */
export const KEY_MEMORY_MS = 5_000;
/** A secret that does not match is looked up again when what is remembered is older than this: it may just have been rotated. */
const ROTATION_MEMORY_MS = 500;
/** Keys that are remembered at a time; beyond, the oldest are forgotten. */
const REMEMBERED_MAX = 10_000;

export class KeyRing {
  readonly #database: Queryable;
  readonly #fallback: Allowance;
  readonly #remembered = new Map<string, Remembered>();

  /** @param fallback the allowance of keys that have none of their own. */
  constructor(database: Queryable, fallback: Allowance) {
    this.#database = database;
    this.#fallback = fallback;
  }

  /** Whose key this is; undefined when it is no key in force. */
  async verify(text: string): Promise<VerifiedKey | undefined> {
    const parts = parseKey(text);
    if (parts === undefined) return undefined;
    const hash = hashSecret(parts.secret);
    for (const maxAgeMs of [KEY_MEMORY_MS, ROTATION_MEMORY_MS]) {
      const key = await this.#find(parts.keyId, maxAgeMs);
      if (key === undefined) return undefined;
      if (opens(key, hash, Date.now())) {
        const { owner, scopes, allowance } = key;
        return { caller: { ...owner, keyId: parts.keyId, scopes }, allowance };
      }
    }
    return undefined;
  }

  #find(keyId: string, maxAgeMs: number): Promise<StoredKey | undefined> {
    const known = this.#remembered.get(keyId);
    const now = Date.now();
    if (known !== undefined && now - known.readAt < maxAgeMs) return known.key;
    const key = this.#read(keyId);
    this.#remember(keyId, { key, readAt: now });
    key.catch(() => this.#remembered.delete(keyId));
    return key;
  }

  #remember(keyId: string, read: Remembered): void {
    this.#remembered.delete(keyId);
    this.#remembered.set(keyId, read);
    if (this.#remembered.size <= REMEMBERED_MAX) return;
    for (const oldest of this.#remembered.keys()) {
      this.#remembered.delete(oldest);
      return;
    }
  }

  async #read(keyId: string): Promise<StoredKey | undefined> {
    const { rows } = await this.#database.query(
      {
        name: 'api.key.find',
        text: `SELECT key_id, secret_hash, previous_hash, previous_until, owner_kind, owner_id, scopes, rate_per_second, burst, expires_at
FROM api.keys WHERE key_id = $1 AND revoked_at IS NULL`,
      },
      [keyId],
    );
    return rows.map((row) => this.#stored(row))[0];
  }

  #stored(row: Row): StoredKey {
    const previous = row['previous_hash'] === null ? undefined : bytes(row, 'previous_hash');
    const expiresAt = optionalInstant(row, 'expires_at');
    return {
      hash: bytes(row, 'secret_hash'),
      previousHash: previous,
      previousUntil: previous === undefined ? 0 : Date.parse(instant(row, 'previous_until')),
      expiresAt: expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(expiresAt),
      owner: ownerIn(row),
      scopes: new Set(texts(row, 'scopes')),
      allowance: {
        perSecond: optionalInteger(row, 'rate_per_second') ?? this.#fallback.perSecond,
        burst: optionalInteger(row, 'burst') ?? this.#fallback.burst,
      },
    };
  }
}

function opens(key: StoredKey, hash: Buffer, now: number): boolean {
  const current = sameHash(key.hash, hash);
  const previous = key.previousHash !== undefined && sameHash(key.previousHash, hash);
  return now < key.expiresAt && (current || (previous && now < key.previousUntil));
}

function bytes(row: Row, column: string): Buffer {
  const value = row[column];
  if (Buffer.isBuffer(value)) return value;
  throw new TypeError(`Column ${column} of key ${text(row, 'key_id')} should be bytea.`);
}
