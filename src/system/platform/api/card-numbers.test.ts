import { randomUUID } from 'node:crypto';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { containsCardNumber, hasCardNumber } from './card-numbers.ts';

/** Numbers that the networks publish for tests. */
const CARDS = [
  ['Visa', '4111111111111111'],
  ['Visa, 13 digits', '4222222222222'],
  ['Mastercard', '5555555555554444'],
  ['Mastercard, new range', '2223003122003222'],
  ['American Express', '378282246310005'],
  ['Discover', '6011111111111117'],
  ['Diners Club', '30569309025904'],
  ['JCB', '3530111333300000'],
  ['UnionPay, 19 digits', '6205500000000000004'],
] as const;

describe('a card number', () => {
  test.each(CARDS)('of %s is recognised, alone and within a text', (_, number) => {
    expect(hasCardNumber(number)).toBe(true);
    expect(hasCardNumber(`card no. ${number}, thank you`)).toBe(true);
    expect(hasCardNumber(`tok_${number}`)).toBe(true);
  });

  test('is recognised in groups', () => {
    expect(hasCardNumber('4111 1111 1111 1111')).toBe(true);
    expect(hasCardNumber('4111-1111-1111-1111')).toBe(true);
  });

  test('is found anywhere in a body, as a number and as a name too', () => {
    expect(containsCardNumber({ description: 'x', extra: [{ pan: '4111111111111111' }] })).toBe(true);
    expect(containsCardNumber({ amount: 4_111_111_111_111_111 })).toBe(true);
    expect(containsCardNumber({ '4111111111111111': true })).toBe(true);
    expect(containsCardNumber({ amount: 1_000, description: null, flag: true })).toBe(false);
  });

  test('has the right check digit and length, and begins like one', () => {
    expect(hasCardNumber('4111111111111112')).toBe(false);
    expect(hasCardNumber('411111111111')).toBe(false);
    expect(hasCardNumber('41111111111111111111')).toBe(false);
    // A time in milliseconds whose last digit is right.
    expect(hasCardNumber('1767225600003')).toBe(false);
  });

  test('is not a UUID, however many digits it has', () => {
    expect(hasCardNumber('41111111-1111-4111-8111-111111111111')).toBe(false);
    for (let n = 0; n < 2_000; n += 1) expect(hasCardNumber(randomUUID())).toBe(false);
  });
});

property.prop([fc.constantFrom(...CARDS), fc.nat(18), fc.integer({ min: 1, max: 9 })])(
  'with one digit wrong is none',
  ([, number], place, by) => {
    const at = place % number.length;
    const wrong = `${number.slice(0, at)}${(Number(number[at]) + by) % 10}${number.slice(at + 1)}`;
    expect(hasCardNumber(wrong)).toBe(false);
  },
);
