/** The events of a saga, each made from what the saga knows. */
import type { DataOf } from '../platform/messages.ts';
import type { Failure, Saga, SagaEvent } from './saga.ts';

export type SagaStep = DataOf<'SagaStepCompleted'>['step'];
export type CompensationStep = DataOf<'CompensationStarted'>['steps'][number];

export function started(saga: Saga, deadlineAt: string): SagaEvent {
  return { event_type: 'SagaStarted', data: { ...identity(saga), deadline_at: deadlineAt } };
}

export function stepCompleted(saga: Saga, step: SagaStep): SagaEvent {
  return { event_type: 'SagaStepCompleted', data: { ...identity(saga), step } };
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

/** The outcome of what was asked is not known, and has to be found out before the saga goes on. */
export function verificationNeeded(saga: Saga, reason: string): SagaEvent {
  return { event_type: 'SagaRecoveryRequired', data: { ...identity(saga), action: 'verify', reason } };
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
