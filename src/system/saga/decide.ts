/**
 * What a saga does next. Pure: it is given the saga, what happened and the time, and says what to store and to send.
 * The machine says whether something may happen now and which state follows; here is what comes with it.
 *
 * The row of a saga, not its events, is what it goes on from. The events are the record of its decisions; waiting
 * for an answer to a decision that was published already (as in `FAILING`) has no event of its own.
 */
import * as command from './commands.ts';
import * as event from './events.ts';
import { isTerminalSagaState, type SagaMachineEvent, type SagaState, transitionSaga } from './machine.ts';
import type { Decision, Failure, NewPayment, Saga, SagaCommand, SagaEvent, SagaInput, SagaLimits } from './saga.ts';

/** What is decided, or why the saga does not accept the input in its state. */
export type Answer =
  | { readonly accepted: true; readonly decision: Decision }
  | { readonly accepted: false; readonly reason: string };

interface Effects {
  readonly events?: readonly SagaEvent[];
  readonly commands?: readonly SagaCommand[];
  /** What the saga learns, besides its state and deadlines. */
  readonly learns?: Partial<Pick<Saga, 'failure' | 'cancelReason' | 'compensating'>>;
}

/**
 * States in which no clock of the saga applies to the step: the gateway's attempts have deadlines of their own, and
 * longer ones.
 */
const WITHOUT_STEP_DEADLINE: ReadonlySet<SagaState> = new Set(['AWAITING_GATEWAY', 'AWAITING_VERIFICATION']);

/** Starts the saga of a payment. `sagaId` is a new UUID, `now` in milliseconds since 1970. */
export function startSaga(payment: NewPayment, sagaId: string, now: number, limits: SagaLimits): Decision {
  const deadlineAt = iso(now + limits.deadlineMs);
  const saga: Saga = {
    ...payment,
    sagaId,
    state: 'VALIDATING',
    stateSince: iso(now),
    stepDeadlineAt: iso(now + limits.stepDeadlineMs),
    deadlineAt,
    compensating: false,
  };
  return { saga, events: [event.started(saga, deadlineAt)], commands: [command.validatePayment(saga)] };
}

/** Tells `saga` what happened at `now` (milliseconds since 1970). */
export function advanceSaga(saga: Saga, input: SagaInput, now: number, limits: SagaLimits): Answer {
  const outcome = transitionSaga(saga.state, machineEvent(saga, input));
  if (!outcome.accepted) {
    return outcome;
  }
  const { events = [], commands = [], learns = {} } = effectsOf(saga, input, outcome.state);
  const next = withDeadlines({ ...saga, ...learns }, input, outcome.state, now, limits);
  return { accepted: true, decision: { saga: next, events, commands } };
}

function machineEvent(saga: Saga, input: SagaInput): SagaMachineEvent {
  switch (input.type) {
    case 'PAYMENT_VALIDATED':
    case 'GATEWAY_REFUSED':
      return { type: input.type, method: saga.method };
    case 'BALANCE_CHECKED':
      return { type: input.type, sufficient: input.shortfall === undefined };
    default:
      return { type: input.type };
  }
}

function effectsOf(saga: Saga, input: SagaInput, to: SagaState): Effects {
  switch (input.type) {
    case 'PAYMENT_VALIDATED':
      return stepDone(saga, 'ValidatePayment', to);
    case 'BALANCE_CHECKED':
      return input.shortfall !== undefined && to === 'FAILING'
        ? fail(saga, input.shortfall)
        : stepDone(saga, 'CheckWalletBalance', to);
    case 'WALLET_DEDUCTED':
      return stepDone(saga, 'DeductWalletBalance', to);
    case 'WALLET_DEDUCTION_FAILED':
      return to === 'CANCELLING' ? cancel(saga) : fail(saga, input.failure);
    case 'WALLET_REFUNDED':
      return to === 'CANCELLING' ? cancel(saga) : failAfterRefund(saga);
    case 'GATEWAY_APPROVED':
      return {
        events: [event.stepCompleted(saga, 'ProcessWithGateway')],
        commands: [command.confirmPayment(saga, input.provider, input.chargeId)],
      };
    case 'GATEWAY_REFUSED':
      return to === 'REFUNDING' ? compensate(saga, input.failure) : failAndNotify(saga, input.failure);
    case 'GATEWAY_TIMED_OUT':
      return input.retried ? { commands: [command.recordProgress(saga, 'GATEWAY_RETRYING')] } : {};
    case 'GATEWAY_FELL_BACK':
      return { commands: [command.recordProgress(saga, 'GATEWAY_FALLBACK')] };
    case 'GATEWAY_VERIFICATION_REQUIRED':
      return {
        events: [event.verificationNeeded(saga, input.reason)],
        commands: [command.recordProgress(saga, 'PENDING_REVIEW')],
      };
    case 'PAYMENT_COMPLETED':
      return { events: [event.stepCompleted(saga, 'ConfirmPayment'), event.completed(saga)] };
    case 'PAYMENT_FAILED':
      return { events: closingEvents(saga, input.failure), learns: { failure: saga.failure ?? input.failure } };
    case 'PAYMENT_CANCELLED':
      return { events: [...compensationClosed(saga), event.failedByCancel(saga)] };
    case 'CANCEL':
      return { learns: { cancelReason: saga.cancelReason ?? input.reason } };
    case 'STEP_TIMED_OUT':
    case 'SAGA_TIMED_OUT':
      return timedOut(saga, input.type === 'STEP_TIMED_OUT' ? 'step' : 'saga', to);
  }
}

