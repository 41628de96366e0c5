import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { decimalsOf, toDecimal } from './currency.ts';

test.each([
  ['EUR', 1_234, '12.34'],
  ['EUR', 5, '0.05'],
  ['EUR', -5, '-0.05'],
  ['JPY', 100, '100'],
  ['KWD', 100, '0.100'],
  ['CLF', 12_345, '1.2345'],
])('%s %i is shown as %s', (currency, amount, shown) => {
  expect(toDecimal(amount, currency)).toBe(shown);
});

test('what is no currency is told apart', () => {
  expect(decimalsOf('ABC')).toBeUndefined();
  expect(() => toDecimal(1, 'ABC')).toThrow('ABC is not a currency');
});

property.prop([fc.maxSafeInteger(), fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF')])(
  'decimals lose nothing',
  (amount, currency) => {
    expect(Number(toDecimal(amount, currency).replace('.', ''))).toBe(amount === 0 ? 0 : amount);
  },
);
