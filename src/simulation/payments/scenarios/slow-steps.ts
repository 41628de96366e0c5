/**
 * Steps of the saga that take too long, and cancels in the midst of them. First what the payment service sends and hears is slow, then
 * the wallets stand still while several payments are on their way through them. A step without an answer in time fails its payment; what was
 * asked and not answered is awaited before anything is undone. Amounts are minor units.
 */
import type { PaymentHistory, StateObservation } from '../history.ts';
import type { FaultPlan } from '../plan.ts';
import { firstOf, holds, type Verdict, violated } from '../verdict.ts';
import type { ClientRequest } from '../workload.ts';
import { lastTold, paymentOfRequest, type Scenario, seenOf } from './scenario.ts';

const topUp = 100_000;
const more = 80_000;
const less = 60_000;
/** More than one payment may move. */
const tooMuch = 200_000_000;
const stepDeadlineMs = 2_000;

/** Times of the world; the clients' begin somewhat later. */
const SLOW_AT_MS = 3_000;
const STILL_AT_MS = 12_000;
const CLIENTS_BEGIN_MS = 730;

const plan: FaultPlan = [
  { verb: 'delay', from: 'payment-1', to: 'kafka', when: { atMs: SLOW_AT_MS }, extraMs: 800, forMs: 6_000 },
  ...['wallet-1', 'wallet-2'].map((process) => {
    return { verb: 'pause', process, when: { atMs: STILL_AT_MS }, forMs: 5_000 } as const;
  }),
];

/** Payments that come before all of it, so that everybody knows the way to the broker; one of them is not valid. */
const before: readonly ClientRequest[] = [1, tooMuch].map((amount) => ({ kind: 'pay', atMs: 0, wallet: 0, amount }));
const PAYS_BEFORE = before.length;

/** Payments whose validation takes its time: one is left alone, one is not valid, and all but the first are called off, sooner and later. */
const slowAtMs = SLOW_AT_MS + 200 - CLIENTS_BEGIN_MS;
const slow: readonly ClientRequest[] = [less, less, tooMuch, less, less].map((amount) => {
  return { kind: 'pay', atMs: slowAtMs, wallet: 0, amount };
});
const CALLED_OFF_AFTER_MS = [400, 400, 20, 1_100];

/**
 * Pairs of payments, of which a wallet covers one, two pairs at a time. They follow one another so closely that the wallets stand still
 * before some were checked, between the check and the deduction of others, and after the rest.
 */
const PAIRS = 8;
const EVERY_MS = 18;
const stillAtMs = STILL_AT_MS - 130 - CLIENTS_BEGIN_MS;
const pairs: readonly ClientRequest[] = Array.from({ length: PAIRS }, (_, pair) =>
  [more, less].map((amount): ClientRequest => {
    return { kind: 'pay', atMs: stillAtMs + (pair >> 1) * EVERY_MS, wallet: pair + 1, amount };
  }),
).flat();
const FIRST_OF_PAIRS = PAYS_BEFORE + slow.length;

const cancels: readonly ClientRequest[] = [
  ...CALLED_OFF_AFTER_MS.map(
    (afterMs, index) => ({ kind: 'cancel', atMs: slowAtMs + afterMs, pay: PAYS_BEFORE + 1 + index }) as const,
  ),
  // Every other pair, before its step is overdue.
  ...pairs.flatMap((_, index): readonly ClientRequest[] =>
    (index >> 1) % 2 === 0 ? [] : [{ kind: 'cancel', atMs: stillAtMs + 1_000, pay: FIRST_OF_PAIRS + index }],
  ),
];

export const slowSteps: Scenario = {
  name: 'slow-steps',
  claim:
    'Steps that are answered too late fail their payment, cancels come in the midst of them, and no money is lost.',
  workload: {
    wallets: Array.from({ length: PAIRS + 1 }, (_, user) => ({ userId: `user-${user}`, currency: 'EUR', topUp })),
    requests: [...before, ...slow, ...pairs, ...cancels],
  },
  plan,
  settings: { SAGA_STEP_DEADLINE_MS: String(stepDeadlineMs) },
  expectations: [
    {
      name: 'ended-as-it-had-to',
      claim: 'What was answered too late has failed; what was called off before goes no step further.',
      check: endedAsItHadTo,
    },
    {
      name: 'awaited-before-it-is-undone',
      claim: 'A hold is given back only when the wallet has said that there is one.',
      check: awaited,
    },
    {
      name: 'everything-is-back',
      claim: 'Each wallet has what it had, less what its completed payment took.',
      check: nothingMissing,
    },
  ],
};

function statesOf(history: PaymentHistory, request: number): readonly StateObservation[] {
  const paymentId = paymentOfRequest(history, request);
  const started = seenOf(history, 'SagaStarted').find(({ data }) => data['payment_id'] === paymentId);
  return history.sagaStates.filter(({ id }) => id === started?.data['saga_id']);
}

function endedAsItHadTo(history: PaymentHistory): Verdict {
  return firstOf(
    [...slow, ...pairs].map((_, index) => {
      const seen = statesOf(history, PAYS_BEFORE + index).map(({ to }) => to);
      const overdue = seen.includes('DEDUCTION_OVERDUE');
      const stopped = seen.some((state) => state.startsWith('STOPPING_'));
      // What is stopped while it is validated may turn out not to be valid.
      const wanted = overdue ? ['FAILED'] : stopped ? ['CANCELLED', 'FAILED'] : ['COMPLETED', 'FAILED', 'CANCELLED'];
      return wanted.includes(seen.at(-1) ?? '') && !(overdue && stopped)
        ? holds
        : violated(`a saga ended as ${seen.at(-1) ?? 'nothing'} after ${seen.join(', ')}`, seen);
    }),
  );
}

function awaited(history: PaymentHistory): Verdict {
  const deducted = new Map(seenOf(history, 'WalletDeducted').map((one) => [one.data['payment_id'], one.record]));
  const early = seenOf(history, 'RefundWalletBalance').find(({ data, record }) => {
    const hold = deducted.get(data['payment_id']);
    return hold === undefined || hold.appendedMs > record.appendedMs;
  });
  return early === undefined ? holds : violated('a hold was to be given back that nobody had reported', early.data);
}

function nothingMissing(history: PaymentHistory): Verdict {
  const spent = new Map<unknown, number>();
  for (const told of lastTold(history).values()) {
    if (told['status'] !== 'COMPLETED') continue;
    spent.set(told['wallet_id'], (spent.get(told['wallet_id']) ?? 0) + Number(told['amount']));
  }
  const last = new Map(history.balances.map((one) => [one.walletId, one]));
  const wrong = [...last.values()].find(
    ({ walletId, available, locked }) => locked !== 0 || available !== topUp - (spent.get(walletId) ?? 0),
  );
  return wrong === undefined ? holds : violated('a wallet does not have what it should', wrong);
}
