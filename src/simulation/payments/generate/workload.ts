/**
 * Workloads drawn by fast-check. What belongs together is drawn together (a payment with the cancellation and the
 * repetition that may follow it) and laid out afterwards, so that whatever shrinking removes, the rest keeps its
 * meaning: no request refers to a wallet or a payment that is not there.
 */
import fc from 'fast-check';
import type { CancelRequest, ClientRequest, PayRequest, TopUpRequest, WalletSpec, Workload } from '../workload.ts';

export interface WorkloadLimits {
  /** Default 3. */
  readonly walletsMax?: number;
  /** Payments and top-ups; cancellations and repetitions come on top. Default 8. */
  readonly requestsMax?: number;
  /** Requests are sent within this time. Default 2,000 ms. */
  readonly withinMs?: number;
}

/**
 * Amounts are small beside the largest balance, so that most payments go through and several share a wallet; and they
 * are small numbers, because each doubling of the range costs a run in shrinking and finds nothing more.
 */
const AMOUNT_MAX = 50;
const TOP_UP_MAX = 120;
const CURRENCY = 'EUR';

interface DrawnPay {
  readonly kind: 'pay';
  readonly atMs: number;
  readonly wallet: number;
  readonly amount: number;
  readonly cancelAfterMs: number | undefined;
  readonly again: { readonly afterMs: number; readonly more: number } | undefined;
}

interface DrawnTopUp {
  readonly kind: 'topUp';
  readonly atMs: number;
  readonly wallet: number;
  readonly amount: number;
}

/** Wallets, and requests on them that often meet: at the same time, on the same wallet, for more than is there. */
export function arbitraryWorkload(limits: WorkloadLimits = {}): fc.Arbitrary<Workload> {
  const { walletsMax = 3, requestsMax = 8, withinMs = 2000 } = limits;
  const topUp = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: TOP_UP_MAX }) }, fc.constant(0));
  const request = fc.oneof(
    { weight: 5, arbitrary: pay(walletsMax, withinMs) },
    { weight: 1, arbitrary: addition(walletsMax, withinMs) },
  );
  return fc
    .record({
      // Not one array with a least length: fast-check would then keep an element at the end that does not matter.
      firstTopUp: topUp,
      moreTopUps: fc.array(topUp, { maxLength: walletsMax - 1, size: 'max' }),
      drawn: fc.oneof(
        { withCrossShrink: true },
        { weight: 1, arbitrary: places(requestsMax, request, 1, 2) },
        { weight: 2, arbitrary: places(requestsMax, request, 3, 1) },
      ),
    })
    .map(({ firstTopUp, moreTopUps, drawn }) => layOut([firstTopUp, ...moreTopUps], drawn));
}

/**
 * Places that are taken or free, in the given proportion. Each can be freed by itself when it is shrunk; of an array, fast-check takes
 * away the beginning and keeps what does not matter between two elements that do.
 */
function places<T>(count: number, arbitrary: fc.Arbitrary<T>, taken: number, free: number): fc.Arbitrary<T[]> {
  const place = fc.oneof(
    { withCrossShrink: true },
    { weight: free, arbitrary: fc.constant<readonly T[]>([]) },
    { weight: taken, arbitrary: arbitrary.map((one): readonly T[] => [one]) },
  );
  return fc.tuple(...Array.from({ length: count }, () => place)).map((all) => all.flat());
}

/** Most requests go at one of few instants and to the first wallet, because that is where they get into each other's way. */
function instant(withinMs: number): fc.Arbitrary<number> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 4, arbitrary: fc.nat({ max: withinMs }) });
}

function walletIndex(walletsMax: number): fc.Arbitrary<number> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat({ max: walletsMax - 1 }));
}

function amount(): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max: AMOUNT_MAX });
}

function pay(walletsMax: number, withinMs: number): fc.Arbitrary<DrawnPay> {
  return fc.record({
    kind: fc.constant('pay' as const),
    atMs: instant(withinMs),
    wallet: walletIndex(walletsMax),
    amount: amount(),
    cancelAfterMs: rarely(fc.nat({ max: 600 })),
    again: rarely(fc.record({ afterMs: rightAwayOrWithin(400), more: fc.nat({ max: 1 }) })),
  });
}

/** Twice at the same moment is a race that twice in a row is not. */
function rightAwayOrWithin(ms: number): fc.Arbitrary<number> {
  return fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat({ max: ms }) });
}

/** Absent in four draws of five; shrinks to absent. */
function rarely<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary },
  );
}

function addition(walletsMax: number, withinMs: number): fc.Arbitrary<DrawnTopUp> {
  return fc.record({
    kind: fc.constant('topUp' as const),
    atMs: instant(withinMs),
    wallet: walletIndex(walletsMax),
    amount: amount(),
  });
}

function layOut(topUps: readonly number[], drawn: readonly (DrawnPay | DrawnTopUp)[]): Workload {
  const wallets: WalletSpec[] = topUps.map((topUp, index) => ({
    userId: `user-${index + 1}`,
    currency: CURRENCY,
    topUp,
  }));
  const last = wallets.length - 1;
  const requests: ClientRequest[] = drawn.map((one, index) => firstRequest(one, index, last));
  const followUps = drawn.flatMap((one, index) => (one.kind === 'pay' ? laterRequests(one, index, last) : []));
  return { wallets, requests: [...requests, ...followUps] };
}

function firstRequest(one: DrawnPay | DrawnTopUp, index: number, last: number): PayRequest | TopUpRequest {
  const { kind, atMs, amount } = one;
  const wallet = Math.min(one.wallet, last);
  if (kind === 'pay' && one.again !== undefined) return { kind, atMs, wallet, amount, idempotencyKey: keyOf(index) };
  return { kind, atMs, wallet, amount };
}

function laterRequests(one: DrawnPay, index: number, last: number): (PayRequest | CancelRequest)[] {
  const later: (PayRequest | CancelRequest)[] = [];
  if (one.cancelAfterMs !== undefined) later.push({ kind: 'cancel', atMs: one.atMs + one.cancelAfterMs, pay: index });
  if (one.again !== undefined) {
    later.push({
      kind: 'pay',
      atMs: one.atMs + one.again.afterMs,
      wallet: Math.min(one.wallet, last),
      amount: one.amount + one.again.more,
      idempotencyKey: keyOf(index),
    });
  }
  return later;
}

function keyOf(index: number): string {
  return `same-${index}`;
}
