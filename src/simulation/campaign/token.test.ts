import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunInput } from './engine.ts';
import { decodeToken, encodeToken } from './token.ts';

const run: RunInput = {
  scenario: 'concurrent-payments',
  seed: 7,
  workload: {
    wallets: [{ userId: 'user-1', currency: 'EUR', topUp: 1000 }],
    requests: [
      { kind: 'pay', atMs: 0, wallet: 0, amount: 800 },
      { kind: 'topUp', atMs: 1.5, wallet: 0, amount: 5 },
      { kind: 'cancel', atMs: 3, pay: 0 },
    ],
  },
  plan: [
    { verb: 'crash', process: 'wallet-1', when: { point: 'postgres.commit.done', nth: 2 }, restartAfterMs: 500 },
    { verb: 'reset', from: 'saga-1', to: 'kafka', when: { atMs: 20 } },
    { verb: 'delay', from: 'payment-1', to: 'postgres', when: { atMs: 5 }, extraMs: 10, forMs: 100 },
    { verb: 'provider', provider: 'stripe', operation: 'confirm', nth: 1, behaviour: 'timeout-lands' },
  ],
};

/** A token with a right checksum around any payload, as an attacker or another program might write it. */
function forged(value: unknown): string {
  const payload = deflateRawSync(JSON.stringify(value)).toString('base64url');
  return `temblor1.${payload.length}.${crc32(payload).toString(16).padStart(8, '0')}.${payload}`;
}

describe('a replay token', () => {
  test('gives back the run that it was made of', () => {
    expect(decodeToken(encodeToken(run))).toEqual(run);
    expect(decodeToken(`\n  ${encodeToken(run)}\n`)).toEqual(run);
  });

  test('keeps when the run begins, and refuses a time that is none', () => {
    const atMonthsEnd = { ...run, startsAt: '2026-01-31T23:59:58.500Z' };
    expect(decodeToken(encodeToken(atMonthsEnd))).toEqual(atMonthsEnd);
    expect(() => decodeToken(forged({ ...run, startsAt: 'on Monday' }))).toThrow(/something else than a run/);
  });

  test('is one word that a shell leaves alone', () => {
    expect(encodeToken(run)).toMatch(/^[A-Za-z0-9._-]+$/);
  });

  test('refuses what is not a token', () => {
    expect(() => decodeToken('')).toThrow(/not a replay token/);
    expect(() => decodeToken('hello world')).toThrow(/not a replay token: "hello world"/);
  });

  test('says so when it was cut off, wherever that happened', () => {
    const token = encodeToken(run);
    for (let length = 'temblor1'.length; length < token.length; length += 1) {
      expect(() => decodeToken(token.slice(0, length))).toThrow(/cut off|not a replay token/);
    }
    expect(() => decodeToken(token.slice(0, -5))).toThrow(/cut off\. \d+ of \d+ characters arrived/);
    expect(() => decodeToken('temblor1.foo')).toThrow(/^The replay token is cut off\. Copy/);
  });

  test('notices any single changed character', () => {
    const token = encodeToken(run);
    const start = token.lastIndexOf('.') + 1;
    const position = fc.integer({ min: start, max: token.length - 1 });
    fc.assert(
      fc.property(position, fc.constantFrom('A', 'z', '-', '_', '7'), (at, character) => {
        fc.pre(token[at] !== character);
        expect(() => decodeToken(token.slice(0, at) + character + token.slice(at + 1))).toThrow(/damaged/);
      }),
    );
    expect(() => decodeToken(`${token}A`)).toThrow(/damaged/);
  });

  test('of another version is named as such', () => {
    expect(() => decodeToken(encodeToken(run).replace('temblor1', 'temblor9'))).toThrow(
      /version 9, and this Temblor reads version 1/,
    );
  });

  test.each([
    ['nothing', null],
    ['a seed that is no seed', { ...run, seed: -1 }],
    ['a wallet that is not there', { ...run, workload: { wallets: [], requests: run.workload.requests } }],
    ['an unknown request', { ...run, workload: { ...run.workload, requests: [{ kind: 'steal', atMs: 0 }] } }],
    ['an unknown fault', { ...run, plan: [{ verb: 'meteor', when: { atMs: 1 } }] }],
    ['a fault without a time', { ...run, plan: [{ verb: 'reset', from: 'a', to: 'b', when: {} }] }],
    ['a negative time', { ...run, plan: [{ verb: 'reset', from: 'a', to: 'b', when: { atMs: -1 } }] }],
  ])('with a right checksum around %s is refused', (_what, value) => {
    expect(() => decodeToken(forged(value))).toThrow(/something else than a run/);
  });
});
