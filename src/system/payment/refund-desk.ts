/** Asking for refunds, by the API or by the saga, and carrying out what the saga says of them. */
import { randomUUID } from 'node:crypto';
import {
  type Answer,
  answerOnce,
  type Cause,
  causeOf,
  HttpError,
  type IdempotentRequest,
  type Runtime,
  type Step,
} from '../platform/index.ts';
import { paymentNotFound } from './queries.ts';
import { decideRefund, type Refund, type RefundCommand, requestRefund } from './refund.ts';
import { insertRefund, lockRefundable, lockRefunds, saveRefund } from './refund-store.ts';
import { type RefundView, refundView } from './refund-view.ts';

export interface RefundOrder {
  readonly paymentId: string;
  /** In minor units; all that is left when absent. */
  readonly amount: number | undefined;
  readonly reason: string;
}

/**
 * Accepts a refund, once per request: 202, how it ends is seen later. Refusals are stored as answers too: 404 for a payment that does not
 * exist, 409 for one that is not completed, 422 for more than is left.
 */
export function orderRefund(runtime: Runtime, order: RefundOrder, request: IdempotentRequest): Promise<Answer> {
  return runtime.performSettled((step) =>
    answerOnce(step, 'payment', request, async () => {
      const cause = { correlationId: request.correlationId, causationId: request.correlationId };
      return { status: 202, body: { ...(await accept(step, order, cause)) } };
    }),
  );
}

async function accept(step: Step, { paymentId, amount, reason }: RefundOrder, cause: Cause): Promise<RefundView> {
  const payment = await lockRefundable(step.tx, paymentId);
  if (payment === undefined) throw paymentNotFound(paymentId);
  const answer = requestRefund(payment, { refundId: randomUUID(), amount, reason });
  if (!answer.accepted) {
    throw new HttpError(answer.code === 'NOT_REFUNDABLE' ? 409 : 422, answer.code, answer.message, answer.details);
  }
  const at = new Date().toISOString();
  step.append({ type: 'refund', id: answer.refund.refundId, version: 0 }, [answer.event], cause);
  await insertRefund(step.tx, answer.refund, at);
  return refundView({ refund: answer.refund, createdAt: at, updatedAt: at });
}

/**
 * Refunds all that is left of a confirmed payment, because its confirmation is to be undone. Nothing happens when nothing is left, so it may be
 * asked for again.
 */
export async function refundRest(step: Step, paymentId: string, reason: string, cause: Cause): Promise<void> {
  const payment = await lockRefundable(step.tx, paymentId);
  if (payment === undefined) return;
  const answer = requestRefund(payment, { refundId: randomUUID(), amount: undefined, reason });
  if (!answer.accepted) return;
  step.append({ type: 'refund', id: answer.refund.refundId, version: 0 }, [answer.event], cause);
  await insertRefund(step.tx, answer.refund, new Date().toISOString());
}

/** Carries out what the saga says of refunds; all commands of a batch, in their order. */
export async function handleRefundCommands(step: Step, commands: readonly RefundCommand[]): Promise<void> {
  if (commands.length === 0) return;
  const refunds = await lockRefunds(
    step.tx,
    commands.map(({ data }) => data.refund_id),
  );
  const changed = new Map<string, Refund>();
  for (const command of commands) {
    const { refund_id: id } = command.data;
    const refund = refunds.get(id);
    if (refund === undefined) {
      const reason = `${command.event_type} came for a refund that does not exist.`;
      step.recordError({ kind: 'refund-not-found', reason, aggregateId: id, eventId: command.event_id });
      continue;
    }
    const next = applyCommand(step, refund, command);
    refunds.set(id, next);
    if (next !== refund) changed.set(id, next);
  }
  const at = new Date().toISOString();
  for (const refund of changed.values()) await saveRefund(step.tx, refund, at);
}

function applyCommand(step: Step, refund: Refund, command: RefundCommand): Refund {
  const decision = decideRefund(refund, command);
  const cause = causeOf(command);
  step.append({ type: 'refund', id: refund.refundId, version: refund.version }, decision.events, cause);
  if (decision.problem !== undefined) {
    const { kind, reason } = decision.problem;
    const { paymentId, refundId, status } = refund;
    step.recordError({ kind, reason, aggregateId: refundId, eventId: command.event_id });
    const data = { payment_id: paymentId, state: `refund ${status}`, unexpected: command.event_type, reason };
    step.announce({ type: 'payment', id: paymentId }, { event_type: 'PaymentStateInconsistency', data }, cause);
  }
  return decision.refund;
}