/** A step was answered: on to the next one, or, where the saga is being ended, to undoing what was done. */
function stepDone(saga: Saga, step: event.SagaStep, to: SagaState): Effects {
  const done = event.stepCompleted(saga, step);
  switch (to) {
    case 'CHECKING_BALANCE':
      return { events: [done], commands: [command.checkBalance(saga)] };
    case 'DEDUCTING':
      return { events: [done], commands: [command.recordProgress(saga, 'WALLET_CHECKED'), command.deduct(saga)] };
    case 'AWAITING_GATEWAY':
      return { events: [done], commands: [gatewayReached(saga), command.processWithGateway(saga)] };
    case 'REFUNDING':
      return after(done, compensate(saga, saga.failure ?? timeout(saga, 'step')));
    case 'CANCEL_REFUNDING':
      return after(done, compensateCancel(saga));
    case 'CANCELLING':
      return after(done, cancel(saga));
    default:
      throw new Error(`A saga went to ${to} after the step ${step}; it does not know what to do there.`);
  }
}

function gatewayReached(saga: Saga): SagaCommand {
  return saga.method === 'wallet'
    ? command.recordProgress(saga, 'WALLET_DEDUCTED', 'GATEWAY_PROCESSING')
    : command.recordProgress(saga, 'GATEWAY_PROCESSING');
}

function after(first: SagaEvent, effects: Effects): Effects {
  return { ...effects, events: [first, ...(effects.events ?? [])] };
}

/** Nothing was done that would have to be undone. */
function fail(saga: Saga, failure: Failure): Effects {
  return {
    events: [event.failed(saga, failure)],
    commands: [command.markAsFailed(saga, failure)],
    learns: { failure },
  };
}

function failAndNotify(saga: Saga, failure: Failure): Effects {
  return { ...fail(saga, failure), commands: [command.markAsFailed(saga, failure), command.notifyOfFailure(saga)] };
}

function compensate(saga: Saga, failure: Failure): Effects {
  return {
    events: [
      event.compensationStarted(saga, failure.error_code, ['RefundWalletBalance', 'MarkPaymentAsFailed', 'NotifyUser']),
    ],
    commands: [command.refund(saga, failure.reason)],
    learns: { failure, compensating: true },
  };
}

function compensateCancel(saga: Saga): Effects {
  return {
    events: [event.compensationStarted(saga, 'CANCELLED', ['RefundWalletBalance', 'MarkPaymentAsCancelled'])],
    commands: [command.refund(saga, saga.cancelReason ?? 'cancelled')],
    learns: { compensating: true },
  };
}

function failAfterRefund(saga: Saga): Effects {
  if (saga.failure === undefined) {
    throw new Error(`The saga of payment ${saga.paymentId} refunds without knowing why.`);
  }
  return { commands: [command.markAsFailed(saga, saga.failure), command.notifyOfFailure(saga)] };
}

function cancel(saga: Saga): Effects {
  return { commands: [command.markAsCancelled(saga)] };
}

/** `SagaFailed` closes a compensation; without one it was published as soon as the failure was decided. */
function closingEvents(saga: Saga, failure: Failure): readonly SagaEvent[] {
  if (saga.compensating) {
    return [...compensationClosed(saga), event.failed(saga, saga.failure ?? failure)];
  }
  return saga.failure === undefined ? [event.failed(saga, failure)] : [];
}

function compensationClosed(saga: Saga): readonly SagaEvent[] {
  return saga.compensating ? [event.compensationCompleted(saga)] : [];
}

function timedOut(saga: Saga, clock: 'step' | 'saga', to: SagaState): Effects {
  const failure = timeout(saga, clock);
  if (to === saga.state) {
    return { events: [event.stuck(saga, failure.reason)] };
  }
  return to === 'DEDUCTION_OVERDUE'
    ? { events: [event.verificationNeeded(saga, failure.reason)], learns: { failure } }
    : fail(saga, failure);
}

const STAGES: Partial<Record<SagaState, string>> = {
  VALIDATING: 'VALIDATION',
  CHECKING_BALANCE: 'WALLET_VALIDATION',
  DEDUCTING: 'WALLET_DEDUCTION',
  DEDUCTION_OVERDUE: 'WALLET_DEDUCTION',
};

function timeout(saga: Saga, clock: 'step' | 'saga'): Failure {
  return {
    error_code: 'TIMEOUT',
    failure_stage: STAGES[saga.state] ?? saga.state,
    reason: `the deadline of the ${clock} passed in ${saga.state}, where the saga had been since ${saga.stateSince}`,
  };
}

/** A deadline that has passed is spent. A new state has a new step deadline, unless no clock applies to it. */
function withDeadlines(saga: Saga, input: SagaInput, to: SagaState, now: number, limits: SagaLimits): Saga {
  const { stepDeadlineAt, deadlineAt, ...rest } = saga;
  if (isTerminalSagaState(to)) {
    return { ...rest, state: to, stateSince: iso(now) };
  }
  const deadline = input.type === 'SAGA_TIMED_OUT' || deadlineAt === undefined ? {} : { deadlineAt };
  if (to === saga.state) {
    const spent = input.type === 'STEP_TIMED_OUT' || stepDeadlineAt === undefined;
    return { ...rest, ...deadline, ...(spent ? {} : { stepDeadlineAt }) };
  }
  const step = WITHOUT_STEP_DEADLINE.has(to) ? {} : { stepDeadlineAt: iso(now + limits.stepDeadlineMs) };
  return { ...rest, ...deadline, ...step, state: to, stateSince: iso(now) };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
