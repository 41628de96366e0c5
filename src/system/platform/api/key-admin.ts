/** What operators do with API keys. Every service sees a change within the time that it remembers keys, see `KeyRing`. */
import type { Queryable } from '../database.ts';
import { instant, integer, optionalInstant, type Row, text } from '../rows.ts';
import { isOwnerKind, type KeyOwner, SCOPES, type Scope } from './caller.ts';
import { formatKey, hashSecret, newKeyId, newSecret } from './key-text.ts';

/** What can be known of a key: everything but its secret. Times are ISO 8601. */
export interface ApiKey {
  readonly keyId: string;
  readonly owner: KeyOwner;
  readonly scopes: readonly string[];
  readonly name: string;
  /** Requests per second in the long run; undefined for the configured one. */
  readonly ratePerSecond?: number;
  /** Requests that may come at once; undefined for the configured number. */
  readonly burst?: number;
  readonly createdAt: string;
  readonly rotatedAt?: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
}

/** What a new key is to be. */
export interface KeyRequest {
  readonly owner: KeyOwner;
  readonly scopes: readonly Scope[];
  /** What it is for, so that people find it again. */
  readonly name: string;
  readonly ratePerSecond?: number;
  readonly burst?: number;
  /** ISO 8601; undefined for a key without end. */
  readonly expiresAt?: string;
}

/** A key with its secret, which is shown once and can't be had again. */
export interface IssuedKey {
  readonly keyId: string;
  /** `tmb_…`, for `Authorization: Bearer …`. */
  readonly key: string;
}

/** A request about keys that makes no sense; the message says what to change. */
export class ApiKeyError extends Error {
  override readonly name = 'ApiKeyError';
}

const COLUMNS = `key_id, owner_kind, owner_id, scopes, name, rate_per_second, burst, created_at, rotated_at, expires_at, revoked_at`;

/**
 * Issues a key.
 *
 * @throws ApiKeyError when the owner or the scopes are not possible.
 */
export async function issueApiKey(database: Queryable, request: KeyRequest): Promise<IssuedKey> {
  const { owner, scopes, name } = request;
  if (owner.id.trim() === '') throw new ApiKeyError('A key needs an owner: name the user, merchant or operator.');
  if (scopes.length === 0) throw new ApiKeyError(`A key needs at least one scope of ${SCOPES.join(', ')}.`);
  if (scopes.includes('admin') && owner.kind !== 'operator') {
    throw new ApiKeyError(
      'The scope admin sees and changes what belongs to others; only keys of operators can have it.',
    );
  }
  const [keyId, secret] = [newKeyId(), newSecret()];
  await database.query(
    {
      name: 'api.key.issue',
      text: `INSERT INTO api.keys
  (key_id, secret_hash, owner_kind, owner_id, scopes, name, rate_per_second, burst, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5::text[], $6, $7, $8, $9::timestamptz, $10::timestamptz)`,
    },
    [
      keyId,
      hashSecret(secret),
      owner.kind,
      owner.id,
      [...new Set(scopes)],
      name,
      request.ratePerSecond ?? null,
      request.burst ?? null,
      new Date().toISOString(),
      request.expiresAt ?? null,
    ],
  );
  return { keyId, key: formatKey({ keyId, secret }) };
}

/**
 * Gives a key a new secret. The former one works for `overlapMs` more, so that whoever uses it can change over.
 *
 * @throws ApiKeyError when there is no such key that is in force.
 */
export async function rotateApiKey(database: Queryable, keyId: string, overlapMs: number): Promise<IssuedKey> {
  const secret = newSecret();
  const now = Date.now();
  const { rows } = await database.query(
    {
      name: 'api.key.rotate',
      text: `UPDATE api.keys SET previous_hash = secret_hash, previous_until = $3::timestamptz, secret_hash = $2, rotated_at = $4::timestamptz
WHERE key_id = $1 AND revoked_at IS NULL RETURNING 1`,
    },
    [keyId, hashSecret(secret), new Date(now + overlapMs).toISOString(), new Date(now).toISOString()],
  );
  if (rows.length === 0) throw noSuchKey(keyId);
  return { keyId, key: formatKey({ keyId, secret }) };
}

/**
 * Takes a key out of force, its former secret too.
 *
 * @throws ApiKeyError when there is no such key that is in force.
 */
export async function revokeApiKey(database: Queryable, keyId: string): Promise<void> {
  const { rows } = await database.query(
    {
      name: 'api.key.revoke',
      text: 'UPDATE api.keys SET revoked_at = $2::timestamptz WHERE key_id = $1 AND revoked_at IS NULL RETURNING 1',
    },
    [keyId, new Date().toISOString()],
  );
  if (rows.length === 0) throw noSuchKey(keyId);
}

/** All keys, or those of one owner, the newest first. */
export async function listApiKeys(database: Queryable, owner?: KeyOwner): Promise<readonly ApiKey[]> {
  const { rows } = await database.query(
    {
      name: 'api.key.list',
      text: `SELECT ${COLUMNS} FROM api.keys WHERE $1::text IS NULL OR (owner_kind = $1 AND owner_id = $2)
ORDER BY created_at DESC, key_id`,
    },
    [owner?.kind ?? null, owner?.id ?? null],
  );
  return rows.map(apiKey);
}

function noSuchKey(keyId: string): ApiKeyError {
  return new ApiKeyError(`There is no key ${keyId} that is in force. List the keys to see which there are.`);
}

function apiKey(row: Row): ApiKey {
  const [rate, burst] = [optionalInteger(row, 'rate_per_second'), optionalInteger(row, 'burst')];
  const [rotatedAt, expiresAt] = [optionalInstant(row, 'rotated_at'), optionalInstant(row, 'expires_at')];
  const revokedAt = optionalInstant(row, 'revoked_at');
  return {
    keyId: text(row, 'key_id'),
    owner: ownerIn(row),
    scopes: texts(row, 'scopes'),
    name: text(row, 'name'),
    ...(rate === undefined ? {} : { ratePerSecond: rate }),
    ...(burst === undefined ? {} : { burst }),
    createdAt: instant(row, 'created_at'),
    ...(rotatedAt === undefined ? {} : { rotatedAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(revokedAt === undefined ? {} : { revokedAt }),
  };
}

/** The owner that a row of `api.keys` names. */
export function ownerIn(row: Row): KeyOwner {
  const kind = text(row, 'owner_kind');
  if (!isOwnerKind(kind)) throw new TypeError(`The key ${text(row, 'key_id')} belongs to a ${kind}.`);
  return { kind, id: text(row, 'owner_id') };
}

/** A text[] column. */
export function texts(row: Row, column: string): readonly string[] {
  const value = row[column];
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw new TypeError(`Column ${column} should be text[].`);
}

/** An integer column; undefined for null. */
export function optionalInteger(row: Row, column: string): number | undefined {
  return row[column] === null ? undefined : integer(row, column);
}
