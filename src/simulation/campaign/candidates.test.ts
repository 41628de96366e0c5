import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClientRequest, walletOf } from '../payments/workload.ts';
import { candidates } from './candidates.ts';
import type { RunInput } from './engine.ts';
import { isRunInput } from './input.ts';

const wallets = fc.integer({ min: 1, max: 3 });
const run: fc.Arbitrary<RunInput> = wallets.chain((count) =>
  fc.record({
    scenario: fc.constant('random'),
    seed: fc.nat(),
    workload: fc.record({
      wallets: fc.constant(
        Array.from({ length: count }, (_, n) => ({ userId: `user-${n}`, currency: 'EUR', topUp: 1000 })),
      ),
      requests: fc.array(request(count), { maxLength: 6 }).map(withValidCancels),
    }),
    plan: fc.array(
      fc.record({
        verb: fc.constant('reset' as const),
        from: fc.constant('wallet-1'),
        to: fc.constant('kafka'),
        when: fc.oneof(
          fc.record({ atMs: fc.nat(1000) }),
          fc.record({ point: fc.constant('kafka.fetch.done'), nth: fc.integer({ min: 1, max: 5 }) }),
        ),
      }),
      { maxLength: 6 },
    ),
  }),
);

function request(count: number): fc.Arbitrary<ClientRequest> {
  const atMs = fc.nat(50);
  return fc.oneof(
    fc.record(
      {
        kind: fc.constant('pay' as const),
        atMs,
        wallet: fc.nat(count - 1),
        amount: fc.integer({ min: 1, max: 900 }),
        idempotencyKey: fc.constantFrom('one', 'two'),
      },
      { requiredKeys: ['kind', 'atMs', 'wallet', 'amount'] },
    ),
    fc.record({ kind: fc.constant('cancel' as const), atMs, pay: fc.nat(5) }),
  );
}

function withValidCancels(requests: ClientRequest[]): ClientRequest[] {
  return requests.filter((one) => one.kind !== 'cancel' || requests[one.pay]?.kind === 'pay');
}

/** What shrinking makes smaller, most important first. */
function size({ workload, plan }: RunInput): readonly number[] {
  const lateness = workload.requests.reduce((sum, { atMs }) => sum + atMs, 0);
  const nth = plan.reduce((sum, fault) => sum + ('when' in fault && 'nth' in fault.when ? fault.when.nth : 0), 0);
  const used = new Set(workload.requests.map((one) => walletOf(one) ?? -1)).size;
  const keys = workload.requests.filter((one) => 'idempotencyKey' in one).length;
  return [plan.length + workload.requests.length + workload.wallets.length, used, lateness, keys, nth];
}

function isSmaller(a: readonly number[], b: readonly number[]): boolean {
  const index = a.findIndex((value, at) => value !== b[at]);
  return index >= 0 && (a[index] ?? 0) < (b[index] ?? 0);
}

describe('the candidates for a smaller run', () => {
  test('are complete runs, each smaller than the run they come from', () => {
    fc.assert(
      fc.property(run, (input) => {
        for (const candidate of candidates(input, { workload: true })) {
          expect(isRunInput(candidate)).toBe(true);
          expect(isSmaller(size(candidate), size(input))).toBe(true);
        }
      }),
    );
  });

  test('include the removal of every single fault and of every single request', () => {
    fc.assert(
      fc.property(run, (input) => {
        const all = [...candidates(input, { workload: true })];
        const without = input.plan.map((_, index) => ({ ...input, plan: input.plan.toSpliced(index, 1) }));
        expect(all).toEqual(expect.arrayContaining(without));
        const pays = input.workload.requests.every(({ kind }) => kind === 'pay');
        if (!pays) return;
        const requests = input.workload.requests.map((_, index) => input.workload.requests.toSpliced(index, 1));
        expect(all.map(({ workload }) => workload.requests)).toEqual(expect.arrayContaining(requests));
      }),
    );
  });

  test('leave the workload of a scenario alone', () => {
    fc.assert(
      fc.property(run, (input) => {
        for (const candidate of candidates(input, { workload: false })) {
          expect(candidate.workload).toEqual(input.workload);
        }
      }),
    );
  });

  test('do without the idempotency keys, all of them and each', () => {
    const pay = { kind: 'pay', atMs: 0, wallet: 0, amount: 1 } as const;
    const one = { ...pay, idempotencyKey: 'one' };
    const workload = { wallets: [{ userId: 'u', currency: 'EUR', topUp: 1 }], requests: [one, one] };
    const all = [...candidates({ scenario: 'random', seed: 1, workload, plan: [] }, { workload: true })];
    const requests = all.map((candidate) => candidate.workload.requests);
    expect(requests).toEqual(
      expect.arrayContaining([
        [pay, pay],
        [pay, one],
        [one, pay],
      ]),
    );
  });

  test('let a cancellation point to the same payment after an earlier request has gone', () => {
    const pay = (amount: number): ClientRequest => ({ kind: 'pay', atMs: 0, wallet: 0, amount });
    const requests: ClientRequest[] = [pay(1), pay(2), { kind: 'cancel', atMs: 0, pay: 1 }];
    const workload = { wallets: [{ userId: 'u', currency: 'EUR', topUp: 1 }], requests };
    const all = [...candidates({ scenario: 'random', seed: 1, workload, plan: [] }, { workload: true })];
    expect(all.map((candidate) => candidate.workload.requests)).toContainEqual([
      pay(2),
      { kind: 'cancel', atMs: 0, pay: 0 },
    ]);
  });
});
