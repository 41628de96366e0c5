import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { advanceSaga, recoverSaga, startSaga } from './decide.ts';
import { isTerminalSagaState, SAGA_STATES, type SagaMachineEvent, type SagaState, transitionSaga } from './machine.ts';
import type { RecoveryAction } from './recovery.ts';
import type { Decision, Failure, NewPayment, Saga, SagaInput } from './saga.ts';

const LIMITS = { deadlineMs: 300_000, stepDeadlineMs: 60_000, stuckAfterMs: 300_000, recoveryAttempts: 3 };
const START = Date.UTC(2026, 0, 1);
const WALLET_PAYMENT: NewPayment = {
  paymentId: '6f1c2f9e-0a57-4f2b-9a2e-0c5b1d6d7c01',
  method: 'wallet',
  walletId: 'wallet_1',
  merchantId: 'shop',
  amount: 1_000,
  currency: 'USD',
};
const { walletId: _, ...WITHOUT_WALLET } = WALLET_PAYMENT;
const EXTERNAL_PAYMENT: NewPayment = { ...WITHOUT_WALLET, method: 'external' };
const SAGA_ID = 'a5c3b1f0-5f0e-4a38-8f6f-7d2f1f6b7a02';

const SHORTFALL: Failure = {
  error_code: 'INSUFFICIENT_FUNDS',
  failure_stage: 'WALLET_VALIDATION',
  reason: '1000 requested, 250 available',
  requested_amount: 1_000,
  available_balance: 250,
  deficit_amount: 750,
};
const DECLINED: Failure = { error_code: 'GATEWAY_DECLINED', failure_stage: 'GATEWAY_PROCESSING', reason: 'declined' };
const APPROVED: SagaInput = { type: 'GATEWAY_APPROVED', provider: 'stripe', chargeId: 'ch_1' };

/** A saga and the names of all that it published and sent, in order. */
class Story {
  readonly told: string[] = [];
  saga: Saga;
  last: Decision;
  #now = START + 1_000;

  constructor(payment: NewPayment = WALLET_PAYMENT) {
    this.last = startSaga(payment, SAGA_ID, START, LIMITS);
    this.saga = this.last.saga;
    this.#tell();
  }

  /** What follows happens at this time. */
  at(now: number): this {
    this.#now = now;
    return this;
  }

  after(...inputs: readonly SagaInput[]): this {
    for (const input of inputs) {
      const answer = advanceSaga(this.saga, input, this.#now, LIMITS);
      if (!answer.accepted) throw new Error(answer.reason);
      this.last = answer.decision;
      this.saga = answer.decision.saga;
      this.#tell();
    }
    return this;
  }

  #tell(): void {
    for (const { event_type: type, data } of this.last.events) {
      // Bookkeeping, which has a test of its own.
      if (type === 'SagaStateChanged') continue;
      this.told.push('step' in data ? `${type}(${data.step})` : type);
    }
    for (const { event_type: type, data } of this.last.commands) {
      this.told.push('states' in data ? `> ${type}(${data.states.join(',')})` : `> ${type}`);
    }
  }
}

const STEP_TIMED_OUT: SagaInput = { type: 'STEP_TIMED_OUT' };
const TO_GATEWAY: readonly SagaInput[] = [
  { type: 'PAYMENT_VALIDATED' },
  { type: 'BALANCE_CHECKED' },
  { type: 'WALLET_DEDUCTED' },
];

