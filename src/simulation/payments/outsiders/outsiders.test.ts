/** What outsiders do happens, is counted, and is survived. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { properties } from '../../../properties/index.ts';
import { PaymentEnvironment } from '../environment.ts';
import type { FaultPlan } from '../plan.ts';
import { runPayments } from '../run.ts';
import type { RunInput, RunResult } from '../run-input.ts';
import { POISON_KINDS } from './faults.ts';

let environment: PaymentEnvironment;
beforeAll(async () => {
  environment = await PaymentEnvironment.open();
});
afterAll(() => environment.close());

async function run(plan: FaultPlan, settings: RunInput['settings'] = {}): Promise<RunResult> {
  const workload = {
    wallets: [{ userId: 'user-1', currency: 'EUR', topUp: 1000 }],
    requests: [0, 300, 600].map((atMs) => ({ kind: 'pay', atMs, wallet: 0, amount: 300 }) as const),
  };
  const result = await runPayments({ scenario: 'test', seed: 5, workload, plan, settings }, environment);
  const complaints = properties.filter((property) => property.check(result.history).kind !== 'holds');
  expect(complaints.map(({ name }) => name)).toEqual([]);
  return result;
}

it('puts aside messages of every kind on the topics that services read, and lets the payments pass', async () => {
  const topics = ['payment-events.v1', 'wallet-commands.v1', 'gateway-events.v1', 'saga-commands.v1'] as const;
  const plan = topics.flatMap((topic, place) =>
    POISON_KINDS.map((kind, index) => {
      return { verb: 'poison', kind, topic, atMs: 400 + 20 * index, variant: index + place } as const;
    }).filter(({ kind }) => kind !== 'huge' || place === 0),
  );
  const { history } = await run(plan);
  const statuses = history.database.tables['payment.payment_status']?.map(({ status }) => status);
  expect(statuses).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED']);
  expect(history.faults.map(({ hit }) => hit).sort()).toEqual(plan.map(({ topic }) => topic).sort());
  expect(history.records.filter(({ foreign }) => foreign === true)).toHaveLength(plan.length);
});

it('has messages wait for rows that somebody holds; one that gave up is handled after all', async () => {
  const { history, counters } = await run([{ verb: 'rows-locked', rows: 'wallets', atMs: 1000, forMs: 100_000 }], {
    DATABASE_LOCK_TIMEOUT_MS: '1000',
  });
  expect(history.faults).toMatchObject([{ hit: 'wallets' }]);
  expect(counters['lockTimeouts']).toBeGreaterThan(0);
  expect(history.database.tables['wallet.dead_letters']?.map(({ state }) => state)).toContain('redriven');
});
