import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { PrimaryTrack, parseLsn } from './replica-lag.ts';

test.each([
  ['0/0', 0n],
  ['0/16B3748', 0x16b3748n],
  ['16/B374D848', 0x16b374d848n],
  ['ffffffff/ffffffff', 0xffffffffffffffffn],
])('the position %s is %i', (text, lsn) => {
  expect(parseLsn(text)).toBe(lsn);
});

test.each(['', '16', '1/2/3', '123456789/0', 'x/y', ' 0/0'])('%j is no position', (text) => {
  expect(parseLsn(text)).toBeUndefined();
});

test('a replica that has everything is as old as the last question, one that has nothing infinitely', () => {
  const track = new PrimaryTrack(1_000);
  track.note(100, 50n);
  track.note(200, 70n);
  expect([track.lagMs(70n, 210), track.lagMs(69n, 210), track.lagMs(49n, 210)]).toEqual([
    10,
    110,
    Number.POSITIVE_INFINITY,
  ]);
});

test('a primary that rests does not make its replicas old', () => {
  const track = new PrimaryTrack(1_000);
  for (let atMs = 0; atMs < 100_000; atMs += 100) track.note(atMs, 50n);
  expect(track.lagMs(50n, 100_000)).toBe(100);
});

/** A primary that writes, and is asked from time to time. */
const life = fc.array(fc.record({ afterMs: fc.nat(200), bytes: fc.nat(50), asked: fc.boolean() }), {
  minLength: 1,
  maxLength: 50,
});

property.prop([life, fc.nat(2_000)])('no replica is older than it is said to be', (moments, replayed) => {
  const track = new PrimaryTrack(5_000);
  const written: { readonly atMs: number; readonly lsn: bigint }[] = [];
  let [nowMs, lsn] = [0, 0n];
  for (const { afterMs, bytes, asked } of moments) {
    nowMs += afterMs;
    lsn += BigInt(bytes);
    written.push({ atMs: nowMs, lsn });
    if (asked) track.note(nowMs, lsn);
  }
  const lagMs = track.lagMs(BigInt(replayed), nowMs);
  // Everything that was written before `now - lag` has been replayed.
  const missing = written.filter((one) => one.atMs <= nowMs - lagMs && one.lsn > BigInt(replayed));
  expect(missing).toEqual([]);
});
