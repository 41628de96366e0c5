/**
 * The configuration that loses money: commits that don't wait for the write-ahead log (`synchronous_commit=off`), and a server that crashes.
 * The harness has to show that, with a real crash of a real server; and the system as it is shipped has to come through the same.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { properties } from '../../properties/index.ts';
import { DATABASE, POSTGRES } from './cast.ts';
import { PaymentEnvironment } from './environment.ts';
import type { FaultPlan } from './plan.ts';
import { runPayments } from './run.ts';

let environment: PaymentEnvironment;
beforeAll(async () => {
  environment = await PaymentEnvironment.open({ crashable: true });
});
afterAll(() => environment.close());

const workload = {
  wallets: [{ userId: 'user-1', currency: 'EUR', topUp: 1000 }],
  requests: [{ kind: 'pay', atMs: 0, wallet: 0, amount: 250 }],
} as const;

/** At some moments of one payment; which commits are lost depends on when the log was last written. */
const moments = ['payment-1', 'wallet-1'].flatMap((process) =>
  [2, 4].map(
    (nth): FaultPlan => [
      { verb: 'postgres-crash', when: { point: 'postgres.commit.done', process, nth }, downMs: 50, recoveryMs: 50 },
    ],
  ),
);

/** The properties that do not hold in a run. */
async function violated(plan: FaultPlan, settings: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { history } = await runPayments({ scenario: 'random', seed: 1, workload, plan, settings }, environment);
  return properties.flatMap((one) => (one.check(history).kind === 'holds' ? [] : [one.name]));
}

test('as shipped, everything holds over a real crash', async () => {
  for (const plan of moments) expect(await violated(plan, {})).toEqual([]);
});

test('with synchronous_commit=off, what was acknowledged is lost', async () => {
  const url = `postgres://postgres@${POSTGRES.host}:${POSTGRES.port}/${DATABASE}?options=-c%20synchronous_commit%3Doff`;
  const found = new Set<string>();
  for (const plan of moments) {
    for (const name of await violated(plan, { DATABASE_URL: url })) found.add(name);
    if (found.size > 0) break;
  }
  expect([...found]).toContain('nothing-acknowledged-lost');
});
