/**
 * Moves sagas by messages and by deadlines: loads them, lets `decide` decide, and collects what follows in the step of
 * the transaction. A message that a saga does not accept in its state is kept in the `errors` table; it is a late
 * answer, a cancel that came too late, or a bug, and each of these deserves to be seen.
 */
import { randomUUID } from 'node:crypto';
import {
  type BatchHandler,
  type Cause,
  causeOf,
  type Message,
  type MessageOf,
  newCause,
  type Step,
} from '../platform/index.ts';
import { advanceSaga, recoverSaga, startSaga } from './decide.ts';
import { keepForLater, takeEarlyCancels } from './early-cancels.ts';
import { followUp } from './follow-ups.ts';
import { concernsSaga, type FollowUp, isFollowUp, newPayment, type SagaMessage, sagaInput } from './inputs.ts';
import { isTerminalSagaState } from './machine.ts';
import { type RecoveryAction, recoveryActionFor } from './recovery.ts';
import type { Decision, SagaCommand, SagaInput, SagaLimits } from './saga.ts';
import { lockOverdueSagas, lockSagas, type StoredSaga, saveSagas } from './store.ts';

/**
 * Handles batches of messages from all topics of the saga service.
 *
 * @param onEarlyCancel called when a cancel was laid by because its saga has not been started yet.
 */
export function sagaHandler(limits: SagaLimits, onEarlyCancel: () => void): BatchHandler {
  return async (step, messages) => {
    const concerned = messages.map(knownMessage);
    const sagas = await lockSagas(
      step.tx,
      concerned.map(({ data }) => data.payment_id),
    );
    const touched = new Set<string>();
    for (const message of concerned) {
      const paymentId = message.data.payment_id;
      if (message.event_type === 'CancelPaymentSaga' && !sagas.has(paymentId)) {
        await keepForLater(step.tx, message);
        step.afterCommit(onEarlyCancel);
        continue;
      }
      const next = handle(step, sagas.get(paymentId), message, limits);
      if (next !== undefined) {
        sagas.set(paymentId, next);
        touched.add(paymentId);
      }
    }
    await saveSagas(
      step.tx,
      [...sagas].filter(([paymentId]) => touched.has(paymentId)).map(([, saga]) => saga),
    );
  };
}

/**
 * Tells at most `limit` sagas that a deadline of theirs has passed at `now` (milliseconds since 1970).
 *
 * @returns what was to be done about each before it was told.
 */
export async function expireDeadlines(
  step: Step,
  limits: SagaLimits,
  now: number,
  limit: number,
): Promise<readonly RecoveryAction[]> {
  const overdue = await lockOverdueSagas(step.tx, now, limit);
  const moved = overdue.map((stored) => {
    const type = isPast(stored.saga.deadlineAt, now) ? 'SAGA_TIMED_OUT' : 'STEP_TIMED_OUT';
    const next = advance(step, stored, { type }, newCause(), limits);
    if (next === undefined) {
      throw new Error(`A saga in state ${stored.saga.state} has a deadline, though it does not accept ${type}.`);
    }
    return next;
  });
  await saveSagas(step.tx, moved);
  return overdue.map(({ saga }) => recoveryActionFor(saga, limits) ?? 'alert');
}

/**
 * Does to the saga of a payment what a person asked for; see `recoverSaga`.
 *
 * @returns the saga afterwards, or why nothing was done; undefined when the payment has no saga.
 */
export async function recoverByHand(
  step: Step,
  request: { readonly paymentId: string; readonly action: RecoveryAction | undefined; readonly reason: string },
  limits: SagaLimits,
): Promise<StoredSaga | string | undefined> {
  const stored = (await lockSagas(step.tx, [request.paymentId])).get(request.paymentId);
  if (stored === undefined) return undefined;
  const answer = recoverSaga(stored.saga, request.action, request.reason, Date.now(), limits);
  if (!answer.accepted) return answer.reason;
  const next = record(step, answer.decision, stored.version, newCause());
  await saveSagas(step.tx, [next]);
  return next;
}

/**
 * Applies at most `limit` cancels that had come before their sagas, as far as these have been started by now.
 *
 * @param now milliseconds since 1970.
 */
