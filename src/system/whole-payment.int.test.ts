/** All services together, two instances of each: payments from the request to the end, on one wallet, against a provider over HTTP. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningProvider, startProvider } from '../simulation/payments/provider/server.ts';
import { startGatewayService } from './gateway/service.ts';
import { startPaymentService } from './payment/service.ts';
import { type RunningService, sleep } from './platform/index.ts';
import { startSagaService } from './saga/service.ts';
import { startEnvironment, type TestEnvironment } from './testing/environment.ts';
import { eventually } from './testing/topics.ts';
import { startWalletService } from './wallet/service.ts';

let environment: TestEnvironment;
let provider: RunningProvider;
let services: readonly RunningService[];
let payments: readonly string[];
let saga: string;
let wallets: readonly string[];

beforeAll(async () => {
  environment = await startEnvironment();
  provider = await startProvider({ name: 'stripe', port: 0, workMs: { min: 0, max: 5 }, faults: [] });
  const configs = ['a', 'b'].map((instance) =>
    environment.config({ INSTANCE: instance, PROVIDER_STRIPE_URL: provider.address }),
  );
  const start = (starter: typeof startWalletService) => Promise.all(configs.map(starter));
  const [payment, wallet, gateway, sagas] = await Promise.all(
    [startPaymentService, startWalletService, startGatewayService, startSagaService].map(start),
  );
  services = [payment, wallet, gateway, sagas].flatMap((group) => group ?? []);
  payments = (payment ?? []).map(({ address = '' }) => `${address}/api/v1/payments`);
  saga = sagas?.[0]?.address ?? '';
  wallets = (wallet ?? []).map(({ address = '' }) => `${address}/api/v1/wallets`);
});

afterAll(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await provider.stop();
  await environment.close();
});

async function post(url: string, body: unknown): Promise<Readonly<Record<string, unknown>>> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const parsed: unknown = await answer.json();
  return { ...(typeof parsed === 'object' ? parsed : {}) };
}

interface Purse {
  readonly user_id: string;
  readonly wallet_id: string;
}

async function walletWith(amount: number): Promise<Purse> {
  const user_id = randomUUID();
  const wallet_id = String((await post(wallets[0] ?? '', { user_id, currency: 'EUR' }))['wallet_id']);
  await post(`${wallets[1]}/${wallet_id}/top-up`, { amount, currency: 'EUR' });
  return { user_id, wallet_id };
}

function pay(instance: number, purse: Purse, amount: number): Promise<Readonly<Record<string, unknown>>> {
  const order = { ...purse, merchant_id: 'm', amount, currency: 'EUR', method: 'wallet' };
  return post(`${payments[instance % 2]}?wait=20`, order);
}

async function atRest(): Promise<void> {
  await eventually(async () => {
    const pending = await Promise.all(
      ['payment', 'wallet', 'gateway', 'saga'].map((schema) =>
        environment.query(`SELECT 1 FROM ${schema}.outbox WHERE synced_at IS NULL LIMIT 1`),
      ),
    );
    const held = await environment.query("SELECT 1 FROM wallet.holds WHERE state = 'held'");
    return pending.flat().length + held.length === 0 ? true : undefined;
  });
}

test('a payment is carried out from the request to the notification', async () => {
  const purse = await walletWith(1_000);
  expect(await pay(0, purse, 800)).toMatchObject({ status: 'COMPLETED' });
  await atRest();
  const [balance] = await environment.query(
    `SELECT available, locked FROM wallet.wallet_balances WHERE wallet_id = '${purse.wallet_id}'`,
  );
  expect(balance).toEqual(['200', '0']);
});

test('too little in the wallet fails with what is missing, and no provider is asked', async () => {
  const purse = await walletWith(250);
  expect(await pay(0, purse, 1_000)).toMatchObject({
    status: 'FAILED',
    error: {
      code: 'INSUFFICIENT_FUNDS',
      details: { requested_amount: 1_000, available_balance: 250, deficit_amount: 750 },
    },
  });
});

test('forty payments at once on one wallet that covers thirty of them: thirty succeed, and the books balance', async () => {
  const purse = await walletWith(3_000);
  const ends = await Promise.all(Array.from({ length: 40 }, (_, index) => pay(index, purse, 100)));
  await atRest();
  const count = (status: string) => ends.filter((end) => end['status'] === status).length;
  expect({ completed: count('COMPLETED'), failed: count('FAILED') }).toEqual({ completed: 30, failed: 10 });
  const [balance] = await environment.query(
    `SELECT available, locked FROM wallet.wallet_balances WHERE wallet_id = '${purse.wallet_id}'`,
  );
  expect(balance).toEqual(['0', '0']);
  expect(await environment.query('SELECT sum(amount) FROM wallet.ledger_entries')).toEqual([['0']]);
  for (const schema of ['payment', 'wallet', 'gateway', 'saga']) {
    expect(await environment.query(`SELECT kind, reason FROM ${schema}.errors`)).toEqual([]);
  }
});

test('a completed payment is refunded in part: at the provider, and into the wallet', async () => {
  const purse = await walletWith(1_000);
  const paid = await pay(0, purse, 800);
  expect(paid).toMatchObject({ status: 'COMPLETED' });
  const refunds = `${payments[1]}/${String(paid['payment_id'])}/refunds`;
  expect(await post(refunds, { amount: 300, reason: 'one item was returned' })).toMatchObject({ status: 'REQUESTED' });
  const wallet = `SELECT available, locked FROM wallet.wallet_balances WHERE wallet_id = '${purse.wallet_id}'`;
  await eventually(async () => ((await environment.query(wallet))[0]?.[0] === '500' ? true : undefined));
  const listed: unknown = await (await fetch(refunds)).json();
  expect(listed).toMatchObject({ refunds: [{ status: 'COMPLETED', amount: 300, provider: 'stripe' }] });
  expect(await post(refunds, { amount: 501, reason: 'too much' })).toMatchObject({
    error: { code: 'REFUND_TOO_LARGE' },
  });
  await atRest();
  expect(await environment.query('SELECT sum(amount) FROM wallet.ledger_entries')).toEqual([['0']]);
  for (const schema of ['payment', 'wallet', 'gateway', 'saga']) {
    expect(await environment.query(`SELECT kind, reason FROM ${schema}.errors`)).toEqual([]);
  }
});

test('the overview of payments is what all services say of them, and can be built anew while they run', async () => {
  const columns = `payment_id, payment_version, payment_status, hold, gateway_status, provider, saga_outcome, saga_step, error_code,
    amount, refunds, wallet_version, gateway_version, saga_version, provider_charge_id, saga_id, wallet_id, initiated_at, ended_at`;
  const overview = () => environment.query(`SELECT ${columns} FROM saga.saga_projections ORDER BY payment_id`);
  const ended = "saga_outcome IN ('COMPLETED', 'FAILED') AND payment_status IN ('COMPLETED', 'FAILED')";
  const kinds = `SELECT payment_status, hold, gateway_status, saga_outcome, count(*) FROM saga.saga_projections
    WHERE ${ended} AND hold IS DISTINCT FROM 'held' GROUP BY 1, 2, 3, 4 ORDER BY 1, 2`;
  // 32 that succeeded; 11 for which there was too little, which the look at the balance, or the deduction itself, showed.
  await eventually(async () => {
    const rows = await environment.query(kinds);
    const total = rows.reduce((sum, row) => sum + Number(row[4]), 0);
    return total === 43 && rows[0]?.join(' ') === 'COMPLETED settled APPROVED COMPLETED 32' ? true : undefined;
  });
  // The services' events come one after the other; when nothing changes any more, all are there.
  let seen = '';
  const live = await eventually(async () => {
    const [before, now] = [seen, await overview()];
    seen = JSON.stringify(now);
    await sleep(300);
    return seen === before ? now : undefined;
  });

  await environment.query("UPDATE saga.saga_projections SET payment_status = 'FAILED', provider = 'adyen'");
  await environment.query('DELETE FROM saga.saga_projections WHERE hold IS NULL');
  const rebuilt = await fetch(`${saga}/api/v1/admin/read-models/saga_projections/rebuild`, { method: 'POST' });
  expect(rebuilt.status).toBe(200);
  expect(await overview()).toEqual(live);
});
