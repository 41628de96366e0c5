import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  isTerminalPaymentState,
  PAYMENT_PROGRESS,
  PAYMENT_STATES,
  type PaymentMachineEvent,
  type PaymentState,
  paymentMachine,
  paymentTransitions,
  progressEvent,
  transitionPayment,
} from './machine.ts';

const EVENTS: readonly PaymentMachineEvent[] = [
  { type: 'VALIDATE' },
  ...PAYMENT_PROGRESS.map(progressEvent),
  { type: 'CONFIRM' },
  { type: 'FAIL' },
  { type: 'CANCEL' },
];

function walk(events: readonly PaymentMachineEvent[]): PaymentState {
  return events.reduce<PaymentState>((state, event) => {
    const outcome = transitionPayment(state, event);
    if (!outcome.accepted) {
      throw new Error(outcome.reason);
    }
    return outcome.state;
  }, 'INITIATED');
}

describe('the payment machine', () => {
  it('knows exactly the listed states, and every one can be reached', () => {
    expect(Object.keys(paymentMachine.states)).toEqual([...PAYMENT_STATES]);
    const reached = new Set<string>(['INITIATED', ...paymentTransitions().map(({ to }) => to)]);
    expect(reached).toEqual(new Set(PAYMENT_STATES));
  });

  it('takes a wallet payment through all of its steps', () => {
    const progress = (['WALLET_CHECKED', 'WALLET_DEDUCTED', 'GATEWAY_PROCESSING'] as const).map(progressEvent);
    expect(walk([{ type: 'VALIDATE' }, ...progress, { type: 'CONFIRM' }])).toBe('COMPLETED');
  });

  it('takes an external payment past the wallet', () => {
    expect(walk([{ type: 'VALIDATE' }, progressEvent('GATEWAY_PROCESSING'), { type: 'CONFIRM' }])).toBe('COMPLETED');
  });

  it('lets a review end either way, and never go back to a provider', () => {
    for (const event of PAYMENT_PROGRESS.map(progressEvent)) {
      expect(transitionPayment('PENDING_REVIEW', event).accepted).toBe(false);
    }
    expect(transitionPayment('PENDING_REVIEW', { type: 'CONFIRM' })).toEqual({ accepted: true, state: 'COMPLETED' });
    expect(transitionPayment('PENDING_REVIEW', { type: 'FAIL' })).toEqual({ accepted: true, state: 'FAILED' });
  });

  it('cannot be cancelled under review: the provider may have moved the money', () => {
    expect(transitionPayment('PENDING_REVIEW', { type: 'CANCEL' }).accepted).toBe(false);
  });

  it('does not complete before the provider was asked', () => {
    for (const state of ['INITIATED', 'VALIDATED', 'WALLET_CHECKED', 'WALLET_DEDUCTED'] as const) {
      expect(transitionPayment(state, { type: 'CONFIRM' }).accepted).toBe(false);
    }
  });

  it('says in words what it does not accept', () => {
    expect(transitionPayment('COMPLETED', { type: 'FAIL' })).toEqual({
      accepted: false,
      reason: 'a payment in state COMPLETED does not accept FAIL',
    });
  });

  it('lists as transitions exactly what it accepts, edge by edge', () => {
    const accepted = PAYMENT_STATES.flatMap((from) =>
      EVENTS.flatMap((event) => {
        const outcome = transitionPayment(from, event);
        return outcome.accepted ? [`${from} ${event.type} ${outcome.state}`] : [];
      }),
    );
    const listed = paymentTransitions().map(({ from, event, to }) => `${from} ${event} ${to}`);
    expect(new Set(listed)).toEqual(new Set(accepted));
    expect(listed).toHaveLength(35);
  });

  property.prop([fc.array(fc.constantFrom(...EVENTS), { maxLength: 40 })])(
    'never leaves a terminal state, whatever happens in whatever order',
    (events) => {
      let state: PaymentState = 'INITIATED';
      for (const event of events) {
        const outcome = transitionPayment(state, event);
        if (isTerminalPaymentState(state)) {
          expect(outcome.accepted).toBe(false);
        }
        state = outcome.accepted ? outcome.state : state;
      }
    },
  );
});
