/** What the three endings of scenario 3 have in common: one payment, a provider that does not answer, and how to look at it. */
import type { PaymentHistory, ProviderCharge } from '../history.ts';
import type { FaultPlan, ProviderBehaviour } from '../plan.ts';
import { holds, type Verdict, violated } from '../verdict.ts';
import type { Workload } from '../workload.ts';
import { seenOf } from './scenario.ts';

const amount = 80_000;
const topUp = 100_000;
const workload: Workload = {
  wallets: [{ userId: 'user-1', currency: 'EUR', topUp }],
  requests: [{ kind: 'pay', atMs: 0, wallet: 0, amount }],
};

/** A wallet of 1,000 pays 800. */
export const payOnce = { workload, amount, topUp };

/** The scenario sets the threshold of stripe's breaker to three failures. */
export const scenarioSettings = { PROVIDER_STRIPE_BREAKER_FAILURES: '3' };

/** The first confirmations at a provider go wrong, in these ways. */
export function confirmTimesOut(provider: string, behaviours: readonly ProviderBehaviour[]): FaultPlan {
  return behaviours.map((behaviour, index) => {
    return { verb: 'provider', provider, operation: 'confirm', nth: index + 1, behaviour };
  });
}

/** There is one time-out for each wait, with that wait in seconds until the next attempt; none after the last. */
export function timeouts(history: PaymentHistory, provider: string, waits: readonly (number | undefined)[]): Verdict {
  const told = seenOf(history, 'GatewayTimeoutOccurred').filter(({ data }) => data['provider'] === provider);
  const right =
    told.length === waits.length &&
    told.every(
      ({ data }, index) => data['attempt_number'] === index + 1 && data['next_retry_in_seconds'] === waits[index],
    );
  return right
    ? holds
    : violated(`the time-outs at ${provider} are not as they should be`, ...told.map(({ data }) => data));
}

/** At these providers there is one charge each, in this state, and at no other there is any. */
export function chargesAre(
  { ledgers }: PaymentHistory,
  wanted: Readonly<Record<string, ProviderCharge['state']>>,
): Verdict {
  for (const { provider, charges } of ledgers) {
    const state = wanted[provider];
    const right = charges.length === (state === undefined ? 0 : 1) && charges.every((charge) => charge.state === state);
    if (!right) return violated(`at ${provider} there should be ${state ?? 'nothing'}`, ...charges);
  }
  return holds;
}
