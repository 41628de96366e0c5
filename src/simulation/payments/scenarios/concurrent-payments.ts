/**
 * Scenario 4, concurrent payments: a wallet of 1,000, payment A of 800 and payment B of 600 at the same time. Exactly
 * one goes through; the other fails with what was missing and the name of the one that won. Which one wins is for the
 * seed to say; both happen. Amounts are minor units.
 */
import type { PaymentHistory } from '../history.ts';
import { firstOf, holds, inconclusive, type Verdict, violated } from '../verdict.ts';
import { fits, noneOf, oneWith } from './expect.ts';
import { lastTold, type Scenario, seenOf } from './scenario.ts';

const balance = 100_000;
const amountA = 80_000;
const amountB = 60_000;

export const concurrentPayments: Scenario = {
  name: 'concurrent-payments',
  claim: 'Of two payments that together exceed the balance, exactly one goes through, whichever comes first.',
  workload: {
    wallets: [{ userId: 'user-1', currency: 'EUR', topUp: balance }],
    requests: [
      { kind: 'pay', atMs: 0, wallet: 0, amount: amountA },
      { kind: 'pay', atMs: 0, wallet: 0, amount: amountB },
    ],
  },
  plan: [],
  expectations: [
    {
      name: 'concurrency-detected',
      claim: 'The two are seen to be under way at the same time.',
      check: (history) =>
        seenOf(history, 'ConcurrentPaymentDetected').length > 0
          ? holds
          : violated('ConcurrentPaymentDetected was not published', history.exchanges[0] ?? null),
    },
    {
      name: 'exactly-one-succeeds',
      claim: 'Exactly one is completed, and the other fails.',
      check: (history) => {
        const states = [...lastTold(history).values()].map(({ status }) => String(status)).toSorted();
        return states.join() === 'COMPLETED,FAILED'
          ? holds
          : violated(`the payments ended as ${states.join(' and ') || 'nothing'}`, ...lastTold(history).values());
      },
    },
    {
      name: 'loser-knows-why',
      claim: 'The one that fails is told its deficit and the payment that it lost to.',
      check: (history) => withOutcome(history, loserKnowsWhy),
    },
    {
      name: 'one-deduction',
      claim: 'The wallet was deducted once, for the winner, and the rest is untouched.',
      check: (history) =>
        withOutcome(history, ({ winner, rest }) =>
          firstOf([
            oneWith(history, 'WalletDeducted', { payment_id: winner, available_after: rest }),
            fits('the last balance', history.balances.at(-1), { available: rest, locked: 0 }),
            noneOf(history, 'CompensationStarted', 'WalletRefunded'),
          ]),
        ),
    },
    {
      name: 'one-charge',
      claim: 'The provider charged the winner and was never asked for the other.',
      check: (history) =>
        withOutcome(history, ({ winner }) => {
          const stranger = history.calls.find(({ paymentId }) => paymentId !== winner);
          if (stranger !== undefined) return violated('the provider was asked for the payment that failed', stranger);
          const charges = history.ledgers.flatMap((ledger) => ledger.charges);
          return charges.length === 1
            ? fits('the charge', charges[0], { paymentId: winner, state: 'confirmed' })
            : violated(`there are ${charges.length} charges`, ...charges);
        }),
    },
  ],
};

interface Outcome {
  readonly winner: string;
  readonly loser: string;
  /** What the winner left in the wallet. */
  readonly rest: number;
  readonly loserAmount: number;
}

/** Who won; inconclusive when it is not one of the two. */
export function outcomeOf(history: PaymentHistory): Outcome | undefined {
  const told = [...lastTold(history)];
  const winner = told.find(([, { status }]) => status === 'COMPLETED');
  const loser = told.find(([, { status }]) => status === 'FAILED');
  if (winner === undefined || loser === undefined) return undefined;
  return {
    winner: winner[0],
    loser: loser[0],
    rest: balance - Number(winner[1]['amount']),
    loserAmount: Number(loser[1]['amount']),
  };
}

function withOutcome(history: PaymentHistory, check: (outcome: Outcome, history: PaymentHistory) => Verdict): Verdict {
  const outcome = outcomeOf(history);
  return outcome === undefined ? inconclusive('there is not one winner and one loser') : check(outcome, history);
}

function loserKnowsWhy({ winner, loser, rest, loserAmount }: Outcome, history: PaymentHistory): Verdict {
  const details = {
    requested_amount: loserAmount,
    available_balance: rest,
    deficit_amount: loserAmount - rest,
    concurrent_payment_id: winner,
  };
  const code = 'INSUFFICIENT_FUNDS_CONCURRENT';
  return firstOf([
    oneWith(history, 'PaymentFailed', { payment_id: loser, error_code: code, ...details }),
    fits('what the client was told', lastTold(history).get(loser), { error: { code, details } }),
  ]);
}
