import { describe, expect, it } from 'vitest';
import type { PaymentHistory, ProviderCharge } from '../simulation/payments/history.ts';
import { baseHistory } from './fixture/base-history.ts';
import { expectViolation } from './fixture/doctor.ts';
import { noChargeLeftOpen } from './no-charge-left-open.ts';

/** Another charge of the completed payment at paypal, and the call to confirm it. */
function withCharge(state: ProviderCharge['state'], confirmed: string): PaymentHistory {
  const { history, ids } = baseHistory();
  const charge = { chargeId: 'ch_9', paymentId: ids.completed, idempotencyKey: 'k', amount: 80_000, currency: 'EUR' };
  const call = { provider: 'paypal', operation: 'confirm', paymentId: ids.completed, chargeId: confirmed } as const;
  return {
    ...history,
    calls: [{ ...call, arrivedMs: 1 }],
    ledgers: [...history.ledgers, { provider: 'paypal', charges: [{ ...charge, state }], refunds: [] }],
  };
}

describe('no-charge-left-open', () => {
  it.each(['created', 'requires-action'] as const)('notices a charge that was to be confirmed and is %s', (state) => {
    expectViolation(noChargeLeftOpen, withCharge(state, 'ch_9'), /paypal was asked to confirm charge ch_9/);
  });

  it('allows one that was cancelled or declined, and one that nobody confirmed', () => {
    for (const history of [
      withCharge('cancelled', 'ch_9'),
      withCharge('declined', 'ch_9'),
      withCharge('created', 'ch_8'),
    ]) {
      expect(noChargeLeftOpen.check(history)).toEqual({ kind: 'holds' });
    }
  });

  it('says nothing while work is left', () => {
    const end = { kind: 'limit', atMs: 1, healedMs: 0, pending: [] } as const;
    expect(noChargeLeftOpen.check({ ...withCharge('created', 'ch_9'), end })).toEqual({ kind: 'holds' });
  });
});
