import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  isTerminalSagaState,
  SAGA_STATES,
  type SagaMachineEvent,
  type SagaState,
  sagaMachine,
  sagaTransitions,
  transitionSaga,
} from './machine.ts';

const EVENTS: readonly SagaMachineEvent[] = [
  { type: 'PAYMENT_VALIDATED', method: 'wallet' },
  { type: 'PAYMENT_VALIDATED', method: 'external' },
  { type: 'PAYMENT_COMPLETED' },
  { type: 'PAYMENT_FAILED' },
  { type: 'PAYMENT_CANCELLED' },
  { type: 'BALANCE_CHECKED', sufficient: true },
  { type: 'BALANCE_CHECKED', sufficient: false },
  { type: 'WALLET_DEDUCTED' },
  { type: 'WALLET_DEDUCTION_FAILED' },
  { type: 'WALLET_REFUNDED' },
  { type: 'GATEWAY_APPROVED' },
  { type: 'GATEWAY_REFUSED', method: 'wallet' },
  { type: 'GATEWAY_REFUSED', method: 'external' },
  { type: 'GATEWAY_CANCELLED', method: 'wallet' },
  { type: 'GATEWAY_CANCELLED', method: 'external' },
  { type: 'GATEWAY_TIMED_OUT' },
  { type: 'GATEWAY_FELL_BACK' },
  { type: 'GATEWAY_ACTION_REQUIRED' },
  { type: 'GATEWAY_VERIFICATION_REQUIRED' },
  { type: 'CANCEL' },
  { type: 'STEP_TIMED_OUT' },
  { type: 'SAGA_TIMED_OUT' },
];

const OPEN_STATES = SAGA_STATES.filter((state) => !isTerminalSagaState(state));

function targets(from: SagaState): ReadonlySet<SagaState> {
  return new Set(sagaTransitions().flatMap((edge) => (edge.from === from ? [edge.to] : [])));
}

describe('the saga machine', () => {
  it('knows exactly the listed states, and every one can be reached', () => {
    expect(Object.keys(sagaMachine.states)).toEqual([...SAGA_STATES]);
    expect(new Set<string>(['VALIDATING', ...sagaTransitions().map(({ to }) => to)])).toEqual(new Set(SAGA_STATES));
  });

  it('lists as transitions exactly what it accepts, edge by edge', () => {
    const accepted = SAGA_STATES.flatMap((from) =>
      EVENTS.flatMap((event) => {
        const outcome = transitionSaga(from, event);
        return outcome.accepted ? [`${from} ${event.type} ${outcome.state}`] : [];
      }),
    );
    const listed = sagaTransitions().map(({ from, event, to }) => `${from} ${event} ${to}`);
    expect(new Set(listed)).toEqual(new Set(accepted));
  });

  it.each(['AWAITING_GATEWAY', 'AWAITING_VERIFICATION'] as const)(
    'is moved out of %s by the gateway alone: not by a deadline, not by the user',
    (state) => {
      expect(transitionSaga(state, { type: 'STEP_TIMED_OUT' })).toEqual({ accepted: true, state });
      expect(transitionSaga(state, { type: 'SAGA_TIMED_OUT' })).toEqual({ accepted: true, state });
    },
  );

  it('leaves a cancel to the gateway while that is at work, and refuses it under review', () => {
    expect(transitionSaga('AWAITING_GATEWAY', { type: 'CANCEL' })).toEqual({
      accepted: true,
      state: 'AWAITING_GATEWAY',
    });
    expect(transitionSaga('AWAITING_VERIFICATION', { type: 'CANCEL' }).accepted).toBe(false);
  });

  it('gives a deduction back only after it is known to have happened', () => {
    const intoRefund = sagaTransitions().filter(({ to }) => to === 'REFUNDING' || to === 'CANCEL_REFUNDING');
    const causes = new Set(
      intoRefund.filter(({ from, to }) => from !== to).map(({ from, event }) => `${from} ${event}`),
    );
    expect(causes).toEqual(
      new Set([
        'DEDUCTION_OVERDUE WALLET_DEDUCTED',
        'STOPPING_DEDUCTION WALLET_DEDUCTED',
        'AWAITING_GATEWAY GATEWAY_REFUSED',
        'AWAITING_GATEWAY GATEWAY_CANCELLED',
        'AWAITING_VERIFICATION GATEWAY_REFUSED',
      ]),
    );
  });

  it('cannot fail or be cancelled any more once the provider has the money', () => {
    expect(targets('CONFIRMING')).toEqual(new Set(['CONFIRMING', 'COMPLETED']));
  });

  it.each(OPEN_STATES)('accepts both deadlines in %s, so that no time-out is ever an error', (state) => {
    expect(transitionSaga(state, { type: 'STEP_TIMED_OUT' }).accepted).toBe(true);
    expect(transitionSaga(state, { type: 'SAGA_TIMED_OUT' }).accepted).toBe(true);
  });

  it.each(OPEN_STATES)('has a way from %s to an end', (state) => {
    const reached = new Set<SagaState>([state]);
    for (const from of reached) for (const to of targets(from)) reached.add(to);
    expect([...reached].some(isTerminalSagaState)).toBe(true);
  });

  property.prop([fc.array(fc.constantFrom(...EVENTS), { maxLength: 60 })])(
    'never leaves a terminal state, whatever happens in whatever order',
    (events) => {
      let state: SagaState = 'VALIDATING';
      for (const event of events) {
        const outcome = transitionSaga(state, event);
        if (isTerminalSagaState(state)) {
          expect(outcome.accepted).toBe(false);
        }
        state = outcome.accepted ? outcome.state : state;
      }
    },
  );
});
