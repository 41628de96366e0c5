/**
 * Scenario 3, when the answer comes much too late: the last of three attempts at stripe takes effect after it was cancelled, and after paypal
 * was charged. The surplus is given back at stripe. When its breaker has been open for its time, the next payment is the probe that closes it.
 * Amounts are minor units.
 */
import type { PaymentHistory } from '../history.ts';
import { firstOf, holds, type Verdict, violated } from '../verdict.ts';
import { inOrder, noneOf, oneWith } from './expect.ts';
import { confirmTimesOut, payOnce, scenarioSettings } from './gateway-story.ts';
import { lastTold, type Scenario, seenOf } from './scenario.ts';

const { workload, amount, topUp } = payOnce;
const amountLater = 5_000;
/** The breaker opens after three time-outs of 30 s, and stays open for 60 s. */
const LATER_MS = 160_000;

export const gatewayLate: Scenario = {
  name: 'gateway-timeout-late',
  claim:
    'A charge at stripe succeeds a minute after it was given up: it is voided, and a later probe closes the breaker.',
  workload: {
    ...workload,
    requests: [...workload.requests, { kind: 'pay', atMs: LATER_MS, wallet: 0, amount: amountLater }],
  },
  plan: confirmTimesOut('stripe', ['timeout-lost', 'timeout-lost', 'lands-late']),
  settings: scenarioSettings,
  webhooks: true,
  expectations: [
    {
      name: 'completed-at-paypal',
      claim: 'The payment is completed at paypal, while what stripe will do is not known.',
      check: (history) =>
        firstOf([
          oneWith(history, 'GatewayFallbackTriggered', { primary_provider: 'stripe', fallback_provider: 'paypal' }),
          inOrder(history, ['GatewayFallbackTriggered', 'PaymentCompleted', 'GatewayChargeVoided']),
        ]),
    },
    {
      name: 'surplus-voided',
      claim: 'Stripe charges all the same, and gives back all of it.',
      check: (history) =>
        firstOf([oneWith(history, 'GatewayChargeVoided', { provider: 'stripe' }), givenBack(history)]),
    },
    {
      name: 'breaker-closes',
      claim: 'The breaker of stripe opens, lets one call through after its time, and closes.',
      check: (history) =>
        firstOf([
          oneWith(history, 'CircuitBreakerOpened', { provider: 'stripe', failure_count: 3 }),
          oneWith(history, 'CircuitBreakerClosed', { provider: 'stripe' }),
          inOrder(history, ['CircuitBreakerOpened', 'CircuitBreakerHalfOpened', 'CircuitBreakerClosed']),
        ]),
    },
    {
      name: 'both-paid-once',
      claim: 'Both payments are completed, the second at stripe again, and the wallet paid each once.',
      check: (history) => firstOf([completedAt(history, ['paypal', 'stripe']), paidOnce(history)]),
    },
    {
      name: 'nothing-compensated',
      claim: 'The customer sees nothing of it.',
      check: (history) => noneOf(history, 'CompensationStarted', 'WalletRefunded', 'PaymentFailed'),
    },
  ],
};

function givenBack({ ledgers }: PaymentHistory): Verdict {
  const stripe = ledgers.find(({ provider }) => provider === 'stripe');
  const [refund, ...others] = stripe?.refunds ?? [];
  return refund?.kind === 'void' && refund.amount === amount && others.length === 0
    ? holds
    : violated('stripe did not give back the surplus, once', ...(stripe?.refunds ?? []));
}

function completedAt(history: PaymentHistory, wanted: readonly string[]): Verdict {
  const providers = seenOf(history, 'PaymentCompleted').map(({ data }) => data['provider']);
  const told = [...lastTold(history).values()].filter(({ status }) => status === 'COMPLETED');
  return providers.join() === wanted.join() && told.length === wanted.length
    ? holds
    : violated(`the payments were completed at ${providers.join(', ')}`, ...told);
}

function paidOnce({ balances }: PaymentHistory): Verdict {
  const last = balances.at(-1);
  return last?.available === topUp - amount - amountLater && last.locked === 0
    ? holds
    : violated('the wallet paid something else', last ?? null);
}
