/** What is played in both worlds: workloads drawn from a seed, of which it is known beforehand whether anything in them races. Pure. */
import fc from 'fast-check';
import { generateInput } from '../../simulation/payments/generate/input.ts';
import type { FaultPlan } from '../../simulation/payments/plan.ts';
import type { ClientRequest, PayRequest, Workload } from '../../simulation/payments/workload.ts';

/**
 * - `apart`: no two payments share a wallet, and a refund waits for its payment, so nothing races.
 * - `provider`: one payment, and providers that misbehave; nothing races.
 * - `race`: payments that together exceed a wallet go out at one instant.
 */
export type ComparableKind = 'apart' | 'provider' | 'race';

export interface Comparable {
  readonly seed: number;
  readonly kind: ComparableKind;
  readonly workload: Workload;
  readonly plan: FaultPlan;
}

/** Of ten seeds in a row. */
const PROVIDER_OF_TEN = 1;
const RACES_OF_TEN = 2;
/** Some seeds draw no payment; from one of so many there is one for certain. */
const SEEDS_APART = 100_000;
const RACED_FOR = 100;

/** Equal seeds give equal ones. */
export function comparable(seed: number): Comparable {
  const place = seed % 10;
  if (place < PROVIDER_OF_TEN) return { seed, kind: 'provider', workload: single(seed), plan: providerPlan(seed) };
  if (place < PROVIDER_OF_TEN + RACES_OF_TEN) return { seed, kind: 'race', workload: race(seed), plan: [] };
  return { seed, kind: 'apart', workload: apart(seed), plan: [] };
}

/** The first payment of each wallet, with the first refund that waits for it. */
function apart(seed: number): Workload {
  for (let from = seed; ; from += SEEDS_APART) {
    const { wallets, requests } = generateInput(from, 'none').workload;
    const pays = requests.flatMap((one, index) => (one.kind === 'pay' ? [{ one, index }] : []));
    const first = pays.filter(({ one }, at) => pays.findIndex((other) => other.one.wallet === one.wallet) === at);
    if (first.length > 0) return { wallets, requests: first.flatMap(withRefund(requests)) };
  }
}

function withRefund(requests: readonly ClientRequest[]) {
  let place = 0;
  return ({ one, index }: { readonly one: PayRequest; readonly index: number }): readonly ClientRequest[] => {
    const pay = place;
    const refund = requests.find((other) => other.kind === 'refund' && other.pay === index && other.early !== true);
    const kept = refund?.kind === 'refund' ? [one, { ...refund, pay }] : [one];
    place += kept.length;
    return kept;
  };
}

function single(seed: number): Workload {
  const { wallets, requests } = apart(seed);
  return { wallets, requests: requests.slice(0, 1) };
}

function providerPlan(seed: number): FaultPlan {
  return generateInput(seed, 'providers').plan.filter(({ verb }) => verb === 'provider');
}

function race(seed: number): Workload {
  const amounts = fc.array(fc.integer({ min: RACED_FOR * 0.6, max: RACED_FOR * 0.9 }), { minLength: 2, maxLength: 3 });
  const [drawn = []] = fc.sample(fc.noBias(amounts), { seed, numRuns: 1 });
  return {
    wallets: [{ userId: 'user-1', currency: 'EUR', topUp: RACED_FOR }],
    requests: drawn.map((amount) => ({ kind: 'pay', atMs: 0, wallet: 0, amount })),
  };
}
