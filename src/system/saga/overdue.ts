/**
 * What a saga does while the answer to its step is overdue and nothing may be undone: it repeats what is safe to repeat, at growing
 * intervals and a bounded number of times, says when it is stuck, and in the end asks for a person. Pure.
 *
 * Commands get lost only where somebody put them aside as a dead letter; that is what the repetition is for. Those that are repeated have
 * one effect however often they come.
 */
import * as command from './commands.ts';
import type { Effects } from './effects.ts';
import * as event from './events.ts';
import { isStuck, type RecoveryAction, recoveryActionFor } from './recovery.ts';
import type { Saga, SagaCommand, SagaLimits } from './saga.ts';

/** Looks after `saga`, of which a deadline has passed at `now` without leading to another state. */
export function overdue(saga: Saga, clock: 'step' | 'saga', reason: string, now: number, limits: SagaLimits): Effects {
  // The step has a deadline of its own to come, which is soon enough.
  if (clock === 'saga' && saga.stepDeadlineAt !== undefined) return {};
  const action = recoveryActionFor(saga, limits) ?? 'alert';
  const stuck = clock === 'saga' || action === 'alert' || isStuck(saga, now, limits);
  return lookAfter({ ...saga, stuck: saga.stuck || stuck }, saga.stuck, action, reason, now, limits);
}

/** Looks after `saga` because a person asked for it, with a fresh number of attempts. */
export function lookAfterNow(
  saga: Saga,
  action: RecoveryAction,
  reason: string,
  now: number,
  limits: SagaLimits,
): Effects {
  return lookAfter({ ...saga, attempts: 0 }, saga.stuck, action, reason, now, limits);
}

function lookAfter(
  saga: Saga,
  toldBefore: boolean,
  action: RecoveryAction,
  reason: string,
  now: number,
  limits: SagaLimits,
): Effects {
  const attempt = saga.attempts + 1;
  const helpless = action === 'alert';
  return {
    events: [
      ...(saga.stuck && !toldBefore ? [event.stuck(saga, reason)] : []),
      event.recoveryRequired(saga, action, reason, helpless ? undefined : attempt),
    ],
    commands: helpless ? [] : repeated(saga),
    learns: { stuck: saga.stuck, attempts: helpless ? saga.attempts : attempt },
    nextLook: { at: helpless ? undefined : nextLook(saga, now, limits) },
  };
}

/** The intervals double; but the moment from which the saga counts as stuck is not missed. */
function nextLook(saga: Saga, now: number, limits: SagaLimits): number {
  const at = now + limits.stepDeadlineMs * 2 ** saga.attempts;
  return saga.stuck ? at : Math.min(at, Date.parse(saga.stateSince) + limits.stuckAfterMs);
}

/** The command of the current step, where asking again does no harm. */
function repeated(saga: Saga): readonly SagaCommand[] {
  switch (saga.state) {
    case 'AWAITING_GATEWAY':
      return saga.cancelReason === undefined
        ? [command.processWithGateway(saga)]
        : [command.processWithGateway(saga), command.cancelWithGateway(saga, saga.cancelReason)];
    case 'AWAITING_VERIFICATION':
      return [command.processWithGateway(saga)];
    case 'CONFIRMING':
      return saga.approval === undefined ? [] : [command.confirmPayment(saga, saga.approval)];
    case 'REFUNDING':
      return saga.failure === undefined ? [] : [command.refund(saga, saga.failure.reason)];
    case 'CANCEL_REFUNDING':
      return [command.refund(saga, saga.cancelReason ?? 'cancelled')];
    case 'FAILING':
      return saga.failure === undefined ? [] : [command.markAsFailed(saga, saga.failure)];
    case 'CANCELLING':
      return [command.markAsCancelled(saga)];
    default:
      return [];
  }
}
