/**
 * Our books against a provider's. Pure: what the provider lists and what we have written lead to what does not agree. It is the last
 * line of defence: whatever went wrong with calls, time-outs and webhooks, here it shows, in money.
 */
import type { Outcome, Phase, Provider } from './attempt.ts';
import type { ListedCharge } from './provider-answers.ts';

/** An attempt and what was refunded of it, as we have it; amounts in minor units. */
export interface BookedCharge {
  readonly paymentId: string;
  readonly provider: Provider;
  readonly phase: Phase;
  readonly chargeId?: string;
  readonly outcome?: Outcome;
  readonly amount: number;
  readonly currency: string;
  /** Given back, as far as we know. */
  readonly refunded: number;
  /** True while a refund is under way, so that the provider may be ahead of us. */
  readonly refunding: boolean;
}

/**
 * - `charge-unknown`: the provider has money for a payment that we never asked for there.
 * - `surplus`: it has money of an attempt that we gave up; to be voided.
 * - `not-charged`: it has no money of a charge that we believe approved.
 * - `amount`, `refunds`: it moved another sum than we believe.
 * - `charged-twice`: it, or several, have money of one payment more than once.
 */
export type DiscrepancyKind = 'charge-unknown' | 'surplus' | 'not-charged' | 'amount' | 'refunds' | 'charged-twice';

export interface Discrepancy {
  readonly kind: DiscrepancyKind;
  readonly provider: Provider;
  readonly paymentId: string;
  readonly chargeId?: string;
  /** What is there and what should be, for people. */
  readonly explanation: string;
}

/** What a provider lists. */
export interface ProviderBooks {
  readonly provider: Provider;
  readonly charges: readonly ListedCharge[];
}

/** @returns what does not agree, in the order of the providers' books, then of ours. Attempts that are still at work are left alone. */
export function reconcile(books: readonly ProviderBooks[], booked: readonly BookedCharge[]): readonly Discrepancy[] {
  const ours = new Map(booked.map((one) => [keyOf(one.provider, one.paymentId), one]));
  const listed = books.flatMap(({ provider, charges }) => charges.map((charge) => ({ provider, charge })));
  return [
    ...listed.flatMap(({ provider, charge }) =>
      againstOurs(provider, charge, ours.get(keyOf(provider, charge.paymentId))),
    ),
    ...notCharged(books, booked),
    ...chargedTwice(listed),
  ];
}

function againstOurs(provider: Provider, charge: ListedCharge, ours: BookedCharge | undefined): readonly Discrepancy[] {
  const kept = keptOf(charge);
  const { chargeId, paymentId } = charge;
  const found = (kind: DiscrepancyKind, explanation: string): readonly Discrepancy[] => [
    { kind, provider, paymentId, chargeId, explanation },
  ];
  if (ours === undefined) {
    return kept > 0
      ? found('charge-unknown', `${kept} ${charge.currency} were charged, and we know of no attempt`)
      : [];
  }
  if (!isSettled(ours)) return [];
  if (ours.outcome !== 'approved') {
    return kept > 0 ? found('surplus', `${kept} ${charge.currency} are kept of a charge that we gave up`) : [];
  }
  if (charge.status !== 'succeeded' || ours.chargeId !== chargeId) return [];
  if (charge.amount !== ours.amount || charge.currency !== ours.currency) {
    const is = `${charge.amount} ${charge.currency}`;
    return found('amount', `${is} were charged, and ${ours.amount} ${ours.currency} were asked for`);
  }
  return charge.refunded === ours.refunded || ours.refunding
    ? []
    : found('refunds', `${charge.refunded} ${charge.currency} were given back, and we believe ${ours.refunded}`);
}

/** Only where the provider's books were read: no answer is no proof. */
function notCharged(books: readonly ProviderBooks[], booked: readonly BookedCharge[]): readonly Discrepancy[] {
  const paid = new Set(
    books.flatMap(({ provider, charges }) =>
      charges.filter(({ status }) => status === 'succeeded').map(({ chargeId }) => keyOf(provider, chargeId)),
    ),
  );
  const read = new Set(books.map(({ provider }) => provider));
  return booked.flatMap((ours): readonly Discrepancy[] => {
    const { provider, paymentId, chargeId, amount, currency } = ours;
    if (ours.outcome !== 'approved' || !isSettled(ours) || !read.has(provider)) return [];
    if (chargeId !== undefined && paid.has(keyOf(provider, chargeId))) return [];
    const explanation = `we believe that ${amount} ${currency} were charged, and the provider has no such payment`;
    return [{ kind: 'not-charged', provider, paymentId, ...(chargeId === undefined ? {} : { chargeId }), explanation }];
  });
}

function chargedTwice(
  listed: readonly { readonly provider: Provider; readonly charge: ListedCharge }[],
): readonly Discrepancy[] {
  const kept = listed.filter(({ charge }) => keptOf(charge) > 0);
  const byPayment = Map.groupBy(kept, ({ charge }) => charge.paymentId);
  return [...byPayment.values()].flatMap((all): readonly Discrepancy[] => {
    const [first, ...more] = all;
    if (first === undefined || more.length === 0) return [];
    const where = all.map(({ provider, charge }) => `${charge.chargeId} at ${provider}`).join(', ');
    const { provider, charge } = first;
    return [{ kind: 'charged-twice', provider, paymentId: charge.paymentId, explanation: `money is kept of ${where}` }];
  });
}

function keptOf(charge: ListedCharge): number {
  return charge.status === 'succeeded' ? charge.amount - charge.refunded : 0;
}

function isSettled({ phase }: BookedCharge): boolean {
  return phase === 'SETTLED';
}

function keyOf(provider: Provider, id: string): string {
  return `${provider} ${id}`;
}