export async function applyEarlyCancels(step: Step, limits: SagaLimits, now: number, limit: number): Promise<void> {
  const cancels = await takeEarlyCancels(step.tx, new Date(now - limits.deadlineMs), limit);
  if (cancels.length === 0) return;
  const sagas = await lockSagas(
    step.tx,
    cancels.map(({ paymentId }) => paymentId),
  );
  for (const { paymentId, reason, cause } of cancels) {
    const stored = sagas.get(paymentId);
    if (stored === undefined) {
      step.recordError({
        kind: 'saga-not-found',
        reason: `a cancel was asked for payment ${paymentId}, for which no saga was ever started`,
        eventId: cause.causationId,
        detail: { payment_id: paymentId },
      });
      continue;
    }
    sagas.set(paymentId, advance(step, stored, { type: 'CANCEL', reason }, cause, limits) ?? stored);
  }
  await saveSagas(step.tx, [...sagas.values()]);
}

/** Contracts may name more messages for the saga service than this version acts upon: those become dead letters. */
function knownMessage(message: Message): SagaMessage | FollowUp {
  if (concernsSaga(message) || isFollowUp(message)) return message;
  throw new Error(`The saga service does not act upon ${message.event_type}; redrive it when a version does.`);
}

function handle(
  step: Step,
  stored: StoredSaga | undefined,
  message: SagaMessage | FollowUp,
  limits: SagaLimits,
): StoredSaga | undefined {
  if (message.event_type === 'PaymentInitiated') {
    return stored === undefined
      ? start(step, message, limits)
      : refuse(step, stored, causeOf(message), 'it was started before');
  }
  if (stored === undefined) {
    throw new Error(
      `${message.event_type} concerns payment ${message.data.payment_id}, for which no saga was started.`,
    );
  }
  return isFollowUp(message)
    ? record(step, followUp(stored.saga, message), stored.version, causeOf(message))
    : advance(step, stored, sagaInput(message), causeOf(message), limits);
}

function start(step: Step, message: MessageOf<'PaymentInitiated'>, limits: SagaLimits): StoredSaga {
  const decision = startSaga(newPayment(message.data), randomUUID(), Date.now(), limits);
  return record(step, decision, 0, causeOf(message));
}

function advance(
  step: Step,
  { saga, version }: StoredSaga,
  input: SagaInput,
  cause: Cause,
  limits: SagaLimits,
): StoredSaga | undefined {
  const answer = advanceSaga(saga, input, Date.now(), limits);
  return answer.accepted
    ? record(step, answer.decision, version, cause)
    : refuse(step, { saga, version }, cause, answer.reason);
}

function record(step: Step, { saga, events, commands }: Decision, version: number, cause: Cause): StoredSaga {
  step.append({ type: 'saga', id: saga.sagaId, version }, events, cause);
  for (const command of commands) step.send(addresseeOf(command), command, cause);
  return { saga, version: version + events.length };
}

function refuse(step: Step, { saga }: StoredSaga, cause: Cause, reason: string): undefined {
  step.recordError({
    kind: 'transition-refused',
    reason,
    aggregateId: saga.sagaId,
    eventId: cause.causationId,
    detail: { payment_id: saga.paymentId, state: saga.state, ended: isTerminalSagaState(saga.state) },
  });
}

type Addressee = { readonly type: Message['aggregate_type']; readonly id: string };

function addresseeOf(command: SagaCommand): Addressee {
  switch (command.event_type) {
    case 'CheckWalletBalance':
    case 'DeductWalletBalance':
    case 'RefundWalletBalance':
    case 'LockWallet':
      return { type: 'wallet', id: command.data.wallet_id };
    case 'ProcessWithGateway':
    case 'CancelWithGateway':
    case 'RefundWithGateway':
      return { type: 'gateway', id: command.data.payment_id };
    case 'CompleteRefund':
    case 'MarkRefundAsFailed':
      return { type: 'refund', id: command.data.refund_id };
    case 'UpdateMetrics':
      return { type: 'service', id: 'metrics' };
    default:
      return { type: 'payment', id: command.data.payment_id };
  }
}

function isPast(instant: string | undefined, now: number): boolean {
  return instant !== undefined && Date.parse(instant) <= now;
}
