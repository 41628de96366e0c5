/** Everything dies in the midst of payments and comes back, watched by the recovery service. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningProvider, startProvider } from '../../simulation/payments/provider/server.ts';
import type { Config, ServiceName } from '../config.ts';
import { startGatewayService } from '../gateway/service.ts';
import { startMetricsService } from '../metrics/service.ts';
import { startPaymentService } from '../payment/service.ts';
import { isRecord, type RunningService } from '../platform/index.ts';
import { startSagaService } from '../saga/service.ts';
import { startEnvironment, type TestEnvironment } from '../testing/environment.ts';
import { eventually, messagesOn } from '../testing/topics.ts';
import { startWalletService } from '../wallet/service.ts';
import { startRecoveryService } from './service.ts';

const STARTERS = {
  wallet: startWalletService,
  payment: startPaymentService,
  saga: startSagaService,
  gateway: startGatewayService,
  metrics: startMetricsService,
} as const satisfies Partial<Record<ServiceName, (config: Config) => Promise<RunningService>>>;
type Started = keyof typeof STARTERS;
const NAMES: readonly Started[] = ['wallet', 'payment', 'saga', 'gateway', 'metrics'];

let environment: TestEnvironment;
let provider: RunningProvider;
let recovery: RunningService;
const running = new Map<Started, RunningService>();
const ports = new Map<Started, string>();

beforeAll(async () => {
  environment = await startEnvironment();
  provider = await startProvider({ name: 'stripe', port: 0, workMs: { min: 20, max: 60 }, faults: [] });
  for (const name of NAMES) await start(name);
  const services = NAMES.map((name) => `${name}=${running.get(name)?.address}`).join(',');
  recovery = await startRecoveryService(
    environment.config({ RECOVERY_SERVICES: services, RECOVERY_POLL_MS: '50', RECOVERY_THRESHOLD_MS: '20000' }),
  );
});

afterAll(async () => {
  await recovery.stop();
  await Promise.all([...running.values()].map((service) => service.stop()));
  await provider.stop();
  await environment.close();
});

/** Starts a service, on the port that it had before. */
async function start(name: Started): Promise<void> {
  const config = environment.config({
    PROVIDER_STRIPE_URL: provider.address,
    RECOVERY_POLL_MS: '50',
    RELAY_CYCLE_MS: '500',
    METRICS_GATHER_MS: '50',
    ...(ports.has(name) ? { [`${name.toUpperCase()}_PORT`]: ports.get(name) ?? '' } : {}),
  });
  const service = await STARTERS[name](config);
  running.set(name, service);
  ports.set(name, new URL(service.address ?? '').port);
}

async function stop(name: Started): Promise<void> {
  await running.get(name)?.stop();
  running.delete(name);
}

async function ask(
  base: string | undefined,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`${base}${path}`, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
  });
  const parsed: unknown = await answer.json();
  return { status: answer.status, body: isRecord(parsed) ? { ...parsed } : {} };
}

async function walletWith(amount: number): Promise<string> {
  const base = running.get('wallet')?.address;
  const { body } = await ask(base, '/api/v1/wallets', { user_id: randomUUID(), currency: 'EUR' });
  await ask(base, `/api/v1/wallets/${String(body['wallet_id'])}/top-up`, { amount, currency: 'EUR' });
  return String(body['wallet_id']);
}

async function pay(wallet_id: string, amount: number): Promise<string> {
  const [user] =
    (await environment.query(`SELECT user_id FROM wallet.wallet_balances WHERE wallet_id = '${wallet_id}'`))[0] ?? [];
  const order = { user_id: user, merchant_id: 'm', wallet_id, amount, currency: 'EUR', method: 'wallet' };
  const { body } = await ask(running.get('payment')?.address, '/api/v1/payments', order);
  return String(body['payment_id']);
}

function completions() {
  return messagesOn(environment.broker, 'metrics-events.v1').filter(
    ({ event_type }) => event_type === 'SystemRecoveryCompleted',
  );
}

async function ended(count: number): Promise<void> {
  await eventually(async () => {
    const rows = await environment.query(
      "SELECT 1 FROM payment.payment_status WHERE status IN ('COMPLETED', 'FAILED')",
    );
    return rows.length === count ? true : undefined;
  }, 60_000);
}

/** All there is to be seen of payments, sagas and wallets. */
async function readModels(): Promise<unknown> {
  return await Promise.all(
    [
      'SELECT payment_id, status, version, user_id, merchant_id, wallet_id, amount, currency, method, source, description, provider, provider_charge_id, error_code, error_message FROM payment.payment_status ORDER BY 1',
      'SELECT payment_id, saga_id, method, wallet_id, merchant_id, amount, currency, state, failure, cancel_reason, compensating, user_id, source, provider, provider_charge_id, version FROM saga.active_sagas ORDER BY 1',
      'SELECT wallet_id, user_id, currency, available, locked, frozen, version FROM wallet.wallet_balances ORDER BY 1',
    ].map((sql) => environment.query(sql)),
  );
}

test('a start is a recovery too: it is announced, and completed when all services are ready', async () => {
  const completed = await eventually(() => completions()[0]);
  expect(completed.data).toMatchObject({ services_recovered: NAMES });
  const [started] = messagesOn(environment.broker, 'metrics-events.v1');
  expect(started).toMatchObject({ event_type: 'SystemRecoveryStarted', data: { services: NAMES, reason: 'start-up' } });
  expect((await ask(recovery.address, '/api/v1/admin/system')).body).toMatchObject({ status: 'operational' });
});

