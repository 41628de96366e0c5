import { describe, expect, it } from 'vitest';
import type { PaymentHistory, ProviderCall } from '../simulation/payments/history.ts';
import { breakerRespected } from './breaker-respected.ts';
import { baseHistory } from './fixture/base-history.ts';
import { editRows, expectViolation } from './fixture/doctor.ts';

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

/** The same, with the breaker closed a little after it let the probe through. */
function closedAt61s(history: PaymentHistory): PaymentHistory {
  const halfOpened = history.database.tables['gateway.events']?.at(-1) ?? {};
  const closed = {
    ...halfOpened,
    event_id: 'c',
    event_type: 'CircuitBreakerClosed',
    aggregate_version: '3',
    sequence: '1000',
    occurred_at: '2026-01-01T00:01:01.100Z',
  };
  return editRows(history, 'gateway.events', (row) => (row === halfOpened ? [row, closed] : row));
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

  it('notices a flood through a half-open breaker', () => {
    const history = withCall({ arrivedMs: 61_050, answeredMs: 61_060 });
    const other = { provider: 'stripe', operation: 'create', paymentId: 'q', arrivedMs: 61_060 } as const;
    expectViolation(breakerRespected, { ...history, calls: [...history.calls, other] }, /probed by two payments/);
  });

  it('notices a breaker that is closed by something else than its probe', () => {
    expectViolation(breakerRespected, closedAt61s(withCall({ arrivedMs: 900 })), /no call since it was half-open/);
    const probed = closedAt61s(withCall({ arrivedMs: 61_020, answeredMs: 61_030 }));
    expect(breakerRespected.check(probed)).toEqual({ kind: 'holds' });
  });

  it('notices a payment that is turned away when the time of the breaker is over', () => {
    const turned = (atMs: number): PaymentHistory =>
      baseHistory((book) => {
        book.setTime(1000);
        const data = { provider: 'stripe', failure_count: 3, open_until: '2026-01-01T00:01:01.000Z' } as const;
        book.event('gateway', 'CircuitBreakerOpened', 'stripe', data);
        book.setTime(atMs);
        const providers = { primary_provider: 'stripe', fallback_provider: 'paypal' } as const;
        const why = { payment_id: book.uuid(), primary_failure_reason: 'circuit breaker open' };
        book.event('gateway', 'GatewayFallbackTriggered', why.payment_id, { ...why, ...providers });
      }).history;
    expectViolation(breakerRespected, turned(90_000), /turned away from stripe \d+ ms after/);
    expect(breakerRespected.check(turned(30_000))).toEqual({ kind: 'holds' });
  });

  it('counts from the first cancellation where a charge had to be cancelled before the payment could go elsewhere', () => {
    const turned = (cancelledAtMs: number): PaymentHistory =>
      baseHistory((book) => {
        const payment = { payment_id: book.uuid() };
        book.setTime(1000);
        const data = { provider: 'stripe', failure_count: 3, open_until: '2026-01-01T00:01:01.000Z' } as const;
        book.event('gateway', 'CircuitBreakerOpened', 'stripe', data);
        book.setTime(cancelledAtMs);
        const request = { provider: 'stripe', operation: 'cancel', attempt: 1, amount: 100, currency: 'EUR' } as const;
        book.event('gateway', 'GatewayRequestSent', payment.payment_id, { ...payment, ...request });
        book.setTime(200_000);
        const providers = { primary_provider: 'stripe', fallback_provider: 'paypal' } as const;
        const why = { ...payment, primary_failure_reason: 'circuit breaker open' };
        book.event('gateway', 'GatewayFallbackTriggered', payment.payment_id, { ...why, ...providers });
      }).history;
    expect(breakerRespected.check(turned(30_000))).toEqual({ kind: 'holds' });
    expectViolation(breakerRespected, turned(90_000), /turned away from stripe 2\d{4} ms after/);
  });

  it('knows the breaker as it was when the payment was turned away, not as it was when that was told', () => {
    const { history } = baseHistory((book) => {
      const payment = { payment_id: book.uuid() };
      const opened = { provider: 'stripe', failure_count: 3 } as const;
      book.setTime(1000);
      book.event('gateway', 'CircuitBreakerOpened', 'stripe', { ...opened, open_until: '2026-01-01T00:01:01.000Z' });
      book.setTime(70_000);
      book.event('gateway', 'CircuitBreakerHalfOpened', 'stripe', { provider: 'stripe' });
      book.setTime(75_000);
      const request = { provider: 'stripe', operation: 'cancel', attempt: 1, amount: 100, currency: 'EUR' } as const;
      book.event('gateway', 'GatewayRequestSent', payment.payment_id, { ...payment, ...request });
      book.setTime(80_000);
      book.event('gateway', 'CircuitBreakerOpened', 'stripe', { ...opened, open_until: '2026-01-01T00:01:30.000Z' });
      book.setTime(200_000);
      const providers = { primary_provider: 'stripe', fallback_provider: 'paypal' } as const;
      const why = { ...payment, primary_failure_reason: 'circuit breaker open' };
      book.event('gateway', 'GatewayFallbackTriggered', payment.payment_id, { ...why, ...providers });
    });
    expect(breakerRespected.check(history)).toEqual({ kind: 'holds' });
  });
});
