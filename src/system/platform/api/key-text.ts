/**
 * The text of an API key: `tmb_<id>_<secret>`. The id finds the key, the secret proves it; the prefix lets scanners recognise a key that
 * was published by mistake.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export interface KeyText {
  readonly keyId: string;
  readonly secret: string;
}

const ID_BYTES = 8;
const SECRET_BYTES = 32;
const KEY = /^tmb_([0-9a-f]{16})_([0-9a-f]{64})$/;

/** A new id. */
export function newKeyId(): string {
  return randomBytes(ID_BYTES).toString('hex');
}

/** A new secret: 256 random bits. */
export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('hex');
}

/** The key as its owner is given it, once. */
export function formatKey({ keyId, secret }: KeyText): string {
  return `tmb_${keyId}_${secret}`;
}

/** The parts of a key; undefined when it is none. */
export function parseKey(text: string): KeyText | undefined {
  const [, keyId, secret] = KEY.exec(text) ?? [];
  return keyId === undefined || secret === undefined ? undefined : { keyId, secret };
}

/** What is stored of a secret. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Compares in a time that does not tell where they differ. */
export function sameHash(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
