import { fc, it as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from './random.ts';

const draw = (random: { next(): number }, count: number): number[] =>
  Array.from({ length: count }, () => random.next());

describe('SeededRandom', () => {
  property.prop([fc.integer()])('gives the same numbers for the same seed', (seed) => {
    expect(draw(new SeededRandom(seed), 20)).toEqual(draw(new SeededRandom(seed), 20));
  });

  it('gives other numbers for another seed', () => {
    expect(draw(new SeededRandom(1), 5)).not.toEqual(draw(new SeededRandom(2), 5));
  });

  it('forks by name, whatever was drawn before', () => {
    const fresh = new SeededRandom(7).fork('network');
    const used = new SeededRandom(7);
    draw(used, 100);
    used.fork('somebody else');
    expect(draw(used.fork('network'), 5)).toEqual(draw(fresh, 5));
    expect(draw(used.fork('network'), 5)).not.toEqual(draw(used.fork('faults'), 5));
  });

  property.prop([fc.integer(), fc.integer({ min: 1, max: 2 ** 45 })])(
    'keeps integers below their bound',
    (seed, bound) => {
      const random = new SeededRandom(seed);
      for (let count = 0; count < 20; count += 1) {
        const value = random.integer(bound);
        expect(Number.isInteger(value) && value >= 0 && value < bound).toBe(true);
      }
    },
  );

  it('spreads evenly', () => {
    const random = new SeededRandom(11);
    const counts = Array.from({ length: 10 }, () => 0);
    for (let count = 0; count < 20_000; count += 1) {
      const index = random.integer(10);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    // Five standard deviations of a binomial with n = 20000, p = 0.1.
    expect(Math.max(...counts.map((count) => Math.abs(count - 2000)))).toBeLessThan(212);
    expect(draw(random, 1000).every((value) => value >= 0 && value < 1)).toBe(true);
  });

  it('gives bytes of any length', () => {
    for (const length of [0, 1, 3, 4, 17]) {
      expect(new SeededRandom(1).bytes(length)).toHaveLength(length);
    }
    expect(new Set(new SeededRandom(1).bytes(4000)).size).toBe(256);
  });
});
