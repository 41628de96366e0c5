import { describe, expect, it } from 'vitest';
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { baseHistory } from './fixture/base-history.ts';
import { expectViolation } from './fixture/doctor.ts';
import { noRetryStorm } from './no-retry-storm.ts';

/** The same question again and again, this far apart. */
function asked(everyMs: number, times = 9): PaymentHistory {
  const calls = Array.from({ length: times }, (_, index) => {
    return { provider: 'stripe', operation: 'retrieve', paymentId: 'p', arrivedMs: index * everyMs } as const;
  });
  return { ...baseHistory().history, calls };
}

describe('no-retry-storm', () => {
  it('notices a provider that is asked the same again and again', () => {
    expectViolation(noRetryStorm, asked(400), /stripe was asked to retrieve 9 times within 3200 ms for payment p/);
  });

  it('notices a few in a row, after which a breaker may have opened', () => {
    expectViolation(noRetryStorm, asked(10, 5), /stripe was asked to retrieve 4 times within 30 ms for payment p/);
  });

  it('allows questions with pauses, and one more for each crash', () => {
    expect(noRetryStorm.check(asked(5000))).toEqual({ kind: 'holds' });
    const fault = { verb: 'crash', process: 'gateway-1', restartAfterMs: 1, when: { atMs: 1 } } as const;
    const crashed = { ...asked(400), faults: [{ atMs: 1, fault, hit: 'gateway-1' }] };
    expect(noRetryStorm.check(crashed)).toEqual({ kind: 'holds' });
  });
});
