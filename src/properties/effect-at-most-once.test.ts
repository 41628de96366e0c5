import { describe, expect, it } from 'vitest';
import { effectAtMostOnce } from './effect-at-most-once.ts';
import { baseHistory } from './fixture/base-history.ts';
import { editEvents, editRecords, expectViolation, typeOf, withValue } from './fixture/doctor.ts';

describe('effect-at-most-once notices', () => {
  const { history } = baseHistory();

  it.each([
    ['wallet', 'WalletDeducted'],
    ['wallet', 'WalletCredited'],
    ['payment', 'PaymentCompleted'],
    ['saga', 'SagaStarted'],
  ])('the %s storing %s twice', (service, type) => {
    const doctored = editEvents(history, service, type, (row) => [row, row]);
    expectViolation(effectAtMostOnce, doctored, new RegExp(`${type} happened twice`));
  });

  it('a saga step that was completed twice', () => {
    const doctored = editEvents(history, 'saga', 'SagaStepCompleted', (row) => [row, row]);
    expectViolation(effectAtMostOnce, doctored, /completed a step twice: .* CheckWalletBalance/);
  });

  it('an event id that was used for two events, and lets duplicates be', () => {
    const changed = editRecords(history, (record) =>
      typeOf(record) === 'PaymentValidated' ? [record, withValue(record, { occurred_at: 'later' })] : [record, record],
    );
    expectViolation(effectAtMostOnce, changed, /stands for two different messages/);
    expect(effectAtMostOnce.check(editRecords(history, (record) => [record, record])).kind).toBe('holds');
  });
});
