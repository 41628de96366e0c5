/** The HTTP API of refunds. */
import type { FastifyInstance } from 'fastify';
import { idempotentRequest, isRecord, RequestReader, type Runtime } from '../platform/index.ts';
import { readPaymentId } from './payment-id.ts';
import { findPayment, paymentNotFound } from './queries.ts';
import { orderRefund } from './refund-desk.ts';
import { refundsOf } from './refund-store.ts';
import { refundView } from './refund-view.ts';

const REFUNDS = '/api/v1/payments/:id/refunds';
const REASON_MAX = 1_000;

/** Adds the routes of refunds. */
export function refundRoutes(app: FastifyInstance, runtime: Runtime): void {
  app.post(REFUNDS, async (request, reply) => {
    const { params, body } = request;
    const paymentId = readPaymentId(params);
    const read = new RequestReader(body);
    const amount = isRecord(body) && Object.hasOwn(body, 'amount') ? read.amount('amount') : undefined;
    const reason = read.text('reason', REASON_MAX);
    read.finish();
    const answer = await orderRefund(runtime, { paymentId, amount, reason }, idempotentRequest(request));
    return reply.status(answer.status).send(answer.body);
  });

  app.get(REFUNDS, async ({ params }) => {
    const paymentId = readPaymentId(params);
    const payment = await findPayment(runtime.read, paymentId);
    if (payment === undefined) throw paymentNotFound(paymentId);
    return { refunds: (await refundsOf(runtime.read, paymentId)).map(refundView) };
  });
}
