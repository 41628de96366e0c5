import { createHmac } from 'node:crypto';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { SIGNATURE_MAX_AGE_MS, verifySignature } from './webhook-signature.ts';

const NOW = Date.UTC(2026, 0, 1);
const SECONDS = NOW / 1_000;

function sign(secret: string, body: Buffer, seconds = SECONDS): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex')}`;
}

describe('a signature', () => {
  const body = Buffer.from('{"id":"evt_1","data":{"name":"Ñandú €"}}');

  it('is valid for the very bytes that were signed, with any of the secrets, up to five minutes', () => {
    const header = sign('old secret', body);
    expect(verifySignature(header, body, ['new secret', 'old secret'], NOW)).toBe('valid');
    expect(verifySignature(header, body, ['old secret'], NOW + SIGNATURE_MAX_AGE_MS)).toBe('valid');
    expect(verifySignature(header, body, ['old secret'], NOW + SIGNATURE_MAX_AGE_MS + 1)).toBe('old');
    expect(verifySignature(header, body, ['old secret'], NOW - SIGNATURE_MAX_AGE_MS - 1)).toBe('old');
    expect(verifySignature(`${header},v1=${'0'.repeat(64)}`, body, ['old secret'], NOW)).toBe('valid');
  });

  it('is worth nothing with another secret, another time, or without any secret', () => {
    expect(verifySignature(sign('other', body), body, ['secret'], NOW)).toBe('wrong');
    const moved = sign('secret', body).replace(`t=${SECONDS}`, `t=${SECONDS + 1}`);
    expect(verifySignature(moved, body, ['secret'], NOW)).toBe('wrong');
    expect(verifySignature(sign('secret', body), body, [], NOW)).toBe('wrong');
  });

  it.each([undefined, '', 'v1=00', 't=1', `t=soon,v1=${'0'.repeat(64)}`, 't=,v1='])('%s is no signature', (header) => {
    expect(verifySignature(header, body, ['secret'], NOW)).toBe('malformed');
  });

  it.each(['zz', 'A'.repeat(64), `${'0'.repeat(63)}`, 'é'.repeat(64)])('of the wrong form (%s) is wrong', (hex) => {
    expect(verifySignature(`t=${SECONDS},v1=${hex}`, body, ['secret'], NOW)).toBe('wrong');
  });

  property.prop([fc.uint8Array({ minLength: 1, maxLength: 60 }), fc.nat(), fc.integer({ min: 1, max: 255 })])(
    'does not survive a changed byte',
    (bytes, at, by) => {
      const signed = Buffer.from(bytes);
      const header = sign('secret', signed);
      const changed = Buffer.from(signed);
      const index = at % changed.length;
      changed[index] = ((changed[index] ?? 0) + by) % 256;
      expect(verifySignature(header, signed, ['secret'], NOW)).toBe('valid');
      expect(verifySignature(header, changed, ['secret'], NOW)).toBe('wrong');
    },
  );
});
