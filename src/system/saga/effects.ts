/**
 * What comes with each input to a saga, once its machine has said which state follows: the events to publish, the commands to send, and what
 * the saga learns. Pure.
 *
 * Compensation runs in the reverse order of the steps, one command after the answer to the one before: the confirmation is cancelled, the
 * deduction given back, the payment marked, and then its owner told and the outcome counted.
 */
import * as command from './commands.ts';
import * as event from './events.ts';
import type { SagaState } from './machine.ts';
import { overdue } from './overdue.ts';
import type { Failure, Saga, SagaCommand, SagaEvent, SagaInput, SagaLimits } from './saga.ts';

export interface Effects {
  readonly events?: readonly SagaEvent[];
  readonly commands?: readonly SagaCommand[];
  /** What the saga learns, besides its state and deadlines. */
  readonly learns?: Partial<
    Pick<Saga, 'failure' | 'cancelReason' | 'compensating' | 'approval' | 'attempts' | 'stuck'>
  >;
  /** When the step is to be looked after next, where that was decided here; milliseconds since 1970, undefined for never. */
  readonly nextLook?: { readonly at: number | undefined };
}

/** What `input` leads to in `saga` besides the state `to`, at `now` (milliseconds since 1970). */
export function effectsOf(saga: Saga, input: SagaInput, to: SagaState, now: number, limits: SagaLimits): Effects {
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
        events: [event.gatewayCompleted(saga, input)],
        commands: [command.confirmPayment(saga, input)],
        learns: { approval: { provider: input.provider, chargeId: input.chargeId } },
      };
    case 'GATEWAY_REFUSED':
      return to === 'REFUNDING' ? compensate(saga, input.failure) : failAndNotify(saga, input.failure);
    case 'GATEWAY_CANCELLED':
      return to === 'CANCEL_REFUNDING' ? compensateCancel(saga) : cancel(saga);
    case 'GATEWAY_TIMED_OUT':
      return input.retried ? { commands: [command.recordProgress(saga, 'GATEWAY_RETRYING')] } : {};
    case 'GATEWAY_FELL_BACK':
      return { commands: [command.recordProgress(saga, 'GATEWAY_FALLBACK')] };
    case 'GATEWAY_ACTION_REQUIRED':
      return { commands: [command.recordProgress(saga, 'GATEWAY_PROCESSING')] };
    case 'GATEWAY_VERIFICATION_REQUIRED':
      return {
        events: [event.recoveryRequired(saga, 'verify', input.reason)],
        commands: [command.recordProgress(saga, 'PENDING_REVIEW')],
      };
    case 'PAYMENT_COMPLETED':
      return { events: [event.stepCompleted(saga, 'ConfirmPayment'), event.completed(saga)] };
    case 'PAYMENT_FAILED':
      return { events: closingEvents(saga, input.failure), learns: { failure: saga.failure ?? input.failure } };
    case 'PAYMENT_CANCELLED':
      return { events: [...compensationClosed(saga), event.failedByCancel(saga)] };
    case 'CANCEL':
      return cancelWanted(saga, to, saga.cancelReason ?? input.reason);
    case 'STEP_TIMED_OUT':
    case 'SAGA_TIMED_OUT':
      return timedOut(saga, input.type === 'STEP_TIMED_OUT' ? 'step' : 'saga', to, now, limits);
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
      return after(done, deducted(saga, compensate(saga, saga.failure ?? timeout(saga, 'step'))));
    case 'CANCEL_REFUNDING':
      return after(done, deducted(saga, compensateCancel(saga)));
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

/** The funds are held, if only to be given back: the payment says so. */
function deducted(saga: Saga, effects: Effects): Effects {
  return { ...effects, commands: [command.recordProgress(saga, 'WALLET_DEDUCTED'), ...(effects.commands ?? [])] };
}

/** Between two steps the saga stops by itself; once the gateway is at work, it is the one to ask. */
function cancelWanted(saga: Saga, to: SagaState, cancelReason: string): Effects {
  // A saga that is being called off already, perhaps by the provider, learns nothing: there would be no event that says it.
  if (saga.state !== 'AWAITING_GATEWAY') return to === saga.state ? {} : { learns: { cancelReason } };
  return {
    // The state stays, but not what is known; so there is an event that says it.
    events: saga.cancelReason === undefined ? [event.stateChanged(saga.state, { ...saga, cancelReason })] : [],
    commands: [command.cancelWithGateway(saga, cancelReason)],
    learns: { cancelReason },
  };
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
      event.compensationStarted(saga, failure.error_code, [
        'RefundWalletBalance',
        'MarkPaymentAsFailed',
        'NotifyUser',
        'UpdateMetrics',
      ]),
    ],
    commands: [command.refund(saga, failure.reason)],
    learns: { failure, compensating: true },
  };
}

function compensateCancel(saga: Saga): Effects {
  return {
    events: [
      event.compensationStarted(saga, 'CANCELLED', ['RefundWalletBalance', 'MarkPaymentAsCancelled', 'UpdateMetrics']),
    ],
    commands: [command.refund(saga, saga.cancelReason ?? 'cancelled')],
    learns: { compensating: true },
  };
}

function failAfterRefund(saga: Saga): Effects {
  if (saga.failure === undefined) {
    throw new Error(`The saga of payment ${saga.paymentId} refunds without knowing why.`);
  }
  return {
    commands: [
      command.markAsFailed(saga, saga.failure),
      command.notifyOfFailure(saga),
      command.updateMetrics(saga, 'FAILED'),
    ],
  };
}

/** The owner is told by the payment service, which tells everybody whose payment has ended. */
function cancel(saga: Saga): Effects {
  const counted = saga.compensating ? [command.updateMetrics(saga, 'CANCELLED')] : [];
  return { commands: [command.markAsCancelled(saga), ...counted] };
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

function timedOut(saga: Saga, clock: 'step' | 'saga', to: SagaState, now: number, limits: SagaLimits): Effects {
  const failure = timeout(saga, clock);
  if (to === saga.state) return overdue(saga, clock, failure.reason, now, limits);
  return to === 'DEDUCTION_OVERDUE'
    ? { events: [event.recoveryRequired(saga, 'verify', failure.reason)], learns: { failure } }
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
