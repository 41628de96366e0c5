import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PaymentFault } from '../plan.ts';
import { arbitraryPlan } from './plan.ts';
import { arbitraryWorkload } from './workload.ts';

const surface = {
  processes: ['payment-1', 'wallet-1', 'wallet-2', 'gateway-1', 'saga-1'],
  client: 'client',
  providers: ['stripe'],
  activeMs: { from: 100, to: 9000 },
};

/** What is left when shrinking has taken away all that `fails` does not need. */
function smallest<T>(arbitrary: fc.Arbitrary<T>, fails: (value: T) => boolean): T {
  const outcome = fc.check(
    fc.property(arbitrary, (value) => !fails(value)),
    { seed: 1, numRuns: 1000 },
  );
  const found = outcome.counterexample?.[0];
  if (found === undefined) throw new Error('nothing was drawn that fails');
  return found;
}

describe('a drawn workload', () => {
  it('never refers to a wallet or a payment that is not there', () => {
    fc.assert(
      fc.property(arbitraryWorkload(), ({ wallets, requests }) => {
        for (const request of requests) {
          if (request.kind === 'cancel') expect(requests[request.pay]?.kind).toBe('pay');
          else expect(wallets[request.wallet]).toBeDefined();
        }
      }),
    );
  });

  it('shrinks to the two payments that matter', () => {
    const { wallets, requests } = smallest(arbitraryWorkload(), (workload) => {
      const onFirst = workload.requests.filter((request) => request.kind === 'pay' && request.wallet === 0);
      return onFirst.length >= 2 && (workload.wallets[0]?.topUp ?? 0) > 0;
    });
    expect(wallets).toEqual([{ userId: 'user-1', currency: 'EUR', topUp: 1 }]);
    expect(requests).toHaveLength(2);
    for (const request of requests) expect(request).toMatchObject({ kind: 'pay', atMs: 0, wallet: 0, amount: 1 });
  });

  it('shrinks to a payment and its cancellation', () => {
    const { requests } = smallest(arbitraryWorkload(), (workload) =>
      workload.requests.some((request) => request.kind === 'cancel'),
    );
    expect(requests).toEqual([
      { kind: 'pay', atMs: 0, wallet: 0, amount: 1 },
      { kind: 'cancel', atMs: 0, pay: 0 },
    ]);
  });
});

describe('a drawn plan', () => {
  it('has no faults in profile none, at most two in gentle', () => {
    expect(fc.sample(arbitraryPlan('none', surface), 5).flat()).toEqual([]);
    const sizes = fc.sample(arbitraryPlan('gentle', surface), { seed: 1, numRuns: 200 }).map((plan) => plan.length);
    expect(Math.max(...sizes)).toBe(2);
  });

  it('has a mix of its own in profile swarm: each kind is sometimes off and sometimes frequent', () => {
    const plans = fc.sample(arbitraryPlan('swarm', surface), { seed: 1, numRuns: 300 });
    for (const verb of ['crash', 'reset', 'delay', 'provider'] as const) {
      const counts = plans.map((plan) => plan.filter((fault) => fault.verb === verb).length);
      expect(counts).toContain(0);
      expect(Math.max(...counts)).toBeGreaterThanOrEqual(3);
    }
  });

  it('can hit everybody, around every commit and every acknowledgement, and make the provider fail in every way', () => {
    const plans = fc.sample(arbitraryPlan('swarm', surface), { seed: 1, numRuns: 500 });
    const faults = plans.flat();
    const crashed = new Set(faults.flatMap((fault) => (fault.verb === 'crash' ? [fault.process] : [])));
    expect([...crashed].sort()).toEqual([...surface.processes].sort());
    const reset = faults.flatMap((fault) =>
      fault.verb === 'reset' && 'point' in fault.when ? [fault.when.point] : [],
    );
    expect(reset).toEqual(
      expect.arrayContaining(['postgres.commit.received', 'postgres.commit.done', 'kafka.produce.done']),
    );
    const behaviours = new Set(faults.flatMap((fault) => (fault.verb === 'provider' ? [fault.behaviour] : [])));
    expect([...behaviours].sort()).toEqual(['decline', 'error-500', 'reset', 'timeout-lands', 'timeout-lost']);
    const confirmFailsThrice = plans.filter((plan) =>
      [1, 2, 3].every((nth) =>
        plan.some((fault) => fault.verb === 'provider' && fault.operation === 'confirm' && fault.nth === nth),
      ),
    );
    expect(confirmFailsThrice.length).toBeGreaterThan(10);
  });

  it('strikes within the active time', () => {
    const atTimes = fc
      .sample(arbitraryPlan('swarm', surface), { seed: 1, numRuns: 300 })
      .flat()
      .flatMap((fault: PaymentFault) => (fault.verb !== 'provider' && 'atMs' in fault.when ? [fault.when.atMs] : []));
    expect(atTimes.length).toBeGreaterThan(20);
    expect(Math.min(...atTimes)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...atTimes)).toBeLessThanOrEqual(9000);
  });

  it('shrinks to nothing when faults do not matter, and to the one that does', () => {
    expect(smallest(arbitraryPlan('swarm', surface), () => true)).toEqual([]);
    const plan = smallest(arbitraryPlan('swarm', surface), (drawn) =>
      drawn.some((fault) => fault.verb === 'crash' && fault.process === 'wallet-1'),
    );
    expect(plan).toHaveLength(1);
  });
});
