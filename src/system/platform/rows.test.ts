import { describe, expect, test } from 'vitest';
import { instant, integer, text } from './rows.ts';

describe('int8 columns', () => {
  test('become numbers only where they are exact', () => {
    expect(integer({ amount: '9007199254740991' }, 'amount')).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => integer({ amount: '9007199254740993' }, 'amount')).toThrow('safe integer');
    expect(() => integer({ amount: '1.5' }, 'amount')).toThrow('safe integer');
    expect(() => integer({ amount: null }, 'amount')).toThrow('amount');
  });
});

test('a column of another type is an error that names it', () => {
  expect(() => text({ id: 1 }, 'id')).toThrow('Column id should be text');
  expect(() => instant({ at: '2026-01-01' }, 'at')).toThrow('timestamptz');
});