describe('a saga', () => {
  it('takes a wallet payment to its end, step by step', () => {
    const story = new Story().after(...TO_GATEWAY, APPROVED, { type: 'PAYMENT_COMPLETED' });
    expect(story.saga.state).toBe('COMPLETED');
    expect(story.told).toEqual([
      'SagaStarted',
      '> ValidatePayment',
      'SagaStepCompleted(ValidatePayment)',
      '> CheckWalletBalance',
      'SagaStepCompleted(CheckWalletBalance)',
      '> RecordPaymentProgress(WALLET_CHECKED)',
      '> DeductWalletBalance',
      'SagaStepCompleted(DeductWalletBalance)',
      '> RecordPaymentProgress(WALLET_DEDUCTED,GATEWAY_PROCESSING)',
      '> ProcessWithGateway',
      'SagaStepCompleted(ProcessWithGateway)',
      '> ConfirmPayment',
      'SagaStepCompleted(ConfirmPayment)',
      'SagaCompleted',
    ]);
  });

  it('takes an external payment straight to the provider', () => {
    const story = new Story(EXTERNAL_PAYMENT).after({ type: 'PAYMENT_VALIDATED' });
    expect(story.told.slice(2)).toEqual([
      'SagaStepCompleted(ValidatePayment)',
      '> RecordPaymentProgress(GATEWAY_PROCESSING)',
      '> ProcessWithGateway',
    ]);
  });

  it('ends without compensation when the funds are not sufficient', () => {
    const story = new Story().after({ type: 'PAYMENT_VALIDATED' }, { type: 'BALANCE_CHECKED', shortfall: SHORTFALL });
    expect(story.last.commands).toEqual([
      { event_type: 'MarkPaymentAsFailed', data: { payment_id: WALLET_PAYMENT.paymentId, ...SHORTFALL } },
    ]);
    story.after({ type: 'PAYMENT_FAILED', failure: SHORTFALL });
    expect(story.saga.state).toBe('FAILED');
    expect(story.told.slice(4)).toEqual(['SagaFailed', '> MarkPaymentAsFailed']);
  });

  it('ends without compensation when the deduction is refused', () => {
    const story = new Story().after(...TO_GATEWAY.slice(0, 2), { type: 'WALLET_DEDUCTION_FAILED', failure: SHORTFALL });
    expect(story.told.slice(-2)).toEqual(['SagaFailed', '> MarkPaymentAsFailed']);
  });

  it('gives the money back before the payment is marked as failed, when the provider declines', () => {
    const story = new Story().after(...TO_GATEWAY, { type: 'GATEWAY_REFUSED', failure: DECLINED });
    expect(story.told.slice(-2)).toEqual(['CompensationStarted', '> RefundWalletBalance']);
    story.after({ type: 'WALLET_REFUNDED' });
    expect(story.told.slice(-3)).toEqual(['> MarkPaymentAsFailed', '> NotifyUser', '> UpdateMetrics']);
    story.after({ type: 'PAYMENT_FAILED', failure: DECLINED });
    expect(story.told.slice(-2)).toEqual(['CompensationCompleted', 'SagaFailed']);
    expect(story.saga.state).toBe('FAILED');
  });

  it('has nothing to give back when the provider declines an external payment', () => {
    const story = new Story(EXTERNAL_PAYMENT).after(
      { type: 'PAYMENT_VALIDATED' },
      { type: 'GATEWAY_REFUSED', failure: DECLINED },
    );
    expect(story.told.slice(-3)).toEqual(['SagaFailed', '> MarkPaymentAsFailed', '> NotifyUser']);
  });

  it('says so when the gateway retries, falls back or has to verify', () => {
    const story = new Story().after(
      ...TO_GATEWAY,
      { type: 'GATEWAY_TIMED_OUT', retried: true },
      { type: 'GATEWAY_TIMED_OUT', retried: false },
      { type: 'GATEWAY_FELL_BACK' },
      { type: 'GATEWAY_VERIFICATION_REQUIRED', reason: 'no answer' },
    );
    expect(story.told.slice(-4)).toEqual([
      '> RecordPaymentProgress(GATEWAY_RETRYING)',
      '> RecordPaymentProgress(GATEWAY_FALLBACK)',
      'SagaRecoveryRequired',
      '> RecordPaymentProgress(PENDING_REVIEW)',
    ]);
    story.after(APPROVED);
    expect(story.saga.state).toBe('CONFIRMING');
  });
});

