/**
 * Anomaly: a request that is sent again under its Idempotency-Key gets another answer than before, or is carried out a
 * second time; or the key is accepted for a different request. Errors are answers too. "Try again later" (5xx, 429)
 * is not an answer yet.
 */
import { isDeepStrictEqual } from 'node:util';
import { settles } from '../simulation/payments/client/http.ts';
import type { HttpExchange, PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { viewOf } from './view/view.ts';

export const idempotencyKeySameAnswer: Property = {
  name: 'idempotency-key-same-answer',
  claim: 'The same request under the same key gets the same answer; another request under that key gets an error.',
  check: (history) => firstOf(anomalies(history)),
};

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const keyed = history.exchanges.filter(({ idempotencyKey }) => idempotencyKey !== undefined);
  const byKey = Map.groupBy(keyed, ({ method, path, idempotencyKey }) => `${method} ${path} ${idempotencyKey ?? ''}`);
  for (const exchanges of byKey.values()) yield* differingAnswers(exchanges);
  const orders = new Set(keyed.filter(({ purpose }) => purpose === 'pay').map(({ idempotencyKey }) => idempotencyKey));
  const initiated = viewOf(history).storedOf('PaymentInitiated');
  if (initiated.length > orders.size) {
    yield violated(`${orders.size} orders became ${initiated.length} payments`, ...initiated.map(({ data }) => data));
  }
}

function* differingAnswers(exchanges: readonly HttpExchange[]): Generator<Verdict> {
  const answered = exchanges.filter(({ answer }) => answer !== undefined && settles(answer));
  const accepted = answered.find(({ answer }) => answer !== undefined && answer.status < 300);
  const first = new Map<string, HttpExchange>();
  for (const exchange of answered) {
    const earlier = first.get(JSON.stringify(exchange.body));
    if (earlier === undefined) first.set(JSON.stringify(exchange.body), exchange);
    else if (!sameAnswer(earlier, exchange)) {
      yield violated(`key ${exchange.idempotencyKey ?? ''} was answered in two ways`, earlier, exchange);
    }
    if (accepted === undefined || isDeepStrictEqual(exchange.body, accepted.body)) continue;
    if ((exchange.answer?.status ?? 0) < 400) {
      yield violated(
        `key ${exchange.idempotencyKey ?? ''} was accepted for two different requests`,
        accepted,
        exchange,
      );
    }
  }
}

function sameAnswer({ answer: a }: HttpExchange, { answer: b }: HttpExchange): boolean {
  return a?.status === b?.status && isDeepStrictEqual(a?.body, b?.body);
}
