import { describe, it } from 'vitest';
import { baseHistory } from './fixture/base-history.ts';
import { expectViolation } from './fixture/doctor.ts';
import { machineConformance } from './machine-conformance.ts';

describe('machine-conformance notices', () => {
  const { history, ids } = baseHistory();

  const step = { atMs: 1, process: 'payment-1', id: ids.completed };

  it.each([
    ['COMPLETED', 'FAILED'],
    ['GATEWAY_PROCESSING', 'WALLET_DEDUCTED'],
    ['INITIATED', 'INITIATED'],
  ])('a payment that goes from %s to %s', (from, to) => {
    const paymentStates = [...history.paymentStates, { ...step, from, to }];
    expectViolation(machineConformance, { ...history, paymentStates }, new RegExp(`went from ${from} to ${to}`));
  });

  it('a payment that begins in a state that is none', () => {
    const paymentStates = [{ ...step, to: 'NOWHERE' }];
    expectViolation(machineConformance, { ...history, paymentStates }, /began in NOWHERE/);
  });

  it('a saga that takes a way of its own', () => {
    const sagaStates = [{ ...step, from: 'REFUNDING', to: 'CONFIRMING' }];
    expectViolation(machineConformance, { ...history, sagaStates }, /saga .* went from REFUNDING to CONFIRMING/);
  });
});
