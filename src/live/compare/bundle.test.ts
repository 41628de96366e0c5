import { expect, it } from 'vitest';
import { bundled } from './bundle.ts';
import { comparable } from './comparable.ts';

it('lets every workload keep its own wallets and payments', () => {
  const workloads = [3, 4, 5, 6].map((seed) => comparable(seed).workload);
  const { workload, parts } = bundled(workloads);
  expect(new Set(workload.wallets.map(({ userId, currency }) => `${userId} ${currency}`)).size).toBe(
    workload.wallets.length,
  );
  for (const [place, { requests, wallets }] of parts.entries()) {
    const own = workload.requests.slice(...requests);
    const original = workloads[place]?.requests ?? [];
    expect(own.map(({ kind, atMs }) => [kind, atMs])).toEqual(original.map(({ kind, atMs }) => [kind, atMs]));
    for (const [at, one] of own.entries()) {
      const before = original[at];
      if (before !== undefined && 'wallet' in one && 'wallet' in before) {
        expect(workload.wallets[one.wallet]?.topUp).toBe(workloads[place]?.wallets[before.wallet]?.topUp);
        expect(one.wallet).toBeGreaterThanOrEqual(wallets[0]);
        expect(one.wallet).toBeLessThan(wallets[1]);
      }
      if ('pay' in one) expect(workload.requests[one.pay]?.kind).toBe('pay');
    }
  }
});

it('lets no key of one workload be that of another', () => {
  const pay = { kind: 'pay', atMs: 0, wallet: 0, amount: 1, idempotencyKey: 'again' } as const;
  const workload = { wallets: [{ userId: 'user-1', currency: 'EUR', topUp: 5 }], requests: [pay, pay] };
  const { requests } = bundled([workload, workload]).workload;
  const keys = requests.map((one) => ('idempotencyKey' in one ? one.idempotencyKey : undefined));
  expect(keys[0]).toBe(keys[1]);
  expect(keys[2]).toBe(keys[3]);
  expect(keys[0]).not.toBe(keys[2]);
});
