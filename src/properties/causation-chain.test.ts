import { describe, it } from 'vitest';
import { causationChain } from './causation-chain.ts';
import { baseHistory } from './fixture/base-history.ts';
import { editRecords, editRows, expectViolation, typeOf, withValue } from './fixture/doctor.ts';

describe('causation-chain notices', () => {
  const { history } = baseHistory();

  const nowhere = '99999999-0000-4000-8000-000000000000';
  const onlyPublished = editRows(history, 'saga.outbox', (row) => ({ ...row, payload: null }));
  const doctor = (change: Record<string, unknown>) =>
    editRecords(onlyPublished, (record) => (typeOf(record) === 'ConfirmPayment' ? withValue(record, change) : record));

  it('a cause that does not exist', () => {
    expectViolation(
      causationChain,
      doctor({ causation_id: nowhere }),
      /ConfirmPayment .* names a cause that does not exist/,
    );
  });

  it('a correlation id that changes on the way', () => {
    expectViolation(causationChain, doctor({ correlation_id: nowhere }), /another correlation id than its cause/);
  });

  it('a circle', () => {
    const completed = history.records.find((record) => typeOf(record) === 'PaymentCompleted');
    const circle = doctor({ causation_id: completed?.headers['event_id'] });
    expectViolation(causationChain, circle, /its own cause/);
  });

  it('a cause that was stored nowhere and published nowhere', () => {
    const unpublished = editRecords(onlyPublished, (record) => (typeOf(record) === 'ConfirmPayment' ? [] : record));
    expectViolation(causationChain, unpublished, /PaymentCompleted .* names a cause/);
  });
});
