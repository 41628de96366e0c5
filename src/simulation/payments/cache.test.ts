/**
 * What is shown from the cache is held to the same promise as what is read from the database: it was so between question and answer. The usual
 * runs go without the cache, since several instances of a service don't cache anything without a Redis between them.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { properties } from '../../properties/index.ts';
import { PaymentEnvironment } from './environment.ts';
import { generateInput } from './generate/input.ts';
import type { PaymentHistory } from './history.ts';
import { runPayments } from './run.ts';
import type { RunInput } from './run-input.ts';
import type { ClientRequest } from './workload.ts';

let environment: PaymentEnvironment;
beforeAll(async () => {
  environment = await PaymentEnvironment.open();
});
afterAll(() => environment.close());

const ALONE = { payment: 1, wallet: 1 } as const;

function complaints(history: PaymentHistory) {
  return properties.flatMap((property) => {
    const verdict = property.check(history);
    return verdict.kind === 'holds' ? [] : [{ name: property.name, verdict }];
  });
}

/** Looks at wallet 0 every few milliseconds, from before its payments until after them. */
function looks(count: number, everyMs: number): readonly ClientRequest[] {
  return Array.from({ length: count }, (_, n) => ({ kind: 'readWallet', atMs: n * everyMs, wallet: 0 }));
}

test('looks at a wallet while it is paid from are always of their time, and mostly come from the cache', async () => {
  const input: RunInput = {
    scenario: 'cache',
    seed: 7,
    workload: {
      wallets: [{ userId: 'user-1', currency: 'EUR', topUp: 1_000 }],
      requests: [
        { kind: 'pay', atMs: 100, wallet: 0, amount: 300 },
        { kind: 'pay', atMs: 150, wallet: 0, amount: 200 },
        { kind: 'topUp', atMs: 200, wallet: 0, amount: 50 },
        ...looks(600, 1),
      ],
    },
    plan: [],
    instances: ALONE,
  };
  const plain = await runPayments(input, environment);
  const cached = await runPayments({ ...input, settings: { CACHE: 'on' } }, environment);
  expect(complaints(cached.history)).toEqual([]);
  expect(cached.statements).toBeLessThan(plain.statements - 150);
});

test.each([1, 2, 3])('with faults too (seed %i)', async (seed) => {
  const { workload, settings, ...drawn } = generateInput(seed, 'swarm');
  const requests = [...workload.requests, ...looks(100, 7)];
  const input = {
    ...drawn,
    workload: { ...workload, requests },
    instances: { ...drawn.instances, ...ALONE },
    settings: { ...settings, CACHE: 'on' },
  };
  expect(complaints((await runPayments(input, environment)).history)).toEqual([]);
});
