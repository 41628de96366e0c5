/** What the API does to payments. */
import { randomUUID } from 'node:crypto';
import {
  type Answer,
  answerOnce,
  HttpError,
  type IdempotentRequest,
  newCause,
  type Runtime,
  type Step,
} from '../platform/index.ts';
import { isPaymentState, type PaymentState } from './machine.ts';
import { initiated, type Payment, type PaymentOrder } from './payment.ts';
import { findPayment, type PaymentView, viewOf } from './queries.ts';
import { insertPayment } from './store.ts';

/** Accepts a payment, once per request, and answers 202: how it ends is seen later. */
export function initiatePayment(
  runtime: Runtime,
  order: Omit<PaymentOrder, 'paymentId'>,
  request: IdempotentRequest,
): Promise<Answer> {
  return runtime.performSettled((step) => answerOnce(step, 'payment', request, () => initiate(step, order)));
}

async function initiate(step: Step, fields: Omit<PaymentOrder, 'paymentId'>): Promise<Answer> {
  const order = { ...fields, paymentId: randomUUID() };
  const payment: Payment = { order, status: 'INITIATED', version: 1, notified: false };
  const at = new Date().toISOString();
  await insertPayment(step.tx, payment, at);
  step.append({ type: 'payment', id: order.paymentId, version: 0 }, [initiated(order)], newCause());
  return { status: 202, body: { ...viewOf(payment, at, at) } };
}

/** From here on only the provider's answer ends a payment. */
const CANCELLABLE: ReadonlySet<PaymentState> = new Set(['INITIATED', 'VALIDATED', 'WALLET_CHECKED', 'WALLET_DEDUCTED']);

/**
 * Asks the saga to call a payment off. The saga has the last word, because only it knows what is under way; a payment that is visibly
 * too far is refused here.
 *
 * @throws HttpError 404 when there is no such payment, 409 when it is too late.
 */
export async function requestCancel(runtime: Runtime, paymentId: string, reason: string): Promise<PaymentView> {
  const payment = await findPayment(runtime.read, paymentId);
  if (payment === undefined) throw new HttpError(404, 'PAYMENT_NOT_FOUND', `There is no payment ${paymentId}.`);
  const { status } = payment;
  if (!isPaymentState(status) || !CANCELLABLE.has(status)) {
    throw new HttpError(409, 'NOT_CANCELLABLE', `The payment is ${status}; it can not be cancelled any more.`, {
      status,
    });
  }
  await runtime.performSettled(async (step) => {
    const command = { event_type: 'CancelPaymentSaga', data: { payment_id: paymentId, reason } } as const;
    step.send({ type: 'saga', id: paymentId }, command, newCause());
  });
  return payment;
}
