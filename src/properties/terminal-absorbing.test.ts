import { describe, it } from 'vitest';
import { baseHistory } from './fixture/base-history.ts';
import { editEvents, expectViolation } from './fixture/doctor.ts';
import { terminalAbsorbing } from './terminal-absorbing.ts';

describe('terminal-absorbing notices', () => {
  const { history, ids } = baseHistory();

  const step = { atMs: 1, process: 'payment-1', from: 'COMPLETED', to: 'FAILED' };

  it('a completed payment that fails later', () => {
    const paymentStates = [...history.paymentStates, { ...step, id: ids.completed }];
    expectViolation(terminalAbsorbing, { ...history, paymentStates }, /had ended as COMPLETED and went to FAILED/);
  });

  it('a saga that is woken up', () => {
    const last = history.sagaStates.at(-1);
    const sagaStates = [...history.sagaStates, { ...step, id: last?.id ?? '' }];
    expectViolation(terminalAbsorbing, { ...history, sagaStates }, /saga .* had ended as CANCELLED and went to FAILED/);
  });

  it('two ends in the store', () => {
    const doctored = editEvents(history, 'payment', 'PaymentCompleted', (row) => [
      row,
      { ...row, event_type: 'PaymentFailed' },
    ]);
    expectViolation(terminalAbsorbing, doctored, /ended 2 times: PaymentCompleted and PaymentFailed/);
  });
});
