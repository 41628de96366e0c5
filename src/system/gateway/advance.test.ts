import { describe, expect, it } from 'vitest';
import { advance, cancelFor, requestSent, takenOver } from './advance.ts';
import type { Attempt, AttemptPolicy, Circumstances, GatewayEvent, Observation, Provider } from './attempt.ts';
import { providerOfToken } from './endings.ts';

const NOW = Date.UTC(2026, 0, 1);
const CHARGE = 'ch_1';
const FIRST: Attempt = {
  paymentId: '6f1c2f9e-0a57-4f2b-9a2e-0c5b1d6d7c01',
  provider: 'stripe',
  amount: 1_000,
  currency: 'USD',
  tried: [],
  phase: 'CREATE',
  number: 1,
  verifications: 0,
  dueAt: new Date(NOW).toISOString(),
};
const OPEN: Observation = { kind: 'open', chargeId: CHARGE };
const SUCCEEDED: Observation = { kind: 'succeeded', chargeId: CHARGE };
const CANCELLED: Observation = { kind: 'cancelled', chargeId: CHARGE };
const ACTION: Observation = { kind: 'action', chargeId: CHARGE };
const UNKNOWN: Observation = { kind: 'unknown', reason: 'no answer within the time limit' };
const ABSENT: Observation = { kind: 'absent' };

const ALONE: AttemptPolicy = {
  order: ['stripe'],
  attempts: 3,
  retryMs: 1_000,
  retryMaxMs: 5_000,
  actionMs: 100_000,
  queueMs: 60_000,
};
const THREE: AttemptPolicy = { ...ALONE, order: ['stripe', 'paypal', 'adyen'] };

function at(now: number, policy = ALONE, usable: readonly Provider[] = policy.order, jitter = 0): Circumstances {
  return { now, jitter, policy, usable };
}

/** What an attempt asks, how long it waits before, and what it publishes, when the provider shows `seen` one after the other. */
function storyWith(policy: AttemptPolicy, ...seen: readonly Observation[]): readonly string[] {
  const told = [`${FIRST.phase}`];
  let attempt = FIRST;
  let now = NOW;
  for (const one of seen) {
    const { attempt: after, events, next } = advance(attempt, one, at(now, policy));
    const wait = Date.parse(after.dueAt) - now;
    told.push(...events.map(describeEvent));
    told.push(wait > 0 ? `${after.phase} after ${wait} ms` : after.phase);
    if (next !== undefined) told.push(`${next.provider} ${next.phase}`);
    attempt = next ?? after;
    now = Math.max(now, Date.parse(attempt.dueAt));
  }
  return told;
}

function story(...seen: readonly Observation[]): readonly string[] {
  return storyWith(ALONE, ...seen);
}

function describeEvent({ event_type: type, data }: GatewayEvent): string {
  if (type === 'GatewayResponseReceived') return `${type} ${data.outcome}`;
  if (type === 'GatewayFailed') return `${type} ${data.error_code}`;
  if (type === 'GatewayFallbackTriggered') return `${type} ${data.fallback_provider}: ${data.primary_failure_reason}`;
  return type === 'GatewayTimeoutOccurred'
    ? `${type} ${data.attempt_number} ${data.next_retry_in_seconds ?? '-'}`
    : type;
}

