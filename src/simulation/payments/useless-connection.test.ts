/** What the client of the broker does with connections that are of no use any more, seen from outside of a whole payment. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PaymentEnvironment } from './environment.ts';
import type { PaymentFault } from './plan.ts';
import { runPayments } from './run.ts';

let environment: PaymentEnvironment;
beforeAll(async () => {
  environment = await PaymentEnvironment.open();
});
afterAll(() => environment.close());

const workload = {
  wallets: [{ userId: 'user-1', currency: 'EUR', topUp: 1000 }],
  requests: [{ kind: 'pay', atMs: 0, wallet: 0, amount: 250 }],
} as const;

const when = { point: 'kafka.produce.received', process: 'payment-1', nth: 2 } as const;
const between = { from: 'payment-1', to: 'kafka', what: 'answers', when } as const;

async function runWith(fault: PaymentFault) {
  const { history } = await runPayments({ scenario: 'test', seed: 1, workload, plan: [fault] }, environment);
  return { history, end: history.paymentStates.at(-1) };
}

test('a connection to the broker that fell silent is opened anew after one time-out', async () => {
  const { history, end } = await runWith({ verb: 'half-open', ...between });
  expect(history.faults).toHaveLength(1);
  expect(end?.to).toBe('COMPLETED');
  expect(history.end.atMs).toBeLessThan(60_000);
});

test('an answer of the broker that makes no sense ends its connection, and not the process', async () => {
  const { history, end } = await runWith({ verb: 'corrupt', ...between, part: 'header' });
  expect(history.faults).toHaveLength(1);
  expect(history.failures).toEqual([]);
  expect(end?.to).toBe('COMPLETED');
});
