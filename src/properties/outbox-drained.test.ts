import { describe, it } from 'vitest';
import { baseHistory } from './fixture/base-history.ts';
import { editRecords, editRows, expectViolation, typeOf } from './fixture/doctor.ts';
import { outboxDrained } from './outbox-drained.ts';

describe('outbox-drained notices', () => {
  const { history } = baseHistory();

  it('a message that waits for ever', () => {
    const doctored = editRows(history, 'wallet.outbox', (row) => ({ ...row, synced_at: null }));
    expectViolation(outboxDrained, doctored, /still waits to be sent to wallet-events\.v1/);
  });

  it('a message that is marked as sent and was not', () => {
    const doctored = editRecords(history, (record) => (typeOf(record) === 'SagaCompleted' ? [] : record));
    expectViolation(outboxDrained, doctored, /SagaCompleted .* is marked as sent and is not on saga-events\.v1/);
  });

  it('an event that was stored and never queued', () => {
    const rows = editRows(history, 'gateway.outbox', () => []);
    const doctored = editRecords(rows, (record) => (record.producer === 'gateway-1' ? [] : record));
    expectViolation(outboxDrained, doctored, /was stored and never given to the outbox/);
  });

  it('a message whose change was rolled back', () => {
    const doctored = editRows(history, 'payment.outbox', (row) =>
      row['event_type'] === 'PaymentCompleted' ? [] : row,
    );
    expectViolation(outboxDrained, doctored, /was never committed|never given/);
  });
});
