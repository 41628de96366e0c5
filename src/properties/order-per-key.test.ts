import { describe, expect, it } from 'vitest';
import { baseHistory } from './fixture/base-history.ts';
import { editRecords, expectViolation, typeOf } from './fixture/doctor.ts';
import { orderPerKey } from './order-per-key.ts';

describe('order-per-key notices', () => {
  const { history } = baseHistory();

  it('an event that overtook an earlier one of its key', () => {
    const late = history.records.filter((record) => typeOf(record) === 'WalletDeducted');
    const rest = history.records.filter((record) => typeOf(record) !== 'WalletDeducted');
    const doctored = { ...history, records: [...rest, ...late] };
    expectViolation(orderPerKey, doctored, /on wallet-events\.v1, \w+ overtook WalletDeducted/);
  });

  it('nothing in a duplicate that comes late', () => {
    const doctored = { ...history, records: [...history.records, ...editRecords(history, (record) => record).records] };
    expect(orderPerKey.check(doctored).kind).toBe('holds');
  });
});