test('everything stops in the midst of payments, its read models are lost, and all comes back as it was, with nothing done twice', async () => {
  const wallet = await walletWith(10_000);
  const payments = await Promise.all(Array.from({ length: 30 }, () => pay(wallet, 100)));
  await eventually(async () =>
    (await environment.query("SELECT 1 FROM payment.payment_status WHERE status = 'COMPLETED' LIMIT 1")).length > 0
      ? true
      : undefined,
  );
  await Promise.all(NAMES.map(stop));
  const before = await readModels();
  const count = completions().length;
  const [open] =
    (await environment.query("SELECT count(*) FROM saga.active_sagas WHERE state NOT IN ('COMPLETED', 'FAILED')"))[0] ??
    [];
  // Deletes what can be told from events. Had the services been busy, they would have been without it only until their replay.
  await environment.query(
    'DELETE FROM payment.payment_status; DELETE FROM saga.active_sagas; DELETE FROM wallet.wallet_balances',
  );
  await environment.query(
    'DELETE FROM payment.checkpoints; DELETE FROM saga.checkpoints; DELETE FROM wallet.checkpoints',
  );
  await eventually(async () =>
    (await ask(recovery.address, '/api/v1/admin/system')).body['status'] === 'recovering' ? true : undefined,
  );
  await start('wallet');
  const wallets = await readModels();
  expect(wallets).toMatchObject({ 2: Array.isArray(before) ? before[2] : [] });
  for (const name of NAMES.slice(1)) await start(name);
  const completed = await eventually(() => completions()[count], 30_000);
  expect(completed.data).toMatchObject({ services_recovered: NAMES });
  if (completed.event_type !== 'SystemRecoveryCompleted') throw new Error('It is one.');
  expect(completed.data.events_reprocessed).toBeGreaterThan(100);
  expect(completed.data.sagas_resumed).toBe(Number(open));
  await ended(30);
  const [balance] = await environment.query(
    `SELECT available, locked FROM wallet.wallet_balances WHERE wallet_id = '${wallet}'`,
  );
  await eventually(async () =>
    (await environment.query("SELECT 1 FROM wallet.holds WHERE state = 'held'")).length === 0 ? true : undefined,
  );
  expect(balance).toBeDefined();
  const [settled] =
    (await environment.query(`SELECT available FROM wallet.wallet_balances WHERE wallet_id = '${wallet}'`))[0] ?? [];
  expect(settled).toBe('7000');
  const charged = provider.ledger.charges().filter(({ state }) => state === 'confirmed');
  expect(charged).toHaveLength(payments.length);
  // What was put right was published by the services, and alerted.
  const alert = await eventually(() =>
    messagesOn(environment.broker, 'metrics-events.v1').find(
      (one) => one.event_type === 'AlertTriggered' && one.data.alert === 'ConsistencyIssuesDetected',
    ),
  );
  expect(alert.data).toMatchObject({ severity: 'critical' });
});

test('read models are rebuilt from zero while payments go on, and are the same', async () => {
  await ended(30);
  for (const [service, table] of [
    ['payment', 'payment_status'],
    ['saga', 'active_sagas'],
    ['wallet', 'wallet_balances'],
  ] as const) {
    const before = await readModels();
    await environment.query(`DELETE FROM ${service}.${table}`);
    if (service === 'wallet') {
      await environment.query(
        "INSERT INTO wallet.wallet_balances VALUES ('nobody', 'nobody', 'EUR', 5, 0, false, 1, '2026-01-01')",
      );
    }
    const rebuilt = await ask(running.get(service)?.address, `/api/v1/admin/read-models/${table}/rebuild`, {});
    expect(rebuilt.status).toBe(200);
    expect(await readModels()).toEqual(before);
    expect(await ask(running.get(service)?.address, `/api/v1/admin/read-models/${table}/rebuild`, {})).toMatchObject({
      body: { corrected: [] },
    });
  }
});

describe('one service that fails', () => {
  test('comes back alone, by the same path', async () => {
    const count = completions().length;
    await stop('saga');
    const started = await eventually(() =>
      messagesOn(environment.broker, 'metrics-events.v1').find(
        (one) =>
          one.event_type === 'SystemRecoveryStarted' &&
          one.data.reason !== 'start-up' &&
          one.data.services?.join() === 'saga',
      ),
    );
    expect(started.data).toMatchObject({ reason: expect.stringContaining('saga: no answer') });
    const wallet = await walletWith(500);
    const payment = await pay(wallet, 200);
    await start('saga');
    expect((await eventually(() => completions()[count])).data).toMatchObject({ services_recovered: ['saga'] });
    await eventually(async () => {
      const [row] = await environment.query(
        `SELECT status FROM payment.payment_status WHERE payment_id = '${payment}'`,
      );
      return row?.[0] === 'COMPLETED' ? true : undefined;
    });
  });

  test('is ready only when what was waiting for it is done', async () => {
    await stop('wallet');
    const payments = await Promise.all(Array.from({ length: 5 }, () => pay(randomUUID(), 10).catch(() => '')));
    expect(payments).toHaveLength(5);
    await start('wallet');
    const base = running.get('wallet')?.address;
    await eventually(async () => {
      const ready = await ask(base, '/health/ready');
      if (ready.status !== 200) return undefined;
      expect(ready.body).toMatchObject({
        status: 'ready',
        criteria: {
          event_store_accessible: true,
          read_models_consistent: true,
          kafka_consumers_connected: true,
          pending_events_processed: true,
        },
      });
      return true;
    });
    expect((await ask(base, '/api/v1/admin/recovery')).body).toMatchObject({
      phase: 'recovered',
      messages_left: 0,
      attempts: 1,
    });
    for (const path of ['/health', '/ready', '/live', '/health/live']) expect((await ask(base, path)).status).toBe(200);
  });
});
