import { describe, expect, it } from 'vitest';
import type { PaymentHistory, ProviderCall } from '../simulation/payments/history.ts';
import { breakerRespected } from './breaker-respected.ts';
import { baseHistory } from './fixture/base-history.ts';
import { expectViolation } from './fixture/doctor.ts';

/** The breaker of stripe opened at 1 s and let a probe through at 61 s. */
function withCall(call: Partial<ProviderCall>): PaymentHistory {
  const { history } = baseHistory((book) => {
    book.setTime(1000);
    book.event('gateway', 'CircuitBreakerOpened', 'stripe', { provider: 'stripe', failure_count: 3 });
    book.setTime(61_000);
    book.event('gateway', 'CircuitBreakerHalfOpened', 'stripe', { provider: 'stripe' });
  });
  const made = { provider: 'stripe', operation: 'confirm', paymentId: 'p', arrivedMs: 30_000, ...call } as const;
  return { ...history, calls: [made] };
}

describe('breaker-respected', () => {
  it('notices a provider that is called although its breaker is open', () => {
    expectViolation(breakerRespected, withCall({}), /stripe was asked to confirm \d+ ms after its breaker had opened/);
    expectViolation(breakerRespected, withCall({ operation: 'refund' }), /asked to refund/);
  });

  it('allows questions, undoing, calls that were on their way, probes, and other providers', () => {
    for (const call of [
      { operation: 'retrieve' },
      { operation: 'cancel' },
      { operation: 'void' },
      { arrivedMs: 1500 },
      { arrivedMs: 61_050 },
      { provider: 'paypal' },
    ] as const) {
      expect(breakerRespected.check(withCall(call))).toEqual({ kind: 'holds' });
    }
  });
});