describe('an attempt', () => {
  it('creates, confirms, and is settled', () => {
    expect(story(OPEN, SUCCEEDED)).toEqual(['CREATE', 'CONFIRM', 'GatewayResponseReceived approved', 'SETTLED']);
  });

  it('announces each call before it is made, with the number of the attempt', () => {
    expect(requestSent(FIRST)).toEqual([
      {
        event_type: 'GatewayRequestSent',
        data: {
          payment_id: FIRST.paymentId,
          provider: 'stripe',
          operation: 'create',
          attempt: 1,
          amount: 1_000,
          currency: 'USD',
        },
      },
    ]);
    expect(requestSent({ ...FIRST, phase: 'SETTLED' })).toEqual([]);
  });

  it('is never tried again after a decline, and not elsewhere either', () => {
    expect(storyWith(THREE, OPEN, { kind: 'declined', chargeId: CHARGE, declineCode: 'card_declined' })).toEqual([
      'CREATE',
      'CONFIRM',
      'GatewayResponseReceived declined',
      'SETTLED',
    ]);
  });

  it('finds out after a time-out that the charge did succeed', () => {
    expect(story(OPEN, UNKNOWN, SUCCEEDED)).toEqual([
      'CREATE',
      'CONFIRM',
      'GatewayTimeoutOccurred 1 1',
      'RESOLVE',
      'GatewayResponseReceived approved',
      'SETTLED',
    ]);
  });

  it('confirms three times in all, after 1 s and 2 s, and then cancels', () => {
    expect(story(OPEN, UNKNOWN, OPEN, UNKNOWN, OPEN, UNKNOWN, OPEN, CANCELLED)).toEqual([
      'CREATE',
      'CONFIRM',
      'GatewayTimeoutOccurred 1 1',
      'RESOLVE',
      'CONFIRM after 1000 ms',
      'GatewayTimeoutOccurred 2 2',
      'RESOLVE',
      'CONFIRM after 2000 ms',
      'GatewayTimeoutOccurred 3 -',
      'RESOLVE',
      'CANCEL',
      'GatewayFailed GATEWAY_EXHAUSTED',
      'SETTLED',
    ]);
  });

  it('draws waits out by up to a fifth, and no further than the longest', () => {
    const waits = [0, 0.5, 1].map((jitter) => {
      const resolving: Attempt = { ...FIRST, phase: 'RESOLVE', chargeId: CHARGE };
      return Date.parse(advance(resolving, OPEN, at(NOW, ALONE, [], jitter)).attempt.dueAt) - NOW;
    });
    expect(waits).toEqual([1_000, 1_100, 1_200]);
    const patient = { ...ALONE, attempts: 9 };
    const late: Attempt = { ...FIRST, phase: 'RESOLVE', chargeId: CHARGE, number: 7 };
    expect(Date.parse(advance(late, OPEN, at(NOW, patient)).attempt.dueAt) - NOW).toBe(5_000);
  });

  it('is approved when cancelling comes too late', () => {
    const told = story(OPEN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, SUCCEEDED);
    expect(told.slice(-3)).toEqual(['CANCEL', 'GatewayResponseReceived approved', 'SETTLED']);
  });

  it('verifies with growing waits, up to a minute, while nothing can be established', () => {
    const told = story(OPEN, ...Array.from({ length: 14 }, () => UNKNOWN));
    expect(told.slice(-8)).toEqual([
      'VERIFY after 5000 ms',
      'VERIFY after 10000 ms',
      'VERIFY after 20000 ms',
      'VERIFY after 40000 ms',
      'VERIFY after 60000 ms',
      'VERIFY after 60000 ms',
      'VERIFY after 60000 ms',
      'VERIFY after 60000 ms',
    ]);
    expect(told.filter((one) => one === 'GatewayVerificationRequired')).toHaveLength(1);
  });

  it('has failed for certain when no charge could be created: nothing was confirmed', () => {
    const told = story(UNKNOWN, ABSENT, UNKNOWN, UNKNOWN, UNKNOWN, ABSENT);
    expect(told.slice(-2)).toEqual(['GatewayFailed GATEWAY_EXHAUSTED', 'SETTLED']);
  });

  it('begins with a question when it is taken over in the middle of a call that may have had its effect', () => {
    expect(takenOver({ ...FIRST, phase: 'CONFIRM', chargeId: CHARGE }).phase).toBe('RESUME');
    expect(takenOver({ ...FIRST, phase: 'CREATE' }).phase).toBe('RESUME');
    expect(takenOver({ ...FIRST, phase: 'CANCEL' }).phase).toBe('CANCEL');
    const resumed = advance({ ...FIRST, phase: 'RESUME', number: 2 }, OPEN, at(NOW)).attempt;
    expect(resumed).toMatchObject({ phase: 'CONFIRM', number: 2, chargeId: CHARGE, dueAt: FIRST.dueAt });
  });
});

