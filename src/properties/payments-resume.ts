/**
 * Anomaly: the faults are over, everything has come to its end, and yet the system does not work as before: a payment that is asked for now
 * fails, for no reason of its own.
 */
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { isObject } from './view/message.ts';
import { paymentsOf } from './view/payment.ts';

export const paymentsResume: Property = {
  name: 'payments-resume',
  claim: 'Once nothing goes wrong any more, a new payment succeeds.',
  check: (history) => (history.end.kind === 'quiescent' ? firstOf(anomalies(history)) : firstOf([])),
};

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const payments = new Map(paymentsOf(history).map((payment) => [payment.paymentId, payment]));
  for (const [index, request] of history.workload.requests.entries()) {
    if (request.kind !== 'pay' || request.last !== true) continue;
    const accepted = history.exchanges.findLast(
      (exchange) => exchange.purpose === 'pay' && exchange.request === index && exchange.answer !== undefined,
    );
    const body = accepted?.answer?.body;
    const payment = isObject(body) ? payments.get(String(body['payment_id'])) : undefined;
    if (payment?.status === 'COMPLETED') continue;
    const became = payment === undefined ? 'was not accepted' : `is ${payment.status}`;
    yield violated(
      `a payment that was asked for when everything rested ${became}`,
      request,
      accepted ?? null,
      payment ?? null,
    );
  }
}
