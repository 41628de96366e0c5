/**
 * Whether a webhook comes from the provider: `t=<unix seconds>,v1=<hex>`, where v1 is the HMAC-SHA256 of `t.body` over the body as it
 * was sent, byte by byte. There may be several v1 (the provider changes its secret) and several secrets (we do).
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** A signature that is older (or this far in the future) is refused, so that an overheard webhook is of no use later. */
export const SIGNATURE_MAX_AGE_MS = 300_000;

/** `malformed`: not of that form. `wrong`: of nobody who knows a secret. `old`: once right. */
export type SignatureVerdict = 'valid' | 'malformed' | 'wrong' | 'old';

/**
 * @param header the value of `provider-signature`.
 * @param body as received.
 * @param now milliseconds since 1970.
 */
export function verifySignature(
  header: string | undefined,
  body: Buffer,
  secrets: readonly string[],
  now: number,
): SignatureVerdict {
  const parts = (header ?? '').split(',').map((part) => part.trim());
  const time = parts.find((part) => part.startsWith('t='))?.slice(2);
  const signatures = parts.filter((part) => part.startsWith('v1=')).map((part) => part.slice(3));
  if (time === undefined || !/^\d{1,12}$/.test(time) || signatures.length === 0) return 'malformed';
  const expected = secrets.map((secret) => createHmac('sha256', secret).update(`${time}.`).update(body).digest());
  const matches = signatures.map((signature) => expected.map((digest) => isSame(digest, signature)));
  if (!matches.flat().includes(true)) return 'wrong';
  return Math.abs(now - Number(time) * 1_000) > SIGNATURE_MAX_AGE_MS ? 'old' : 'valid';
}

/** Takes the same time wherever the first difference is. */
function isSame(digest: Buffer, hex: string): boolean {
  const given = /^[0-9a-f]{64}$/.test(hex) ? Buffer.from(hex, 'hex') : Buffer.alloc(digest.length);
  return timingSafeEqual(digest, given);
}