describe('another provider', () => {
  it('is asked once the charge is cancelled, and not before', () => {
    const told = storyWith(THREE, OPEN, UNKNOWN, OPEN, UNKNOWN, OPEN, UNKNOWN, OPEN, CANCELLED, OPEN, SUCCEEDED);
    expect(told.slice(-6)).toEqual([
      'GatewayFallbackTriggered paypal: the charge was cancelled after the last attempt had timed out',
      'SETTLED',
      'paypal CREATE',
      'CONFIRM',
      'GatewayResponseReceived approved',
      'SETTLED',
    ]);
  });

  it.each<[string, Observation]>([
    ['a refusal', { kind: 'refused', reason: 'HTTP 401' }],
    ['a decline for a reason of the provider', { kind: 'declined', chargeId: CHARGE, declineCode: 'processing_error' }],
  ])('is asked after %s', (_name, seen) => {
    expect(advance(FIRST, seen, at(NOW, THREE)).next).toMatchObject({
      provider: 'paypal',
      phase: 'CREATE',
      number: 1,
      tried: ['stripe'],
    });
  });

  it('is the first whose breaker is closed, else the first', () => {
    const refused: Observation = { kind: 'refused', reason: 'HTTP 401' };
    expect(advance(FIRST, refused, at(NOW, THREE, ['stripe', 'adyen'])).next?.provider).toBe('adyen');
    expect(advance(FIRST, refused, at(NOW, THREE, [])).next?.provider).toBe('paypal');
  });

  it('is not asked twice, and when all have been asked the payment fails', () => {
    const refused: Observation = { kind: 'refused', reason: 'HTTP 401' };
    const told = storyWith(THREE, refused, refused, refused);
    expect(told.filter((one) => one.endsWith(' CREATE'))).toEqual(['paypal CREATE', 'adyen CREATE']);
    expect(told.slice(-2)).toEqual(['GatewayFailed GATEWAY_REJECTED', 'SETTLED']);
  });

  it('is not asked with a token that only this one knows', () => {
    expect(providerOfToken('tok_stripe_visa')).toBe('stripe');
    expect(providerOfToken('tok_visa')).toBeUndefined();
    const bound = { ...FIRST, source: 'tok_stripe_visa' };
    const { next, events } = advance(bound, { kind: 'refused', reason: 'HTTP 401' }, at(NOW, THREE));
    expect(next).toBeUndefined();
    expect(events.map(describeEvent)).toEqual(['GatewayFailed GATEWAY_REJECTED']);
  });

  it('is not asked when somebody cancelled the charge at the provider, nor after a verification', () => {
    const confirming: Attempt = { ...FIRST, phase: 'CONFIRM', chargeId: CHARGE };
    const foreign = advance(confirming, CANCELLED, at(NOW, THREE));
    expect(foreign.events.map(describeEvent)).toEqual(['GatewayFailed GATEWAY_CANCELLED']);
    const verified = advance({ ...confirming, phase: 'CANCEL', verifications: 3 }, CANCELLED, at(NOW, THREE));
    expect(verified.events.map(describeEvent)).toEqual(['GatewayFailed GATEWAY_EXHAUSTED']);
  });

  it.each<[string, Observation, string]>([
    [
      'declined for a reason of the provider',
      { kind: 'declined', chargeId: CHARGE, declineCode: 'processing_error' },
      'GatewayResponseReceived declined',
    ],
    ['absent', ABSENT, 'GatewayFailed GATEWAY_ACTION_EXPIRED'],
  ])('is not asked, nor this one again, when verification finds the charge %s', (_name, seen, told) => {
    const verifying: Attempt = { ...FIRST, phase: 'VERIFY', chargeId: CHARGE, verifications: 1 };
    const { attempt, events, next } = advance({ ...verifying, cancellingFor: 'action-expired' }, seen, at(NOW, THREE));
    expect([attempt.phase, events.map(describeEvent), next]).toEqual(['SETTLED', [told], undefined]);
  });
});

