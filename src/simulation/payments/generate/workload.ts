/**
 * Workloads drawn by fast-check. What belongs together is drawn together (a payment with the cancellation, the
 * repetition and the refunds that may follow it) and laid out afterwards, so that whatever shrinking removes, the rest keeps its
 * meaning: no request refers to a wallet or a payment that is not there.
 */
import fc from 'fast-check';
import type { Workload } from '../workload.ts';
import { mostly, places, rarely } from './draw.ts';
import { type DrawnPay, type DrawnRequest, type DrawnWallet, layOut } from './lay-out.ts';
import { operation } from './operators.ts';

export interface WorkloadLimits {
  /** Default 3. */
  readonly walletsMax?: number;
  /** Payments, top-ups, freezes and looks at wallets; what follows a payment comes on top. Default 8. */
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
const CARD = 'tok_visa';
/** Past the first recoveries, long before nothing goes wrong any more. */
const LATE_MS = 15_000;

/** Wallets, and requests on them that often meet: at the same time, on the same wallet, for more than is there. */
export function arbitraryWorkload(limits: WorkloadLimits = {}): fc.Arbitrary<Workload> {
  const { walletsMax = 3, requestsMax = 8, withinMs = 2000 } = limits;
  const request: fc.Arbitrary<DrawnRequest> = fc.oneof(
    { weight: 14, arbitrary: pay(walletsMax, withinMs) },
    { weight: 2, arbitrary: addition(walletsMax, withinMs) },
    { weight: 1, arbitrary: freeze(walletsMax, withinMs) },
    { weight: 1, arbitrary: look(walletsMax, withinMs) },
    { weight: 2, arbitrary: operation() },
  );
  return fc
    .record({
      // Not one array with a least length: fast-check would then keep an element at the end that does not matter.
      firstWallet: wallet(),
      moreWallets: fc.array(wallet(), { maxLength: walletsMax - 1, size: 'max' }),
      drawn: fc.oneof(
        { withCrossShrink: true },
        { weight: 1, arbitrary: places(requestsMax, request, 1, 2) },
        { weight: 2, arbitrary: places(requestsMax, request, 3, 1) },
      ),
    })
    .map(({ firstWallet, moreWallets, drawn }) => layOut([firstWallet, ...moreWallets], drawn));
}

function wallet(): fc.Arbitrary<DrawnWallet> {
  return fc.record({
    topUp: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 1, max: TOP_UP_MAX }) }, fc.constant(0)),
    currency: mostly('EUR', 3, 'USD', 'JPY'),
    ofFirstUser: mostly(false, 3, true),
  });
}

/**
 * Most requests go at one instant and to the first wallet, because that is where they get into each other's way. A few come late, when
 * what went wrong has left its traces: an open breaker, a partition of the event store, a wallet that was frozen.
 */
function instant(withinMs: number): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constant(0) },
    { weight: 8, arbitrary: fc.nat({ max: withinMs }) },
    { weight: 1, arbitrary: fc.nat({ max: LATE_MS }) },
  );
}

function walletIndex(walletsMax: number): fc.Arbitrary<number> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: walletsMax - 1 }));
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
    beyondLimit: mostly(false, 40, true),
    source: rarely(fc.constant(CARD), 6),
    merchant: rarely(fc.constant('merchant-2')),
    currency: rarely(fc.constant('GBP'), 30),
    cancelAfterMs: rarely(fc.oneof(fc.nat({ max: 60 }), fc.nat({ max: 600 }), fc.nat({ max: 6000 }))),
    again: rarely(fc.record({ afterMs: rightAwayOrWithin(400), more: fc.nat({ max: 1 }) })),
    refunds: places(2, refund(), 1, 3),
    look: rarely(fc.record({ afterMs: fc.nat({ max: 1500 }), waitSeconds: fc.nat({ max: 8 }) }), 8),
  });
}

/** Of all, of a part, or of more than there is. */
function refund(): fc.Arbitrary<DrawnPay['refunds'][number]> {
  return fc.record({
    afterMs: fc.nat({ max: 1000 }),
    amount: fc.option(fc.integer({ min: 1, max: AMOUNT_MAX + 10 }), { nil: undefined, freq: 3 }),
    early: mostly(false, 5, true),
  });
}

/** Twice at the same moment is a race that twice in a row is not. */
function rightAwayOrWithin(ms: number): fc.Arbitrary<number> {
  return fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat({ max: ms }) });
}

function addition(walletsMax: number, withinMs: number): fc.Arbitrary<DrawnRequest> {
  return fc.record({
    kind: fc.constant('topUp' as const),
    atMs: instant(withinMs),
    wallet: walletIndex(walletsMax),
    amount: amount(),
  });
}

/** Most are lifted again. */
function freeze(walletsMax: number, withinMs: number): fc.Arbitrary<DrawnRequest> {
  return fc.record({
    kind: fc.constant('freeze' as const),
    atMs: fc.nat({ max: withinMs }),
    wallet: walletIndex(walletsMax),
    liftedAfterMs: fc.option(fc.nat({ max: withinMs }), { nil: undefined, freq: 4 }),
  });
}

function look(walletsMax: number, withinMs: number): fc.Arbitrary<DrawnRequest> {
  return fc.record({
    kind: fc.constant('readWallet' as const),
    atMs: fc.nat({ max: withinMs }),
    wallet: walletIndex(walletsMax),
  });
}
