import { describe, it } from 'vitest';
import { baseHistory } from './fixture/base-history.ts';
import { editEvents, expectViolation } from './fixture/doctor.ts';
import { paymentAndSagaAgree } from './payment-and-saga-agree.ts';

describe('payment-and-saga-agree notices', () => {
  const { history } = baseHistory();

  it('a saga that ended otherwise than its payment', () => {
    const sagaStates = history.sagaStates.map((one) => (one.to === 'COMPLETED' ? { ...one, to: 'FAILED' } : one));
    expectViolation(paymentAndSagaAgree, { ...history, sagaStates }, /is COMPLETED, and its saga is FAILED/);
  });

  it('a payment without a saga, and one with two', () => {
    const none = editEvents(history, 'saga', 'SagaStarted', () => []);
    expectViolation(paymentAndSagaAgree, none, /has no saga/);
    const two = editEvents(history, 'saga', 'SagaStarted', (row) => [row, row]);
    expectViolation(paymentAndSagaAgree, two, /has 2 sagas/);
  });
});