describe('a charge that its holder has to agree to', () => {
  it('waits for him, and is told once', () => {
    expect(story(OPEN, ACTION, ACTION, SUCCEEDED)).toEqual([
      'CREATE',
      'CONFIRM',
      'GatewayActionRequired',
      'ACTION after 30000 ms',
      'ACTION after 30000 ms',
      'GatewayResponseReceived approved',
      'SETTLED',
    ]);
  });

  it('is cancelled when he has not agreed in time, and tried nowhere else', () => {
    const told = storyWith(THREE, OPEN, ACTION, ACTION, UNKNOWN, ACTION, ACTION, CANCELLED);
    expect(told.slice(-5)).toEqual([
      'ACTION after 30000 ms',
      'ACTION after 10000 ms',
      'CANCEL',
      'GatewayFailed GATEWAY_ACTION_EXPIRED',
      'SETTLED',
    ]);
  });
});

describe('a charge that succeeds after it was given up', () => {
  const gone: Attempt = { ...FIRST, phase: 'SETTLED', outcome: 'abandoned', chargeId: CHARGE };

  it('is given back at the provider, again and again until it is', () => {
    const surplus = advance(gone, SUCCEEDED, at(NOW));
    expect(surplus).toMatchObject({ attempt: { phase: 'VOID', dueAt: FIRST.dueAt }, events: [] });
    const waiting = advance(surplus.attempt, UNKNOWN, at(NOW)).attempt;
    expect([waiting.phase, Date.parse(waiting.dueAt) - NOW]).toEqual(['VOID', 1_000]);
    const voided = advance(waiting, { kind: 'voided', chargeId: CHARGE }, at(NOW));
    expect(voided.attempt).toMatchObject({ phase: 'SETTLED', outcome: 'voided' });
    expect(voided.events.map(describeEvent)).toEqual(['GatewayChargeVoided']);
    expect(advance(voided.attempt, SUCCEEDED, at(NOW)).attempt).toBe(voided.attempt);
  });

  it('is left alone when it is what was approved, or no news', () => {
    const approved: Attempt = { ...gone, outcome: 'approved' };
    for (const seen of [SUCCEEDED, CANCELLED, ABSENT, OPEN]) {
      expect(advance(approved, seen, at(NOW)).attempt).toBe(approved);
    }
    expect(advance(gone, CANCELLED, at(NOW)).attempt).toBe(gone);
  });

  it('has nothing to give back when the provider says so', () => {
    const voiding: Attempt = { ...gone, phase: 'VOID' };
    expect(advance(voiding, CANCELLED, at(NOW)).attempt).toMatchObject({ phase: 'SETTLED', outcome: 'abandoned' });
  });
});

describe('cancelling', () => {
  it('says why, and what follows depends on it', () => {
    const confirming: Attempt = { ...FIRST, phase: 'CONFIRM', chargeId: CHARGE };
    const forBreaker = cancelFor(confirming, 'breaker-open', NOW).attempt;
    expect(forBreaker).toMatchObject({ phase: 'CANCEL', cancellingFor: 'breaker-open' });
    expect(advance(forBreaker, CANCELLED, at(NOW, THREE)).next?.provider).toBe('paypal');
    const tooLong = cancelFor(confirming, 'waited-too-long', NOW).attempt;
    expect(advance(tooLong, CANCELLED, at(NOW, THREE)).events.map(describeEvent)).toEqual([
      'GatewayFailed GATEWAY_UNAVAILABLE',
    ]);
  });
});
