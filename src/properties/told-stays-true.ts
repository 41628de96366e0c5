/**
 * Anomaly: a client is told one thing and later another that cannot follow from it: a payment that was accepted is not
 * found, one that was completed has failed, or one goes back to a state that it had left. Only what was asked after an
 * answer had arrived is held against it. What a client was told in the end is also what the database says.
 *
 * Nor is anything told that never was: the state of a payment, or the balance of a wallet, that an answer shows was
 * the committed one at some moment between question and answer. An answer out of a cache that is stale, or ahead of a
 * commit that then fails, shows here before anybody has asked twice.
 *
 * A repeated order is no question: it gets the answer that was stored under its key, however old that is.
 */
import type { HttpExchange, PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import { paymentTransitions } from '../system/payment/machine.ts';
import type { Property } from './property.ts';
import { isObject } from './view/message.ts';
import { paymentsOf, terminalPaymentStates } from './view/payment.ts';
import { during, periodsOf } from './view/seen.ts';
import { reachability } from './view/transitions.ts';

export const toldStaysTrue: Property = {
  name: 'told-stays-true',
  claim: 'What a client was told was so when it was told, and is never taken back.',
  check: (history) => firstOf(anomalies(history)),
};

interface Told {
  readonly exchange: HttpExchange;
  readonly paymentId: string;
  readonly status: string;
  readonly sentMs: number;
  readonly receivedMs: number;
}

const NOT_FOUND = 'NOT FOUND';
const leads = reachability(paymentTransitions());

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const told = history.exchanges.flatMap(read);
  const inTheEnd = new Map(paymentsOf(history).map(({ paymentId, status }) => [paymentId, status]));
  for (const [paymentId, answers] of Map.groupBy(told, (one) => one.paymentId)) {
    yield* takenBack(answers);
    const end = answers.find(({ status }) => terminalPaymentStates.has(status));
    const status = inTheEnd.get(paymentId);
    if (end === undefined || end.status === status) continue;
    yield violated(
      `a client was told that payment ${paymentId} is ${end.status}, and it is ${status ?? 'nowhere'}`,
      end.exchange,
    );
  }
  yield* neverSo(history, told);
  yield* balancesThatNeverWere(history);
}

/** Polls only: a repeated order is answered out of what was stored. */
function* neverSo(history: PaymentHistory, told: readonly Told[]): Generator<Verdict> {
  const payments = periodsOf(history.paymentStates, ({ id }) => id);
  for (const { exchange, paymentId, status, sentMs, receivedMs } of told) {
    if (exchange.purpose !== 'poll' || status === NOT_FOUND) continue;
    const was = during(payments.get(paymentId) ?? [], sentMs, receivedMs).map(({ value }) => value);
    if (was.some(({ to }) => to === status)) continue;
    yield violated(
      `a client was told that payment ${paymentId} is ${status} when it was ${was.map(({ to }) => to).join(' or ') || 'not there'}`,
      exchange,
      ...was,
    );
  }
}

/** What changes a wallet is answered once and for all, so only reads have to be of their time. */
function* balancesThatNeverWere(history: PaymentHistory): Generator<Verdict> {
  const wallets = periodsOf(history.balances, ({ walletId }) => walletId);
  for (const exchange of history.exchanges) {
    const { purpose, answer, sentMs } = exchange;
    const body = isObject(answer?.body) ? answer.body : {};
    const { wallet_id: id, available, locked, balance } = body;
    if (answer === undefined || answer.status >= 300 || typeof id !== 'string' || typeof available !== 'number')
      continue;
    if (balance !== undefined && balance !== available + Number(locked)) {
      yield violated(
        `a client was told that wallet ${id} has ${JSON.stringify(balance)}, of which ${available} free and ${String(locked)} locked`,
        exchange,
      );
    }
    const sinceMs = purpose === 'read-wallet' ? sentMs : 0;
    const was = during(wallets.get(id) ?? [], sinceMs, answer.receivedMs).map(({ value }) => value);
    if (was.some((one) => one.available === available && one.locked === locked)) continue;
    yield violated(
      `a client was told that wallet ${id} has ${available} free and ${String(locked)} locked, which it had not`,
      exchange,
      ...was.slice(-3),
    );
  }
}

function* takenBack(answers: readonly Told[]): Generator<Verdict> {
  const inOrder = answers.toSorted((a, b) => a.receivedMs - b.receivedMs);
  for (const [index, later] of inOrder.entries()) {
    if (later.exchange.purpose === 'pay') continue;
    const earlier = inOrder.slice(0, index).findLast(({ receivedMs }) => receivedMs <= later.sentMs);
    if (earlier === undefined || earlier.status === later.status || leads(earlier.status, later.status)) continue;
    yield violated(
      `a client was told that payment ${later.paymentId} is ${earlier.status}, and then that it is ${later.status}`,
      earlier.exchange,
      later.exchange,
    );
  }
}

/** What an answer says of a payment; nothing when it is an error other than "there is no such payment". */
function read(exchange: HttpExchange): readonly Told[] {
  const { purpose, answer, path, sentMs } = exchange;
  if (answer === undefined || (purpose !== 'pay' && purpose !== 'poll')) return [];
  const body = isObject(answer.body) ? answer.body : {};
  const paymentId = purpose === 'poll' ? path.split('?')[0]?.split('/')[4] : body['payment_id'];
  const status = answer.status === 404 ? NOT_FOUND : body['status'];
  if (typeof paymentId !== 'string' || typeof status !== 'string') return [];
  return [{ exchange, paymentId, status, sentMs, receivedMs: answer.receivedMs }];
}