describe('a cancelled saga', () => {
  const CANCEL: SagaInput = { type: 'CANCEL', reason: 'changed my mind' };

  it('stops at the next step boundary', () => {
    const story = new Story().after(CANCEL, { type: 'PAYMENT_VALIDATED' });
    expect(story.told.slice(2)).toEqual(['SagaStepCompleted(ValidatePayment)', '> MarkPaymentAsCancelled']);
    story.after({ type: 'PAYMENT_CANCELLED' });
    expect(story.saga.state).toBe('CANCELLED');
    expect(story.told.at(-1)).toBe('SagaFailed');
  });

  it('gives back what was deducted meanwhile', () => {
    const story = new Story().after(...TO_GATEWAY.slice(0, 2), CANCEL, { type: 'WALLET_DEDUCTED' });
    expect(story.told.slice(-4)).toEqual([
      'SagaStepCompleted(DeductWalletBalance)',
      'CompensationStarted',
      '> RecordPaymentProgress(WALLET_DEDUCTED)',
      '> RefundWalletBalance',
    ]);
    story.after({ type: 'WALLET_REFUNDED' }, { type: 'PAYMENT_CANCELLED' });
    expect(story.told.slice(-4)).toEqual([
      '> MarkPaymentAsCancelled',
      '> UpdateMetrics',
      'CompensationCompleted',
      'SagaFailed',
    ]);
  });

  it('keeps the first reason when it is cancelled twice', () => {
    const story = new Story().after(CANCEL, { type: 'CANCEL', reason: 'again' });
    expect(story.saga.cancelReason).toBe('changed my mind');
  });

  it('refuses when the provider was asked already', () => {
    const { saga } = new Story().after(...TO_GATEWAY);
    expect(advanceSaga(saga, CANCEL, START, LIMITS)).toEqual({
      accepted: false,
      reason: 'a saga in state AWAITING_GATEWAY does not accept CANCEL',
    });
  });
});

describe('the deadlines of a saga', () => {
  it('end a step that has no effect outside', () => {
    const story = new Story().after({ type: 'STEP_TIMED_OUT' });
    expect(story.saga.failure?.error_code).toBe('TIMEOUT');
    expect(story.told.slice(2)).toEqual(['SagaFailed', '> MarkPaymentAsFailed']);
  });

  it('wait for a deduction whose outcome is unknown, and give it back', () => {
    const story = new Story().after(...TO_GATEWAY.slice(0, 2), { type: 'STEP_TIMED_OUT' });
    expect(story.saga.state).toBe('DEDUCTION_OVERDUE');
    expect(story.told.at(-1)).toBe('SagaRecoveryRequired');
    story.after({ type: 'WALLET_DEDUCTED' });
    expect(story.told.slice(-3)).toEqual([
      'CompensationStarted',
      '> RecordPaymentProgress(WALLET_DEDUCTED)',
      '> RefundWalletBalance',
    ]);
    expect(story.saga.failure?.error_code).toBe('TIMEOUT');
  });

  it('do not compensate while the gateway has an attempt unresolved: it is asked again, then a person is', () => {
    const story = new Story().after(...TO_GATEWAY, { type: 'SAGA_TIMED_OUT' });
    expect(story.saga.state).toBe('AWAITING_GATEWAY');
    expect(story.told.slice(-3)).toEqual(['SagaStuckDetected', 'SagaRecoveryRequired', '> ProcessWithGateway']);
    story.after(...Array.from({ length: 3 }, () => STEP_TIMED_OUT));
    expect(story.told.slice(-5)).toEqual([
      'SagaRecoveryRequired',
      '> ProcessWithGateway',
      'SagaRecoveryRequired',
      '> ProcessWithGateway',
      'SagaRecoveryRequired',
    ]);
    expect(story.last.events.at(-1)?.data).toMatchObject({ action: 'alert' });
    expect(story.saga).toMatchObject({ state: 'AWAITING_GATEWAY', stuck: true });
    expect(story.saga).not.toHaveProperty('stepDeadlineAt');
  });

  it('have a compensation repeated at growing intervals, and say when it is stuck', () => {
    const story = new Story().after(...TO_GATEWAY, { type: 'GATEWAY_REFUSED', failure: DECLINED });
    const looks: unknown[] = [];
    for (let look = 1; look <= 4; look += 1) {
      const at = Date.parse(story.saga.stepDeadlineAt ?? '');
      story.at(at).after(STEP_TIMED_OUT);
      const [last] = story.last.events.slice(-1);
      const action = last !== undefined && 'action' in last.data ? last.data.action : undefined;
      looks.push([(at - START) / 1_000, action, story.last.commands.map(({ event_type }) => event_type)]);
    }
    expect(looks).toEqual([
      [61, 'continue', ['RefundWalletBalance']],
      [121, 'continue', ['RefundWalletBalance']],
      [241, 'continue', ['RefundWalletBalance']],
      [301, 'alert', []],
    ]);
    expect(story.told.filter((one) => one === 'SagaStuckDetected')).toHaveLength(1);
    story.after({ type: 'WALLET_REFUNDED' });
    expect(story.saga).toMatchObject({ state: 'FAILING', stuck: false, attempts: 0 });
  });

  it('are set for each step, and not for the gateway', () => {
    const story = new Story();
    expect(story.saga.stepDeadlineAt).toBe('2026-01-01T00:01:00.000Z');
    expect(story.saga.deadlineAt).toBe('2026-01-01T00:05:00.000Z');
    story.after({ type: 'PAYMENT_VALIDATED' });
    expect(story.saga.stepDeadlineAt).toBe('2026-01-01T00:01:01.000Z');
    story.after(...TO_GATEWAY.slice(1));
    expect(story.saga.stepDeadlineAt).toBeUndefined();
  });

  it('are gone when the saga ends', () => {
    const ended = new Story().after(...TO_GATEWAY, APPROVED, { type: 'PAYMENT_COMPLETED' });
    expect(ended.saga).not.toHaveProperty('stepDeadlineAt');
    expect(ended.saga).not.toHaveProperty('deadlineAt');
  });

  it('of the whole saga is spent once it has passed, and leaves a step that has a clock of its own alone', () => {
    const story = new Story().after(...TO_GATEWAY, APPROVED, { type: 'SAGA_TIMED_OUT' });
    expect(story.saga).not.toHaveProperty('deadlineAt');
    expect(story.saga.stepDeadlineAt).toBe('2026-01-01T00:01:01.000Z');
    expect([...story.last.events, ...story.last.commands]).toEqual([]);
  });
});

