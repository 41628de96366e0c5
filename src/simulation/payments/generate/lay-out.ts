/**
 * From what was drawn to a workload: first what was drawn, each in its place, then what follows from it. So an index always
 * means the same payment, whatever else is there.
 */
import type { ClientRequest, OperateRequest, PayRequest, WalletSpec, Workload } from '../workload.ts';

export interface DrawnWallet {
  readonly topUp: number;
  readonly currency: string;
  /** Whether it is another wallet of the first user, who can have one per currency. */
  readonly ofFirstUser: boolean;
}

export interface DrawnPay {
  readonly kind: 'pay';
  readonly atMs: number;
  readonly wallet: number;
  readonly amount: number;
  /** More than one payment may move. */
  readonly beyondLimit: boolean;
  readonly source: string | undefined;
  readonly merchant: string | undefined;
  readonly currency: string | undefined;
  readonly cancelAfterMs: number | undefined;
  readonly again: { readonly afterMs: number; readonly more: number } | undefined;
  readonly refunds: readonly {
    readonly afterMs: number;
    readonly amount: number | undefined;
    readonly early: boolean;
  }[];
  readonly look: { readonly afterMs: number; readonly waitSeconds: number } | undefined;
}

export type DrawnRequest =
  | DrawnPay
  | { readonly kind: 'topUp'; readonly atMs: number; readonly wallet: number; readonly amount: number }
  | {
      readonly kind: 'freeze';
      readonly atMs: number;
      readonly wallet: number;
      readonly liftedAfterMs: number | undefined;
    }
  | { readonly kind: 'readWallet'; readonly atMs: number; readonly wallet: number }
  | OperateRequest;

/** The limit of a payment, as the services are configured by default. */
const BEYOND_LIMIT = 100_000_000;

/** The workload that was drawn. Requests on a wallet that was not drawn go to the last that was. */
export function layOut(wallets: readonly DrawnWallet[], drawn: readonly DrawnRequest[]): Workload {
  const last = wallets.length - 1;
  const inReach = drawn.map((one) => ('wallet' in one ? { ...one, wallet: Math.min(one.wallet, last) } : one));
  const first = inReach.map(firstRequest);
  const later = inReach.flatMap(laterRequests);
  return { wallets: walletSpecs(wallets), requests: [...first, ...later] };
}

function walletSpecs(drawn: readonly DrawnWallet[]): readonly WalletSpec[] {
  const taken = new Set<string>();
  return drawn.map(({ topUp, currency, ofFirstUser }, index) => {
    const shared = ofFirstUser && !taken.has(currency);
    if (index === 0 || shared) taken.add(currency);
    return { userId: index === 0 || shared ? 'user-1' : `user-${index + 1}`, currency, topUp };
  });
}

function firstRequest(one: DrawnRequest, index: number): ClientRequest {
  switch (one.kind) {
    case 'pay':
      return order(one, index, one);
    case 'freeze':
      return { kind: 'freeze', atMs: one.atMs, wallet: one.wallet };
    default:
      return one;
  }
}

function order(pay: DrawnPay, index: number, { atMs, amount }: { atMs: number; amount: number }): PayRequest {
  const { wallet, source, merchant, currency, again, beyondLimit } = pay;
  return {
    kind: 'pay',
    atMs,
    wallet,
    amount: beyondLimit ? BEYOND_LIMIT + amount : amount,
    ...(again === undefined ? {} : { idempotencyKey: `same-${index}` }),
    ...(source === undefined ? {} : { source }),
    ...(merchant === undefined ? {} : { merchant }),
    ...(currency === undefined ? {} : { currency }),
  };
}

function laterRequests(one: DrawnRequest, index: number): readonly ClientRequest[] {
  if (one.kind === 'freeze') {
    const { atMs, wallet, liftedAfterMs } = one;
    return liftedAfterMs === undefined ? [] : [{ kind: 'unfreeze', atMs: atMs + liftedAfterMs, wallet }];
  }
  return one.kind === 'pay' ? afterPayment(one, index) : [];
}

function afterPayment(one: DrawnPay, index: number): readonly ClientRequest[] {
  const { atMs, cancelAfterMs, again, refunds, look } = one;
  const later: ClientRequest[] = [];
  if (cancelAfterMs !== undefined) later.push({ kind: 'cancel', atMs: atMs + cancelAfterMs, pay: index });
  if (again !== undefined) {
    later.push(order(one, index, { atMs: atMs + again.afterMs, amount: one.amount + again.more }));
  }
  for (const { afterMs, amount, early } of refunds) {
    later.push({
      kind: 'refund',
      atMs: atMs + afterMs,
      pay: index,
      ...(amount === undefined ? {} : { amount }),
      ...(early ? { early } : {}),
    });
  }
  if (look !== undefined) {
    later.push({ kind: 'readPayment', atMs: atMs + look.afterMs, pay: index, waitSeconds: look.waitSeconds });
  }
  return later;
}
