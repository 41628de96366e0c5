import { describe, expect, it } from 'vitest';
import { type Attempt, type AttemptPolicy, newAttempt, type Provider } from './attempt.ts';
import { holdBack } from './hold.ts';

const NOW = Date.UTC(2026, 0, 1);
const POLICY: AttemptPolicy = {
  order: ['stripe', 'paypal', 'adyen'],
  attempts: 3,
  retryMs: 1_000,
  retryMaxMs: 5_000,
  actionMs: 100_000,
  queueMs: 60_000,
};
const ORDER = {
  paymentId: '6f1c2f9e-0a57-4f2b-9a2e-0c5b1d6d7c01',
  provider: 'stripe' as const,
  amount: 5,
  currency: 'USD',
};
const CREATE = newAttempt(ORDER, NOW);
const CONFIRM: Attempt = { ...CREATE, phase: 'CONFIRM', chargeId: 'ch_1' };

function hold(attempt: Attempt, closures: Partial<Record<Provider, number>>, now = NOW) {
  const shut = POLICY.order.flatMap((provider) => {
    const until = closures[provider];
    return until === undefined ? [] : [[provider, until] as const];
  });
  return holdBack(attempt, new Map(shut), { now, jitter: 0, policy: POLICY, usable: [] });
}

describe('a payment that the breaker holds back', () => {
  it('goes to another provider at once when nothing was confirmed', () => {
    const { attempt, next, events } = hold(CREATE, { stripe: NOW + 9_000, paypal: NOW + 9_000 });
    expect(attempt).toMatchObject({ phase: 'SETTLED', outcome: 'abandoned' });
    expect(next).toMatchObject({ provider: 'adyen', phase: 'CREATE', tried: ['stripe'] });
    expect(events).toMatchObject([{ data: { primary_failure_reason: 'circuit breaker open' } }]);
  });

  it('has its charge cancelled first when there is one', () => {
    const { attempt, next } = hold(CONFIRM, { stripe: NOW + 9_000 });
    expect(attempt).toMatchObject({ phase: 'CANCEL', cancellingFor: 'breaker-open', dueAt: CREATE.dueAt });
    expect(next).toBeUndefined();
  });

  it('waits for the first that may be asked again while all are open, keeping what it has', () => {
    const all = { stripe: NOW + 9_000, paypal: NOW + 4_000, adyen: NOW + 30_000 };
    for (const waiting of [CREATE, CONFIRM]) {
      const { attempt, events } = hold(waiting, all);
      expect(attempt).toMatchObject({ phase: waiting.phase, waitingSince: new Date(NOW).toISOString() });
      expect(Date.parse(attempt.dueAt)).toBe(NOW + 4_000);
      expect(events).toEqual([]);
    }
  });

  it('does not wait for ever, wherever it has been', () => {
    const all = { stripe: NOW + 90_000, paypal: NOW + 90_000, adyen: NOW + 90_000 };
    const waitingSince = new Date(NOW - 59_999).toISOString();
    expect(Date.parse(hold({ ...CREATE, waitingSince }, all).attempt.dueAt)).toBe(NOW + 1);
    const over = new Date(NOW - 60_000).toISOString();
    expect(hold({ ...CREATE, waitingSince: over }, all).events).toMatchObject([
      { event_type: 'GatewayFailed', data: { error_code: 'GATEWAY_UNAVAILABLE' } },
    ]);
    expect(hold({ ...CONFIRM, waitingSince: over }, all).attempt).toMatchObject({
      phase: 'CANCEL',
      cancellingFor: 'waited-too-long',
    });
  });

  it('takes the time it has waited along to the next provider', () => {
    const waitingSince = new Date(NOW - 10_000).toISOString();
    expect(hold({ ...CREATE, waitingSince }, { stripe: NOW + 9_000 }).next?.waitingSince).toBe(waitingSince);
  });

  it('waits where it is when its card is known there only', () => {
    const { attempt } = hold({ ...CREATE, source: 'tok_stripe_visa' }, { stripe: NOW + 9_000 });
    expect(attempt.phase).toBe('CREATE');
    expect(Date.parse(attempt.dueAt)).toBe(NOW + 9_000);
  });
});