describe('a person', () => {
  const recover = (saga: Saga, action?: RecoveryAction) =>
    recoverSaga(saga, action, 'asked for by an operator', START + 900_000, LIMITS);
  const decided = (saga: Saga, action?: RecoveryAction): Decision => {
    const answer = recover(saga, action);
    if (!answer.accepted) throw new Error(answer.reason);
    return answer.decision;
  };

  it('has the current step repeated, with a new number of attempts', () => {
    const { saga } = new Story().after(...TO_GATEWAY, APPROVED);
    const { commands, events, saga: after } = decided({ ...saga, attempts: 3, stuck: true }, 'continue');
    expect(commands.map(({ event_type }) => event_type)).toEqual(['ConfirmPayment']);
    expect(events).toMatchObject([{ event_type: 'SagaRecoveryRequired', data: { action: 'continue', attempt: 1 } }]);
    expect(after).toMatchObject({ state: 'CONFIRMING', attempts: 1 });
    expect(after.stepDeadlineAt).toBe('2026-01-01T00:16:00.000Z');
  });

  it('ends a payment of which nothing is under way that could take effect, and no other', () => {
    const early = new Story();
    expect(decided(early.saga, 'compensate').saga.state).toBe('FAILING');
    const { saga } = early.after(...TO_GATEWAY);
    expect(recover(saga, 'compensate')).toMatchObject({ accepted: false });
  });

  it('undoes a payment that was confirmed: all of it is refunded', () => {
    const { saga } = new Story().after(...TO_GATEWAY, APPROVED, { type: 'PAYMENT_COMPLETED' });
    const { commands, events, saga: undoing } = decided(saga, 'compensate');
    expect(commands).toEqual([
      {
        event_type: 'CancelPaymentConfirmation',
        data: { payment_id: saga.paymentId, reason: 'asked for by an operator' },
      },
    ]);
    expect(events).toMatchObject([
      { event_type: 'CompensationStarted', data: { steps: ['CancelPaymentConfirmation'] } },
    ]);
    expect(undoing).toMatchObject({ state: 'COMPLETED', compensating: true });
    expect(decided(undoing, 'compensate').events).toEqual([]);
  });

  it('is told when there is nothing to recover', () => {
    const { saga } = new Story().after({ type: 'PAYMENT_FAILED', failure: DECLINED });
    expect(recover(saga)).toMatchObject({ accepted: false, reason: expect.stringContaining('ended as FAILED') });
  });
});

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
