import { describe, expect, it } from 'vitest';
import type { PaymentHistory, ProviderCharge } from '../simulation/payments/history.ts';
import { baseHistory } from './fixture/base-history.ts';
import { expectViolation } from './fixture/doctor.ts';
import { unknownOutcomeNotReported } from './unknown-outcome-not-reported.ts';

function withCharges(
  history: PaymentHistory,
  edit: (charge: ProviderCharge) => ProviderCharge | readonly ProviderCharge[],
): PaymentHistory {
  return { ...history, ledgers: history.ledgers.map((one) => ({ ...one, charges: one.charges.flatMap(edit) })) };
}

describe('unknown-outcome-not-reported', () => {
  it('notices a payment that is completed before it is charged, or without', () => {
    const { history } = baseHistory();
    const late = withCharges(history, (charge) =>
      charge.state === 'confirmed' ? { ...charge, confirmedMs: 1e6 } : charge,
    );
    expectViolation(unknownOutcomeNotReported, late, /was completed when no provider had charged it/);
    expectViolation(
      unknownOutcomeNotReported,
      withCharges(history, () => []),
      /was completed when no provider/,
    );
  });

  it('notices a charge after the failure was reported, unless the provider broke its word', () => {
    const { history, ids } = baseHistory();
    const landed = withCharges(history, (charge) =>
      charge.paymentId === ids.declined ? { ...charge, state: 'confirmed', confirmedMs: 1e6 } : charge,
    );
    expectViolation(unknownOutcomeNotReported, landed, /was FAILED, and \d+ ms later it was charged/);
    const fault = {
      verb: 'provider',
      provider: 'stripe',
      operation: 'confirm',
      behaviour: 'lands-late',
      nth: 1,
    } as const;
    const broken = { ...landed, faults: [{ atMs: 1, fault, hit: 'stripe' }] };
    expect(unknownOutcomeNotReported.check(broken)).toEqual({ kind: 'holds' });
  });
});
