import { describe, expect, it } from 'vitest';
import type { TopicRecord } from '../simulation/payments/history.ts';
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

  const isCommand = (record: TopicRecord): boolean => record.topic === 'wallet-commands.v1';
  const chainOf = (record: TopicRecord): string => record.headers['correlation_id'] ?? '';

  it('a command that overtook an earlier one of its chain', () => {
    const late = history.records.filter((record) => typeOf(record) === 'CheckWalletBalance');
    const rest = history.records.filter((record) => typeOf(record) !== 'CheckWalletBalance');
    const doctored = { ...history, records: [...rest, ...late] };
    expectViolation(orderPerKey, doctored, /on wallet-commands\.v1, DeductWalletBalance overtook CheckWalletBalance/);
  });

  it('nothing in commands of two payments for one wallet, whose transactions may have overlapped', () => {
    const chains = new Set(history.records.filter(isCommand).map(chainOf));
    expect(chains.size).toBeGreaterThan(1);
    const [first] = chains;
    const isLate = (record: TopicRecord): boolean => isCommand(record) && chainOf(record) === first;
    const records = [...history.records.filter((record) => !isLate(record)), ...history.records.filter(isLate)];
    expect(orderPerKey.check({ ...history, records }).kind).toBe('holds');
  });

  it('nothing in a duplicate that comes late', () => {
    const doctored = { ...history, records: [...history.records, ...editRecords(history, (record) => record).records] };
    expect(orderPerKey.check(doctored).kind).toBe('holds');
  });
});
