/** All services together against a provider that declines, times out and breaks off: what becomes of the payment and the money. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProviderBehaviour } from '../simulation/payments/plan.ts';
import { type RunningProvider, startProvider } from '../simulation/payments/provider/server.ts';
import { startGatewayService } from './gateway/service.ts';
import { startPaymentService } from './payment/service.ts';
import type { RunningService } from './platform/index.ts';
import { startSagaService } from './saga/service.ts';
import { startEnvironment, type TestEnvironment } from './testing/environment.ts';
import { eventually, messagesOn } from './testing/topics.ts';
import { startWalletService } from './wallet/service.ts';

/** What becomes of the confirmations, in the order of the tests. */
const CONFIRMATIONS: readonly ProviderBehaviour[] = ['decline', 'timeout-lands', 'reset', 'error-500', 'timeout-lost'];

let environment: TestEnvironment;
let provider: RunningProvider;
let services: readonly RunningService[];

beforeAll(async () => {
  environment = await startEnvironment();
  provider = await startProvider({
    name: 'stripe',
    port: 0,
    workMs: { min: 0, max: 5 },
    faults: CONFIRMATIONS.map((behaviour, index) => ({
      verb: 'provider',
      provider: 'stripe',
      operation: 'confirm',
      nth: index + 1,
      behaviour,
    })),
  });
  const config = environment.config({ PROVIDER_STRIPE_URL: provider.address, PROVIDER_TIMEOUT_MS: '300' });
  const starters = [startPaymentService, startWalletService, startGatewayService, startSagaService];
  services = await Promise.all(starters.map((starter) => starter(config)));
});

afterAll(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await provider.stop();
  await environment.close();
});

type Body = Readonly<Record<string, unknown>>;

async function post(service: number, path: string, body: unknown): Promise<Body> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
  const url = `${services[service]?.address}/api/v1/${path}`;
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const parsed: unknown = await answer.json();
  return { ...(typeof parsed === 'object' ? parsed : {}) };
}

/** Pays 800 of 1000 from a new wallet, and waits for the end. */
async function pay(): Promise<{ readonly end: Body; readonly wallet: string }> {
  const user_id = randomUUID();
  const wallet = String((await post(1, 'wallets', { user_id, currency: 'EUR' }))['wallet_id']);
  await post(1, `wallets/${wallet}/top-up`, { amount: 1_000, currency: 'EUR' });
  const order = { user_id, merchant_id: 'm', amount: 800, currency: 'EUR', method: 'wallet', wallet_id: wallet };
  return { end: await post(0, 'payments?wait=20', order), wallet };
}

/** Available and locked, once nothing is locked any more. */
async function balance(wallet: string): Promise<readonly (string | null)[]> {
  return eventually(async () => {
    const [row] = await environment.query(
      `SELECT available, locked FROM wallet.wallet_balances WHERE wallet_id = '${wallet}'`,
    );
    return row?.[1] === '0' ? row : undefined;
  });
}

function charge({ end }: { readonly end: Body }): string | undefined {
  return provider.ledger.charges().find(({ paymentId }) => paymentId === end['payment_id'])?.state;
}

function sagaEvents({ end }: { readonly end: Body }): readonly string[] {
  return messagesOn(environment.broker, 'saga-events.v1')
    .filter(({ data }) => 'payment_id' in data && data.payment_id === end['payment_id'])
    .map(({ event_type: type }) => type);
}

async function expectNoErrors(): Promise<void> {
  for (const schema of ['payment', 'wallet', 'gateway', 'saga']) {
    expect(await environment.query(`SELECT kind, reason FROM ${schema}.errors`)).toEqual([]);
  }
}

test('a declined payment fails, and the wallet has its money back', async () => {
  const payment = await pay();
  expect(payment.end).toMatchObject({ status: 'FAILED', error: { code: 'GATEWAY_DECLINED' } });
  expect(await balance(payment.wallet)).toEqual(['1000', '0']);
  expect(charge(payment)).toBe('declined');
  await eventually(() => (sagaEvents(payment).at(-1) === 'SagaFailed' ? true : undefined));
  expect(
    sagaEvents(payment)
      .filter((type) => type !== 'SagaStateChanged')
      .slice(-3),
  ).toEqual(['CompensationStarted', 'CompensationCompleted', 'SagaFailed']);
  await expectNoErrors();
});

test('a payment whose charge landed behind a time-out is completed', async () => {
  const payment = await pay();
  expect(payment.end).toMatchObject({ status: 'COMPLETED' });
  expect(await balance(payment.wallet)).toEqual(['200', '0']);
  expect(charge(payment)).toBe('confirmed');
  const metrics = await (await fetch(`${services[2]?.address}/metrics`)).text();
  expect(metrics).toMatch(/^pending_transactions_resolved_total\{outcome="succeeded",.*\} 1$/m);
  await expectNoErrors();
});

test('a payment that the provider never carries out is cancelled there, fails, and is given back', async () => {
  const payment = await pay();
  expect(payment.end).toMatchObject({ status: 'FAILED', error: { code: 'GATEWAY_EXHAUSTED' } });
  expect(await balance(payment.wallet)).toEqual(['1000', '0']);
  expect(charge(payment)).toBe('cancelled');
  await expectNoErrors();
});

test('an external payment needs no wallet', async () => {
  const order = {
    user_id: 'u',
    merchant_id: 'm',
    amount: 800,
    currency: 'EUR',
    method: 'external',
    source: 'tok_visa',
  };
  expect(await post(0, 'payments?wait=20', order)).toMatchObject({ status: 'COMPLETED' });
  await expectNoErrors();
});
