import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instancesOf, membersOf } from '../cast.ts';
import { type PaymentFault, providerBehaviours, webhookBehaviours } from '../plan.ts';
import { arbitraryInput } from './input.ts';
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
          if ('pay' in request) expect(requests[request.pay]?.kind).toBe('pay');
          else if ('wallet' in request) expect(wallets[request.wallet]).toBeDefined();
        }
      }),
    );
  });

  it('has everything that clients do: cards, refunds of parts and of too much, freezes, other currencies, looks', () => {
    const drawn = fc.sample(arbitraryWorkload(), { seed: 1, numRuns: 300 });
    const kinds = new Set(drawn.flatMap(({ requests }) => requests.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual(
      ['cancel', 'freeze', 'operate', 'pay', 'readPayment', 'readWallet', 'refund', 'topUp', 'unfreeze'].sort(),
    );
    const requests = drawn.flatMap((workload) => workload.requests);
    expect(requests.some((one) => one.kind === 'pay' && one.source !== undefined)).toBe(true);
    expect(requests.some((one) => one.kind === 'pay' && one.merchant !== undefined)).toBe(true);
    expect(requests.some((one) => one.kind === 'refund' && one.amount === undefined)).toBe(true);
    expect(requests.some((one) => one.kind === 'refund' && one.early)).toBe(true);
    const tooMuch = drawn.some(({ requests: all }) =>
      all.some((one) => {
        const pay = one.kind === 'refund' ? all[one.pay] : undefined;
        return one.kind === 'refund' && pay?.kind === 'pay' && (one.amount ?? 0) > pay.amount;
      }),
    );
    expect(tooMuch).toBe(true);
    const wallets = drawn.flatMap((workload) => workload.wallets);
    expect(new Set(wallets.map(({ currency }) => currency))).toEqual(new Set(['EUR', 'USD', 'JPY']));
  });

  it('gives a user one wallet per currency', () => {
    fc.assert(
      fc.property(arbitraryWorkload(), ({ wallets }) => {
        const names = wallets.map(({ userId, currency }) => `${userId} ${currency}`);
        expect(new Set(names).size).toBe(names.length);
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

describe('a drawn run', () => {
  const drawn = fc.sample(arbitraryInput('swarm'), { seed: 1, numRuns: 400 });

  it('sometimes goes over the end of a month', () => {
    const begins = new Set(drawn.map(({ startsAt }) => startsAt));
    expect(begins.size).toBe(4);
    for (const one of begins) {
      if (one === undefined) continue;
      const begin = new Date(one);
      expect(new Date(begin.getTime() + 2_000).getUTCMonth()).not.toBe(begin.getUTCMonth());
    }
  });

  it('has operators who redrive, replay, rebuild, check and publish, in every service', () => {
    const done = drawn.flatMap(({ workload }) => workload.requests.filter((one) => one.kind === 'operate'));
    expect(new Set(done.map(({ service }) => service)).size).toBe(4);
    const paths = new Set(done.map(({ path }) => path));
    for (const path of ['dead-letters/redrive', 'outbox/retry', 'recovery', 'wallets/check'])
      expect(paths).toContain(path);
    expect([...paths].filter((path) => path.endsWith('/rebuild'))).toHaveLength(4);
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
    expect([...behaviours].sort()).toEqual(Object.keys(providerBehaviours).sort());
    const confirmFailsThrice = plans.filter((plan) =>
      [1, 2, 3].every((nth) =>
        plan.some((fault) => fault.verb === 'provider' && fault.operation === 'confirm' && fault.nth === nth),
      ),
    );
    expect(confirmFailsThrice.length).toBeGreaterThan(10);
  });

  it('takes providers and servers away for a moment and for long, and plays with webhooks', () => {
    const faults = fc.sample(arbitraryPlan('swarm', surface), { seed: 1, numRuns: 500 }).flat();
    const outages = faults.flatMap((fault) => (fault.verb === 'outage' ? [fault] : []));
    expect(new Set(outages.map(({ server }) => server))).toEqual(new Set(['kafka', 'postgres']));
    expect(outages.some(({ forMs }) => forMs > 20_000)).toBe(true);
    expect(outages.some(({ forMs }) => forMs < 1000)).toBe(true);
    expect(faults.some((fault) => fault.verb === 'provider-outage' && fault.forMs > 60_000)).toBe(true);
    const webhooks = new Set(faults.flatMap((fault) => (fault.verb === 'webhook' ? [fault.behaviour] : [])));
    expect([...webhooks].sort()).toEqual(Object.keys(webhookBehaviours).sort());
    expect(faults.some((fault) => fault.verb === 'dispute')).toBe(true);
  });

  it('can leave a payment without any answer until somebody can be asked again', () => {
    const plans = fc.sample(arbitraryPlan('swarm', surface), { seed: 1, numRuns: 500 });
    const silent = plans.filter((plan) =>
      (['confirm', 'retrieve', 'cancel'] as const).every((operation) =>
        [1, 2].every((nth) =>
          plan.some((one) => one.verb === 'provider' && one.operation === operation && one.nth === nth),
        ),
      ),
    );
    expect(silent.length).toBeGreaterThan(20);
  });

  it('is fitted to the cast of its run', () => {
    for (const { plan, instances } of fc.sample(arbitraryInput('swarm'), { seed: 1, numRuns: 300 })) {
      const present = new Set(membersOf(instancesOf(instances)).map(({ name }) => name));
      for (const fault of plan) if (fault.verb === 'crash') expect(present).toContain(fault.process);
    }
  });

  it('strikes within the active time', () => {
    const atTimes = fc
      .sample(arbitraryPlan('swarm', surface), { seed: 1, numRuns: 300 })
      .flat()
      .flatMap((fault: PaymentFault) => ('when' in fault && 'atMs' in fault.when ? [fault.when.atMs] : []));
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
