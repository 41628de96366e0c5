import { fc, test as property } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { advanceSaga, startSaga } from './decide.ts';
import { isTerminalSagaState, SAGA_STATES, type SagaMachineEvent, type SagaState, transitionSaga } from './machine.ts';
import type { Decision, Saga, SagaInput } from './saga.ts';
import {
  APPROVED,
  DECLINED,
  EXTERNAL_PAYMENT,
  LIMITS,
  SAGA_ID,
  SHORTFALL,
  START,
  WALLET_PAYMENT,
} from './testing/story.ts';

const INPUTS: readonly SagaInput[] = [
  { type: 'PAYMENT_VALIDATED' },
  { type: 'PAYMENT_COMPLETED' },
  { type: 'PAYMENT_FAILED', failure: DECLINED },
  { type: 'PAYMENT_CANCELLED' },
  { type: 'BALANCE_CHECKED' },
  { type: 'BALANCE_CHECKED', shortfall: SHORTFALL },
  { type: 'WALLET_DEDUCTED' },
  { type: 'WALLET_DEDUCTION_FAILED', failure: SHORTFALL },
  { type: 'WALLET_REFUNDED' },
  APPROVED,
  { type: 'GATEWAY_REFUSED', failure: DECLINED },
  { type: 'GATEWAY_CANCELLED' },
  { type: 'GATEWAY_TIMED_OUT', retried: true },
  { type: 'GATEWAY_FELL_BACK' },
  { type: 'GATEWAY_ACTION_REQUIRED' },
  { type: 'GATEWAY_VERIFICATION_REQUIRED', reason: 'no answer' },
  { type: 'CANCEL', reason: 'changed my mind' },
  { type: 'STEP_TIMED_OUT' },
  { type: 'SAGA_TIMED_OUT' },
];

const STEP_EVENTS: Readonly<Record<string, SagaMachineEvent>> = {
  ValidatePayment: { type: 'PAYMENT_VALIDATED', method: 'wallet' },
  CheckWalletBalance: { type: 'BALANCE_CHECKED', sufficient: true },
  DeductWalletBalance: { type: 'WALLET_DEDUCTED' },
  ProcessWithGateway: { type: 'GATEWAY_APPROVED' },
  ConfirmPayment: { type: 'PAYMENT_COMPLETED' },
};

/** The state that events tell of a saga that was `before`. */
function stateOf(events: Decision['events'], before: Saga): string {
  return events.reduce<SagaState>((state, { event_type: type, data }) => {
    if (type === 'SagaStateChanged') return SAGA_STATES.find((one) => one === data.to) ?? state;
    const step = type === 'SagaStepCompleted' ? STEP_EVENTS[data.step] : undefined;
    if (step === undefined) return state;
    const outcome = transitionSaga(state, 'method' in step ? { ...step, method: before.method } : step);
    return outcome.accepted ? outcome.state : state;
  }, before.state);
}

/** The `choice`-th of the inputs that `saga` accepts now, so that random stories get far. */
function accepted(saga: Saga, choice: number): readonly [SagaInput, Decision] | undefined {
  const possible = INPUTS.flatMap((input) => {
    const answer = advanceSaga(saga, input, START, LIMITS);
    return answer.accepted ? [[input, answer.decision] as const] : [];
  });
  return possible[choice % Math.max(1, possible.length)];
}

const isRecovery = ({ event_type: type }: Decision['events'][number]): boolean => type === 'SagaRecoveryRequired';

describe('whatever happens to a saga, in whatever order', () => {
  property.prop([fc.constantFrom(WALLET_PAYMENT, EXTERNAL_PAYMENT), fc.array(fc.nat(), { maxLength: 40 })])(
    'it refunds at most once, only what was deducted, ends once, and closes what it opened',
    (payment, choices) => {
      const told: string[] = [];
      let { saga } = startSaga(payment, SAGA_ID, START, LIMITS);
      let deducted = false;
      for (const choice of choices) {
        const [input, decision] = accepted(saga, choice) ?? [];
        if (input === undefined || decision === undefined) break;
        const before = saga;
        saga = decision.saga;
        deducted ||= input.type === 'WALLET_DEDUCTED';
        // What is repeated because its answer is overdue has one effect, whoever carries it out.
        const repeats = input.type.endsWith('TIMED_OUT') && decision.events.some(isRecovery);
        const commands = repeats ? [] : decision.commands;
        told.push(...[...decision.events, ...commands].map(({ event_type: type }) => type));
        if (told.includes('RefundWalletBalance')) expect(deducted).toBe(true);
        expect(stateOf(decision.events, before)).toBe(saga.state);
      }
      const count = (...types: readonly string[]) => told.filter((one) => types.includes(one)).length;
      expect(count('RefundWalletBalance')).toBeLessThanOrEqual(1);
      expect(count('ProcessWithGateway')).toBeLessThanOrEqual(1);
      expect(count('SagaCompleted', 'SagaFailed')).toBeLessThanOrEqual(1);
      expect(count('MarkPaymentAsFailed', 'MarkPaymentAsCancelled', 'ConfirmPayment')).toBeLessThanOrEqual(1);
      if (isTerminalSagaState(saga.state)) {
        expect(accepted(saga, 0)).toBeUndefined();
        expect(count('SagaCompleted', 'SagaFailed')).toBe(1);
        expect(count('CompensationCompleted')).toBe(count('CompensationStarted'));
        expect(count('ConfirmPayment')).toBe(saga.state === 'COMPLETED' ? 1 : 0);
      }
    },
  );
});
