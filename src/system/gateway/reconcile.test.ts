import { describe, expect, it } from 'vitest';
import type { ListedCharge } from './provider-answers.ts';
import { type BookedCharge, reconcile } from './reconcile.ts';

const PAID: ListedCharge = {
  chargeId: 'ch_1',
  paymentId: 'p1',
  status: 'succeeded',
  amount: 1_000,
  currency: 'EUR',
  refunded: 0,
};
const APPROVED: BookedCharge = {
  paymentId: 'p1',
  provider: 'stripe',
  phase: 'SETTLED',
  chargeId: 'ch_1',
  outcome: 'approved',
  amount: 1_000,
  currency: 'EUR',
  refunded: 0,
  refunding: false,
};

function kinds(
  charges: readonly ListedCharge[],
  booked: readonly BookedCharge[],
  elsewhere: readonly ListedCharge[] = [],
) {
  const books = [
    { provider: 'stripe' as const, charges },
    { provider: 'paypal' as const, charges: elsewhere },
  ];
  return reconcile(books, booked).map(({ kind, provider, paymentId }) => `${kind} ${provider} ${paymentId}`);
}

describe('reconciliation', () => {
  it('finds nothing where the books agree, refunds and voids included', () => {
    expect(kinds([PAID], [APPROVED])).toEqual([]);
    expect(kinds([{ ...PAID, refunded: 300 }], [{ ...APPROVED, refunded: 300 }])).toEqual([]);
    expect(kinds([{ ...PAID, refunded: 1_000 }], [{ ...APPROVED, outcome: 'voided' }])).toEqual([]);
    expect(kinds([{ ...PAID, status: 'cancelled' }], [{ ...APPROVED, outcome: 'abandoned' }])).toEqual([]);
    expect(kinds([], [{ ...APPROVED, outcome: 'declined' }])).toEqual([]);
  });

  it.each<[string, readonly ListedCharge[], readonly BookedCharge[]]>([
    ['charge-unknown', [PAID], []],
    ['surplus', [PAID], [{ ...APPROVED, outcome: 'abandoned' }]],
    ['surplus', [{ ...PAID, refunded: 1 }], [{ ...APPROVED, outcome: 'declined' }]],
    ['not-charged', [], [APPROVED]],
    ['not-charged', [{ ...PAID, status: 'cancelled' }], [APPROVED]],
    ['amount', [{ ...PAID, amount: 999 }], [APPROVED]],
    ['amount', [{ ...PAID, currency: 'USD' }], [APPROVED]],
    ['refunds', [{ ...PAID, refunded: 300 }], [APPROVED]],
    ['refunds', [PAID], [{ ...APPROVED, refunded: 300 }]],
  ])('finds %s', (kind, charges, booked) => {
    expect(kinds(charges, booked)).toEqual([`${kind} stripe p1`]);
  });

  it('finds a payment that two providers have money of', () => {
    const second = { ...APPROVED, provider: 'paypal' as const, chargeId: 'ch_2' };
    expect(kinds([PAID], [APPROVED, second], [{ ...PAID, chargeId: 'ch_2' }])).toEqual(['charged-twice stripe p1']);
  });

  it('leaves alone what is still at work, and providers whose books could not be read', () => {
    expect(kinds([PAID], [{ ...APPROVED, phase: 'CONFIRM' }])).toEqual([]);
    expect(kinds([PAID], [{ ...APPROVED, phase: 'VOID', outcome: 'abandoned' }])).toEqual([]);
    expect(kinds([{ ...PAID, refunded: 300 }], [{ ...APPROVED, refunding: true }])).toEqual([]);
    expect(reconcile([], [APPROVED])).toEqual([]);
  });
});
