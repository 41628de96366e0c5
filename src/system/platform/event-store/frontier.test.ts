import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Frontier } from './frontier.ts';

const PATIENCE = 100;

/** A store whose numbers become visible at times of their own, some never; and a reader that looks again and again. */
function read(visibleAt: readonly (number | undefined)[], looks: readonly number[]) {
  const frontier = new Frontier(0, PATIENCE);
  const seen: number[] = [];
  const isThere = (number: number, now: number): boolean => (visibleAt[number - 1] ?? Number.POSITIVE_INFINITY) <= now;
  const positions: number[] = [];
  for (const now of looks) {
    const late = frontier.missing.filter((number) => isThere(number, now));
    seen.push(...late);
    frontier.settle(late, now);
    // A number was given out when it, or a higher one, is there.
    const last = visibleAt.reduce<number>((top, _, index) => (isThere(index + 1, now) ? index + 1 : top), 0);
    const fresh: number[] = [];
    for (let number = frontier.highest + 1; number <= last; number += 1) if (isThere(number, now)) fresh.push(number);
    seen.push(...fresh);
    frontier.advance(Math.max(last, frontier.highest), fresh, now);
    positions.push(frontier.position);
  }
  return { seen, frontier, positions };
}

describe('a frontier', () => {
  test('sees every number once, in whatever order numbers become visible', () => {
    const delays = fc.array(fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }), { maxLength: 60 });
    fc.assert(
      fc.property(delays, fc.integer({ min: 1, max: 30 }), (list, step) => {
        const looks = Array.from({ length: Math.ceil(400 / step) }, (_, index) => index * step);
        const { seen, frontier } = read(list, looks);
        const visible = list.flatMap((at, index) => (at === undefined ? [] : [index + 1]));
        expect(seen.toSorted((a, b) => a - b)).toEqual(visible);
        // At the end all that is missing was given up.
        expect(frontier.missing).toEqual([]);
        expect(frontier.position).toBe(frontier.highest);
      }),
    );
  });

  test('its position never passes a number that may still come, and never goes back', () => {
    const delays = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 60 });
    fc.assert(
      fc.property(delays, (list) => {
        const looks = [0, 10, 20, 30, 40, 50, 60, 70];
        for (let count = 1; count <= looks.length; count += 1) {
          const now = looks[count - 1] ?? 0;
          const { positions } = read(list, looks.slice(0, count));
          const position = positions.at(-1) ?? 0;
          expect(list.slice(0, position).every((at) => at <= now)).toBe(true);
          expect(positions).toEqual(positions.toSorted((a, b) => a - b));
        }
      }),
    );
  });

  test('the patience with a missing number does not begin anew with every look', () => {
    const frontier = new Frontier(0, PATIENCE);
    frontier.advance(2, [2], 0);
    for (const now of [30, 60, 90]) frontier.settle([], now);
    expect(frontier.missing).toEqual([1]);
    frontier.settle([], 100);
    expect(frontier.missing).toEqual([]);
    expect(frontier.position).toBe(2);
  });
});
