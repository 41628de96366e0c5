/**
 * What a saga does next. Pure: it is given the saga, what happened and the time, and says what to store and to send.
 * The machine says whether something may happen now and which state follows; `effects.ts` has what comes with it.
 *
 * The row of a saga, not its events, is what it goes on from. Yet its events say all that the row holds: a change of state that none of
 * them tells has one of its own. On the ordinary way there is none of these.
 */
import * as command from './commands.ts';
import { type Effects, effectsOf } from './effects.ts';
import * as event from './events.ts';
import { isTerminalSagaState, type SagaMachineEvent, type SagaState, transitionSaga } from './machine.ts';
import { lookAfterNow } from './overdue.ts';
import { type RecoveryAction, recoveryActionFor } from './recovery.ts';
import type { Decision, NewPayment, Saga, SagaEvent, SagaInput, SagaLimits } from './saga.ts';

/** What is decided, or why the saga does not accept the input in its state. */
export type Answer =
  | { readonly accepted: true; readonly decision: Decision }
  | { readonly accepted: false; readonly reason: string };

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
    attempts: 0,
    stuck: false,
  };
  return { saga, events: [event.started(saga, deadlineAt)], commands: [command.validatePayment(saga)] };
}

/** Tells `saga` what happened at `now` (milliseconds since 1970). */
export function advanceSaga(saga: Saga, input: SagaInput, now: number, limits: SagaLimits): Answer {
  const outcome = transitionSaga(saga.state, machineEvent(saga, input));
  if (!outcome.accepted) {
    return outcome;
  }
  const effects = effectsOf(saga, input, outcome.state, now, limits);
  const { events = [], commands = [], learns = {} } = effects;
  const next = withDeadlines({ ...saga, ...learns }, effects, input, outcome.state, now, limits);
  return { accepted: true, decision: { saga: next, events: [...untold(saga, next, events), ...events], commands } };
}

/**
 * Does what a person asked for: repeats the command of the current step (`continue`, `verify`), ends a payment of which nothing was asked
 * that could still have an effect (`compensate`), or undoes one that was confirmed (`compensate` again). Without `wanted` it does what
 * `recoveryActionFor` advises. `now` in milliseconds since 1970.
 */
export function recoverSaga(
  saga: Saga,
  wanted: RecoveryAction | undefined,
  reason: string,
  now: number,
  limits: SagaLimits,
): Answer {
  const action = wanted ?? recoveryActionFor({ ...saga, attempts: 0 }, limits);
  if (action === 'compensate' && saga.state === 'COMPLETED') return undoConfirmation(saga, reason);
  if (action === undefined || isTerminalSagaState(saga.state)) {
    return { accepted: false, reason: `the saga has ended as ${saga.state}; there is nothing to recover` };
  }
  if (action === 'compensate') {
    return recoveryActionFor({ ...saga, attempts: 0 }, limits) === 'compensate'
      ? advanceSaga(saga, { type: 'STEP_TIMED_OUT' }, now, limits)
      : {
          accepted: false,
          reason: `in ${saga.state} the outcome of the last step is not known; nothing can be undone`,
        };
  }
  const effects = lookAfterNow(saga, action, reason, now, limits);
  const { stepDeadlineAt: _, ...rest } = saga;
  const next = { ...rest, ...effects.learns, ...lookAt(effects) };
  return {
    accepted: true,
    decision: { saga: next, events: effects.events ?? [], commands: effects.commands ?? [] },
  };
}

/** The saga stays completed, as the payment does; what it sets going is a refund. */
function undoConfirmation(saga: Saga, reason: string): Answer {
  const started = event.compensationStarted(saga, 'CONFIRMATION_CANCELLED', ['CancelPaymentConfirmation']);
  return {
    accepted: true,
    decision: {
      saga: { ...saga, compensating: true },
      events: saga.compensating ? [] : [started],
      commands: [command.cancelConfirmation(saga, reason)],
    },
  };
}

function machineEvent(saga: Saga, input: SagaInput): SagaMachineEvent {
  switch (input.type) {
    case 'PAYMENT_VALIDATED':
    case 'GATEWAY_REFUSED':
    case 'GATEWAY_CANCELLED':
      return { type: input.type, method: saga.method };
    case 'BALANCE_CHECKED':
      return { type: input.type, sufficient: input.shortfall === undefined };
    default:
      return { type: input.type };
  }
}

/** The event of a change of state that none of `events` tells. */
function untold(before: Saga, after: Saga, events: readonly SagaEvent[]): readonly SagaEvent[] {
  const told = events.some(({ event_type: type }) => type === 'SagaStepCompleted');
  return told || after.state === before.state ? [] : [event.stateChanged(before.state, after)];
}

/** A deadline that has passed is spent. A new state has a new step deadline, unless no clock applies to it. */
function withDeadlines(
  saga: Saga,
  effects: Effects,
  input: SagaInput,
  to: SagaState,
  now: number,
  limits: SagaLimits,
): Saga {
  const { stepDeadlineAt, deadlineAt, ...rest } = saga;
  if (to !== saga.state) {
    const entered = { ...rest, state: to, stateSince: iso(now), attempts: 0, stuck: false };
    if (isTerminalSagaState(to)) return entered;
    const step = WITHOUT_STEP_DEADLINE.has(to) ? {} : { stepDeadlineAt: iso(now + limits.stepDeadlineMs) };
    return { ...entered, ...sagaDeadline(input, deadlineAt), ...step };
  }
  const kept = stepDeadlineAt === undefined ? {} : { stepDeadlineAt };
  return { ...rest, ...sagaDeadline(input, deadlineAt), ...(effects.nextLook === undefined ? kept : lookAt(effects)) };
}

function sagaDeadline(input: SagaInput, deadlineAt: string | undefined): Pick<Saga, 'deadlineAt'> {
  return input.type === 'SAGA_TIMED_OUT' || deadlineAt === undefined ? {} : { deadlineAt };
}

function lookAt({ nextLook }: Effects): Pick<Saga, 'stepDeadlineAt'> {
  return nextLook?.at === undefined ? {} : { stepDeadlineAt: iso(nextLook.at) };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
