/** Which failures pass by themselves, and when they are tried again. */
import { describe, expect, test } from 'vitest';
import { ConflictError } from '../errors.ts';
import { nextRedrive } from './dead-letters/redrive-times.ts';
import { causeOfFailure, isOfItsRows, REDRIVE_POLICY } from './temporary.ts';

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe('failures', () => {
  test.each(['40001', '40P01', '55P03', '57014'])('%s is temporary, and of the rows that a message touches', (code) => {
    expect(causeOfFailure(failure(code))).toBe('temporary');
    expect(isOfItsRows(failure(code))).toBe(true);
  });

  test.each(['ECONNREFUSED', '57P03', '53300', '08006'])('%s is temporary, and concerns all messages', (code) => {
    expect(causeOfFailure(failure(code))).toBe('temporary');
    expect(isOfItsRows(failure(code))).toBe(false);
  });

  test('a conflict is of its rows; a bug is not temporary', () => {
    expect(isOfItsRows(new ConflictError('moved on'))).toBe(true);
    expect(causeOfFailure(new TypeError('a bug'))).toBe('failed');
    expect(isOfItsRows(new TypeError('a bug'))).toBe(false);
  });
});

test('a letter is redriven a bounded number of times, later each time, within half an hour', () => {
  const waits: number[] = [];
  for (let redrives = 0; ; redrives += 1) {
    const at = nextRedrive(redrives);
    if (at === undefined) break;
    waits.push(Date.parse(at) - Date.now());
  }
  expect(waits).toHaveLength(REDRIVE_POLICY.retries);
  // Jitter takes away up to a half, the factor is three, so each wait is longer than the one before until the limit is reached.
  expect(waits.slice(0, 5)).toEqual(waits.slice(0, 5).toSorted((a, b) => a - b));
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(1_800_000);
});
