/** The HTTP API of payments. */
import type { FastifyInstance } from 'fastify';
import { decimalsOf } from '../currency.ts';
import {
  type Answer,
  CURRENCY,
  idempotentRequest,
  newCause,
  RequestReader,
  type Runtime,
  readFor,
  UUID,
} from '../platform/index.ts';
import { notCancellable, PaymentDesk, requestCancel } from './commands.ts';
import type { Endings } from './endings.ts';
import { isPaymentState, PAYMENT_STATES } from './machine.ts';
import type { PaymentOrder } from './payment.ts';
import { readPaymentId } from './payment-id.ts';
import {
  awaitEnd,
  hasEnded,
  listPayments,
  type PaymentFilter,
  PaymentFinder,
  type PaymentView,
  paymentNotFound,
} from './queries.ts';
import { refundRoutes } from './refund-routes.ts';
import { paymentViews } from './views.ts';

const PAYMENTS = '/api/v1/payments';
const WAIT_SECONDS_MAX = 30;
const PAGE_MAX = 200;
const DESCRIPTION_MAX = 1_000;
const SOURCE = /^tok_[A-Za-z0-9_]{1,200}$/;
const WALLET_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Adds the routes of payments. */
export function paymentRoutes(app: FastifyInstance, runtime: Runtime, endings: Endings): void {
  refundRoutes(app, runtime);
  const desk = new PaymentDesk(runtime);
  const finder = new PaymentFinder(runtime.read);
  const views = paymentViews(runtime);
  app.post(PAYMENTS, async (request, reply) => {
    const waitMs = readWait(request.query);
    const answer = await desk.accept(readOrder(request.body), idempotentRequest(request));
    const shown = await afterWaiting(finder, endings, answer, waitMs);
    return reply.status(shown.status).send(shown.body);
  });

  app.get(PAYMENTS, async (request) => {
    const filter = readFilter(request.query);
    const payments = await listPayments(readFor(request, runtime.replica), filter);
    const last = payments.length < filter.limit ? undefined : payments.at(-1);
    return { payments, ...(last === undefined ? {} : { next_cursor: last.payment_id }) };
  });

  app.get(`${PAYMENTS}/:id`, async ({ params, query }): Promise<PaymentView> => {
    const id = readPaymentId(params);
    const waitMs = readWait(query);
    const payment =
      waitMs > 0 ? await awaitEnd(finder, endings, id, waitMs) : await views.read(id, () => finder.find(id));
    if (payment === undefined) throw paymentNotFound(id);
    return payment;
  });

  app.post(`${PAYMENTS}/:id/cancel`, async ({ params, body, query, id }, reply) => {
    const read = new RequestReader(body ?? {});
    const reason = read.optionalText('reason', DESCRIPTION_MAX) ?? 'cancelled by the user';
    read.finish();
    const waitMs = readWait(query);
    const asked = await requestCancel(runtime, readPaymentId(params), reason, newCause(id));
    const payment = waitMs === 0 ? asked : ((await awaitEnd(finder, endings, asked.payment_id, waitMs)) ?? asked);
    if (hasEnded(payment) && payment.status !== 'CANCELLED') throw notCancellable(payment);
    return reply.status(hasEnded(payment) ? 200 : 202).send(payment);
  });
}

function readOrder(body: unknown): Omit<PaymentOrder, 'paymentId'> {
  const read = new RequestReader(body);
  const method = read.oneOf('method', ['wallet', 'external']);
  const description = read.optionalText('description', DESCRIPTION_MAX);
  const order = {
    userId: read.text('user_id'),
    merchantId: read.text('merchant_id'),
    amount: read.amount('amount'),
    currency: read.matching('currency', CURRENCY, 'an ISO 4217 code such as EUR'),
    method,
    ...(method === 'wallet'
      ? { walletId: read.matching('wallet_id', WALLET_ID, 'the id of a wallet') }
      : { source: read.matching('source', SOURCE, "a card's token of the provider, such as tok_visa") }),
    ...(description === undefined ? {} : { description }),
  };
  if (CURRENCY.test(order.currency) && decimalsOf(order.currency) === undefined) {
    read.refuse('currency', 'must be a currency in use (ISO 4217)');
  }
  if (method === 'external' && read.optionalText('wallet_id') !== undefined) {
    read.refuse('wallet_id', 'must be absent for the method external');
  }
  if (method === 'wallet' && read.optionalText('source') !== undefined) {
    read.refuse('source', 'must be absent for the method wallet');
  }
  read.finish();
  return order;
}

function readFilter(query: unknown): PaymentFilter {
  const read = new RequestReader(query);
  const cursor = read.optionalText('cursor');
  const status = read.optionalText('status');
  const filter = {
    userId: read.optionalText('user_id'),
    merchantId: read.optionalText('merchant_id'),
    walletId: read.optionalText('wallet_id'),
    status,
    cursor,
    limit: read.queryInteger('limit', 50, 1, PAGE_MAX),
  };
  if (cursor !== undefined && !UUID.test(cursor)) read.refuse('cursor', 'must be the next_cursor of the former page');
  if (status !== undefined && !isPaymentState(status)) {
    read.refuse('status', `must be one of ${PAYMENT_STATES.join(', ')}`);
  }
  read.finish();
  return filter;
}

/** `?wait=SECONDS` in milliseconds; 0 when it is not asked for. */
function readWait(query: unknown): number {
  const read = new RequestReader(query);
  const seconds = read.queryInteger('wait', 0, 0, WAIT_SECONDS_MAX);
  read.finish();
  return seconds * 1_000;
}

/** The outcome in place of the acceptance, when the caller waits for it: 200 when there is one, else still 202. */
async function afterWaiting(finder: PaymentFinder, endings: Endings, answer: Answer, waitMs: number): Promise<Answer> {
  const id = answer.body['payment_id'];
  if (waitMs === 0 || answer.status !== 202 || typeof id !== 'string') return answer;
  const payment = await awaitEnd(finder, endings, id, waitMs);
  if (payment === undefined) return answer;
  return { status: hasEnded(payment) ? 200 : 202, body: { ...payment } };
}
