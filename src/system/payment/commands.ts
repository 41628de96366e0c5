/** What the API does to payments. */
import { randomUUID } from 'node:crypto';
import {
  type Answer,
  answerEachOnce,
  type Cause,
  Gathering,
  HttpError,
  type IdempotentRequest,
  type Runtime,
  type Step,
} from '../platform/index.ts';
import { isPaymentState, type PaymentState } from './machine.ts';
import { initiated, type Payment, type PaymentOrder } from './payment.ts';
import { findPayment, type PaymentView, paymentNotFound, viewOf } from './queries.ts';
import { insertPayments } from './store.ts';

/** Most payments that are accepted in one transaction. */
const ACCEPTED_TOGETHER_MAX = 32;

interface Order {
  readonly fields: Omit<PaymentOrder, 'paymentId'>;
  readonly request: IdempotentRequest;
}

/**
 * Accepts payments, once per request, and answers 202: how they end is seen later. Orders that come while a transaction is under way
 * share the next one.
 */
export class PaymentDesk {
  readonly #runtime: Runtime;
  readonly #orders = new Gathering<Order, Answer>(ACCEPTED_TOGETHER_MAX, (orders) => this.#acceptAll(orders));

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Accepts a payment. The idempotency key settles what became of a COMMIT whose answer was lost. */
  accept(fields: Omit<PaymentOrder, 'paymentId'>, request: IdempotentRequest): Promise<Answer> {
    return this.#runtime.settled(() => this.#orders.submit({ fields, request }));
  }

  #acceptAll(orders: readonly Order[]): Promise<readonly Answer[]> {
    return this.#runtime.perform(async (step) => {
      const at = new Date().toISOString();
      const payments: Payment[] = [];
      const answers = await answerEachOnce(
        step,
        'payment',
        orders.map(({ fields, request }) => ({
          request,
          work: () => {
            const payment = initiate(step, fields, request);
            payments.push(payment);
            return Promise.resolve({ status: 202, body: { ...viewOf(payment, at, at) } });
          },
        })),
      );
      if (payments.length > 0) await insertPayments(step.tx, payments, at);
      return answers;
    });
  }
}

function initiate(
  step: Step,
  fields: Omit<PaymentOrder, 'paymentId'>,
  { correlationId }: Pick<IdempotentRequest, 'correlationId'>,
): Payment {
  const order = { ...fields, paymentId: randomUUID() };
  const cause = { correlationId, causationId: correlationId };
  step.append({ type: 'payment', id: order.paymentId, version: 0 }, [initiated(order)], cause);
  return { order, status: 'INITIATED', version: 1, notified: false };
}

/** Only the gateway knows whether a provider was asked to move the money; under review one certainly was. */
const CANCELLABLE: ReadonlySet<PaymentState> = new Set([
  'INITIATED',
  'VALIDATED',
  'WALLET_CHECKED',
  'WALLET_DEDUCTED',
  'GATEWAY_PROCESSING',
  'GATEWAY_RETRYING',
  'GATEWAY_FALLBACK',
]);

/**
 * Asks the saga to call a payment off. The saga has the last word, and the gateway once it is at work, because only they know what is under
 * way; a payment that is visibly too far is refused here.
 *
 * @throws HttpError 404 when there is no such payment, 409 when it is too late.
 */
export async function requestCancel(
  runtime: Runtime,
  paymentId: string,
  reason: string,
  cause: Cause,
): Promise<PaymentView> {
  const payment = await findPayment(runtime.read, paymentId);
  if (payment === undefined) throw paymentNotFound(paymentId);
  const { status } = payment;
  if (!isPaymentState(status) || !CANCELLABLE.has(status)) throw notCancellable(payment);
  await runtime.performSettled(async (step) => {
    const command = { event_type: 'CancelPaymentSaga', data: { payment_id: paymentId, reason } } as const;
    step.send({ type: 'saga', id: paymentId }, command, cause);
  });
  return payment;
}

/** What is answered when it is too late to cancel a payment. */
export function notCancellable({ status }: PaymentView): HttpError {
  const message = `The payment is ${status}; it can not be cancelled any more.`;
  return new HttpError(409, 'NOT_CANCELLABLE', message, { status });
}
