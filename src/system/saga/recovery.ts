/**
 * What is to be done about a saga that does not go on. Pure; used when a deadline passes, at start-up, and by whoever shows sagas.
 *
 * | action | when | what it means |
 * |---|---|---|
 * | `compensate` | nothing was moved, or nobody answered in time | the payment is ended, and what was done is undone |
 * | `continue` | the answer to a command that is safe to repeat is overdue | the command is sent again |
 * | `verify` | the outcome of what was asked is unknown | whoever was asked is asked for the outcome; nothing is undone on a guess |
 * | `alert` | all of that was tried and did not help | a person is needed |
 */
import type { DataOf } from '../platform/messages.ts';
import { isTerminalSagaState, type SagaState } from './machine.ts';
import type { Saga, SagaLimits } from './saga.ts';

export type RecoveryAction = NonNullable<DataOf<'SagaRecoveryRequired'>['action']>;

const ACTIONS: Readonly<Partial<Record<SagaState, RecoveryAction>>> = {
  VALIDATING: 'compensate',
  CHECKING_BALANCE: 'compensate',
  DEDUCTING: 'compensate',
  DEDUCTION_OVERDUE: 'verify',
  AWAITING_GATEWAY: 'verify',
  AWAITING_VERIFICATION: 'verify',
  CONFIRMING: 'continue',
  REFUNDING: 'continue',
  FAILING: 'continue',
  STOPPING_VALIDATION: 'verify',
  STOPPING_CHECK: 'verify',
  STOPPING_DEDUCTION: 'verify',
  CANCEL_REFUNDING: 'continue',
  CANCELLING: 'continue',
};

/** What is to be done about `saga` when it has to be looked after; undefined once it has ended. */
export function recoveryActionFor(
  saga: Pick<Saga, 'state' | 'attempts'>,
  limits: Pick<SagaLimits, 'recoveryAttempts'>,
): RecoveryAction | undefined {
  if (isTerminalSagaState(saga.state)) return undefined;
  return saga.attempts < limits.recoveryAttempts ? ACTIONS[saga.state] : 'alert';
}

/** Whether `saga` has been in its state for longer than sagas should at `now` (milliseconds since 1970). */
export function isStuck(
  saga: Pick<Saga, 'state' | 'stateSince'>,
  now: number,
  limits: Pick<SagaLimits, 'stuckAfterMs'>,
): boolean {
  return !isTerminalSagaState(saga.state) && now - Date.parse(saga.stateSince) >= limits.stuckAfterMs;
}
