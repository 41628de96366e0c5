/**
 * Anomaly: a client was told "done" or "accepted", and in the end it was not. A payment that was accepted exists,
 * was initiated for the amount that was asked for, and was announced on its topic; a top-up that was confirmed is
 * in the wallet; a wallet that was opened is there. Which crash or lost answer came in between does not matter.
 */
import type { HttpExchange, PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { isObject } from './view/message.ts';
import { paymentsOf } from './view/payment.ts';
import { viewOf } from './view/view.ts';
import { finalBalances, walletStreams } from './view/wallet.ts';

export const nothingAcknowledgedLost: Property = {
  name: 'nothing-acknowledged-lost',
  claim: 'What a client was told is done or accepted stays so.',
  check: (history) => firstOf(anomalies(history)),
};

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const acknowledged = history.exchanges.filter(
    ({ answer }) => answer !== undefined && answer.status >= 200 && answer.status < 300,
  );
  yield* paymentsLost(
    history,
    acknowledged.filter(({ purpose }) => purpose === 'pay'),
  );
  yield* walletsLost(
    history,
    acknowledged.filter(({ purpose }) => purpose === 'open-wallet'),
  );
  yield* topUpsLost(
    history,
    acknowledged.filter(({ purpose }) => purpose === 'fund-wallet' || purpose === 'top-up'),
  );
}

function* paymentsLost(history: PaymentHistory, accepted: readonly HttpExchange[]): Generator<Verdict> {
  const payments = new Map(paymentsOf(history).map((payment) => [payment.paymentId, payment]));
  const announced = new Set(
    viewOf(history)
      .published.filter(({ eventType }) => eventType === 'PaymentInitiated')
      .map(({ aggregateId }) => aggregateId),
  );
  for (const exchange of accepted) {
    const paymentId = answerField(exchange, 'payment_id');
    const payment = payments.get(paymentId);
    const asked = isObject(exchange.body) ? exchange.body['amount'] : undefined;
    if (payment === undefined || payment.status === '') {
      yield violated(`payment ${paymentId} was accepted and is nowhere`, exchange);
    } else if (payment.amount !== asked) {
      yield violated(
        `payment ${paymentId} was accepted for ${String(asked)} and initiated for ${payment.amount}`,
        exchange,
        payment,
      );
    } else if (history.end.kind === 'quiescent' && !announced.has(paymentId)) {
      yield violated(`payment ${paymentId} was accepted and never announced on a topic`, exchange);
    }
  }
}

function* walletsLost(history: PaymentHistory, opened: readonly HttpExchange[]): Generator<Verdict> {
  const wallets = finalBalances(history);
  for (const exchange of opened) {
    const walletId = answerField(exchange, 'wallet_id');
    if (!wallets.has(walletId)) yield violated(`wallet ${walletId} was opened and is not there`, exchange);
  }
}

function* topUpsLost(history: PaymentHistory, confirmed: readonly HttpExchange[]): Generator<Verdict> {
  const streams = walletStreams(history);
  const once = new Map(confirmed.map((exchange) => [exchange.idempotencyKey, exchange]));
  const byWallet = Map.groupBy(once.values(), ({ path }) => path.split('/')[4] ?? '');
  for (const [walletId, exchanges] of byWallet) {
    const credits = (streams.get(walletId) ?? [])
      .filter(({ eventType }) => eventType === 'WalletCredited')
      .map(({ data }) => data['amount']);
    for (const exchange of exchanges) {
      const amount = isObject(exchange.body) ? exchange.body['amount'] : undefined;
      const found = credits.indexOf(amount);
      if (found < 0)
        yield violated(`${String(amount)} was confirmed as paid into wallet ${walletId} and is not in it`, exchange);
      else credits.splice(found, 1);
    }
  }
}

function answerField({ answer }: HttpExchange, name: string): string {
  const value = isObject(answer?.body) ? answer.body[name] : undefined;
  return typeof value === 'string' ? value : '';
}
