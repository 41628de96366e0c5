import { describe, it } from 'vitest';
import { baseHistory } from './fixture/base-history.ts';
import { editEvents, editRows, expectViolation } from './fixture/doctor.ts';
import { readModelEqualsFold } from './read-model-equals-fold.ts';

describe('read-model-equals-fold notices', () => {
  const { history, ids } = baseHistory();

  it('a balance that missed an event', () => {
    const doctored = editEvents(history, 'wallet', 'WalletRefunded', () => []);
    expectViolation(readModelEqualsFold, doctored, /wallet_balances has 20000 free and 0 locked .* say 5000 and 15000/);
  });

  it.each([
    ['is still held', 'held'],
    ['was given back', 'refunded'],
  ])('a hold that was settled and of which the row says that it %s', (_what, state) => {
    const doctored = editRows(history, 'wallet.holds', (row) => (row['state'] === 'settled' ? { ...row, state } : row));
    expectViolation(readModelEqualsFold, doctored, new RegExp(`holds has ${state} .* events say settled`));
  });

  it('a wallet without a row', () => {
    const doctored = editRows(history, 'wallet.wallet_balances', () => []);
    expectViolation(readModelEqualsFold, doctored, /has events and no row/);
  });

  it.each(['FAILED', 'GATEWAY_PROCESSING'])('a completed payment that is shown as %s', (status) => {
    const doctored = editRows(history, 'payment.payment_status', (row) =>
      row['payment_id'] === ids.completed ? { ...row, status } : row,
    );
    expectViolation(readModelEqualsFold, doctored, new RegExp(`payment_status has ${status} for payment`));
  });

  it('a saga that has ended and is still listed', () => {
    const started = (history.database.tables['saga.events'] ?? []).find((row) => row['event_type'] === 'SagaStarted');
    const row = { saga_id: started?.['aggregate_id'] ?? '', state: 'CONFIRMING' };
    const tables = { ...history.database.tables, 'saga.active_sagas': [row] };
    expectViolation(
      readModelEqualsFold,
      { ...history, database: { tables } },
      /has ended by its events, but active_sagas has CONFIRMING/,
    );
  });

  it('a saga that goes on and is not listed', () => {
    const doctored = editEvents(history, 'saga', 'SagaCompleted', () => []);
    expectViolation(readModelEqualsFold, doctored, /has not ended by its events, but active_sagas has no row/);
  });
});
