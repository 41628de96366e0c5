/** The events of a saga, each made from what the saga knows. */
import type { DataOf } from '../platform/messages.ts';
import type { SagaState } from './machine.ts';
import type { RecoveryAction } from './recovery.ts';
import type { Approval, Failure, Saga, SagaEvent } from './saga.ts';

export type SagaStep = DataOf<'SagaStepCompleted'>['step'];
export type CompensationStep = DataOf<'CompensationStarted'>['steps'][number];

export function started(saga: Saga, deadlineAt: string): SagaEvent {
  const { stepDeadlineAt, method, walletId, userId, merchantId, amount, currency, source } = saga;
  return {
    event_type: 'SagaStarted',
    data: {
      ...identity(saga),
      deadline_at: deadlineAt,
      ...(stepDeadlineAt === undefined ? {} : { step_deadline_at: stepDeadlineAt }),
      method,
      ...(walletId === undefined ? {} : { wallet_id: walletId }),
      ...(userId === undefined ? {} : { user_id: userId }),
      merchant_id: merchantId,
      amount,
      currency,
      ...(source === undefined ? {} : { source }),
    },
  };
}

export function stepCompleted(saga: Saga, step: SagaStep): SagaEvent {
  return { event_type: 'SagaStepCompleted', data: { ...identity(saga), step } };
}

/** The third step has an outcome that the next one needs. */
export function gatewayCompleted(saga: Saga, { provider, chargeId }: Approval): SagaEvent {
  const step = 'ProcessWithGateway';
  const charge = { provider, provider_charge_id: chargeId };
  return { event_type: 'SagaStepCompleted', data: { ...identity(saga), step, ...charge } };
}

export function completed(saga: Saga): SagaEvent {
  return { event_type: 'SagaCompleted', data: identity(saga) };
}

export function failed(saga: Saga, { error_code, reason }: Failure): SagaEvent {
  return { event_type: 'SagaFailed', data: { ...identity(saga), error_code, reason } };
}

/** A saga has no third way to end on its topic: one that was called off has failed with the code `CANCELLED`. */
export function failedByCancel(saga: Saga): SagaEvent {
  const reason = saga.cancelReason ?? 'cancelled';
  return { event_type: 'SagaFailed', data: { ...identity(saga), error_code: 'CANCELLED', reason } };
}

export function compensationStarted(saga: Saga, errorCode: string, steps: CompensationStep[]): SagaEvent {
  return { event_type: 'CompensationStarted', data: { ...identity(saga), error_code: errorCode, steps } };
}

export function compensationCompleted(saga: Saga): SagaEvent {
  return { event_type: 'CompensationCompleted', data: identity(saga) };
}

/** For changes of state that no other event tells, so that the events say everything that the row holds. */
export function stateChanged(from: SagaState, saga: Saga): SagaEvent {
  return {
    event_type: 'SagaStateChanged',
    data: {
      ...identity(saga),
      from,
      to: saga.state,
      ...(saga.cancelReason === undefined ? {} : { cancel_reason: saga.cancelReason }),
      ...saga.failure,
    },
  };
}

/** An unfinished saga needs looking after; `action` says what is done about it, in attempt number `attempt` (from 1). */
export function recoveryRequired(saga: Saga, action: RecoveryAction, reason: string, attempt?: number): SagaEvent {
  return {
    event_type: 'SagaRecoveryRequired',
    data: {
      ...identity(saga),
      action,
      last_known_state: saga.state,
      ...(attempt === undefined ? {} : { attempt }),
      reason,
    },
  };
}

export function stuck(saga: Saga, reason: string): SagaEvent {
  return {
    event_type: 'SagaStuckDetected',
    data: { ...identity(saga), state: saga.state, stuck_since: saga.stateSince, reason },
  };
}

function identity(saga: Saga): { saga_id: string; payment_id: string } {
  return { saga_id: saga.sagaId, payment_id: saga.paymentId };
}
