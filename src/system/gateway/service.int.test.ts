/** The gateway against a real Postgres, a broker over TCP, and a provider over HTTP. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ProviderFault } from '../../simulation/payments/plan.ts';
import { type RunningProvider, startProvider } from '../../simulation/payments/provider/server.ts';
import { openPool } from '../platform/database.ts';
import { type RunningService, Runtime } from '../platform/index.ts';
import { createLogger } from '../platform/log.ts';
import { startEnvironment, type TestEnvironment } from '../testing/environment.ts';
import { eventually, message, messagesOn, sendMessages, sendRecords } from '../testing/topics.ts';
import { Breakers } from './breakers.ts';
import { Leases } from './leases.ts';
import { startGatewayService } from './service.ts';
import { breakerSettings, policyOf } from './settings.ts';

let environment: TestEnvironment;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  environment = await startEnvironment();
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await environment.query('DELETE FROM gateway.attempts');
  await environment.query('DELETE FROM gateway.breakers');
});

afterAll(() => environment.close());

type Fault = Omit<ProviderFault, 'verb' | 'provider'>;

/** A provider, and instances of the gateway that use it. Calls may take 300 ms. */
async function start(
  faults: readonly Fault[] = [],
  instances = 1,
  environmentVariables: Readonly<Record<string, string>> = {},
): Promise<RunningProvider> {
  const provider = await startProvider({
    name: 'stripe',
    port: 0,
    workMs: { min: 0, max: 5 },
    faults: faults.map((fault) => ({ ...fault, verb: 'provider', provider: 'stripe' })),
  });
  closers.push(() => provider.stop());
  const started = await Promise.all(
    Array.from({ length: instances }, (_, index) =>
      startGatewayService(
        environment.config({
          INSTANCE: `gateway-${index}`,
          PROVIDER_STRIPE_URL: provider.address,
          // Where nothing is to time out, a busy machine must not make it so: five time-outs open the breaker.
          PROVIDER_TIMEOUT_MS: faults.length > 0 ? '600' : '8000',
          ...environmentVariables,
        }),
      ),
    ),
  );
  closers.push(...started.map((service: RunningService) => () => service.stop()));
  return provider;
}

function process(paymentId: string) {
  const data = {
    payment_id: paymentId,
    amount: 1_000,
    currency: 'USD',
    merchant_id: 'shop',
    method: 'wallet' as const,
  };
  return message({ event_type: 'ProcessWithGateway', data }, 'gateway', paymentId);
}

async function ask(paymentId: string): Promise<void> {
  await sendMessages(environment.config(), [process(paymentId)]);
}

/** What the gateway said about a payment, with what matters of it. */
function said(paymentId: string): readonly string[] {
  return messagesOn(environment.broker, 'gateway-events.v1').flatMap((one) => {
    if (one.aggregate_id !== paymentId) return [];
    if (one.event_type === 'GatewayRequestSent') return [`${one.data.operation} ${one.data.attempt}`];
    if (one.event_type === 'GatewayResponseReceived') return [one.data.outcome];
    return one.event_type === 'GatewayFailed' ? [one.data.error_code] : [one.event_type];
  });
}

/** Waits for the end, and gives everything that was said until then. */
async function saidInTheEnd(paymentId: string): Promise<readonly string[]> {
  await eventually(() => said(paymentId).find((one) => /^(approved|declined|GATEWAY_)/.test(one)));
  return said(paymentId);
}

describe('a payment at the provider', () => {
  test('is created, confirmed and approved, with versions that have no gap', async () => {
    const provider = await start();
    const paymentId = randomUUID();
    await ask(paymentId);
    expect(await saidInTheEnd(paymentId)).toEqual(['create 1', 'confirm 1', 'approved']);
    expect(provider.ledger.charges()).toMatchObject([{ paymentId, state: 'confirmed', amount: 1_000 }]);
    const versions = messagesOn(environment.broker, 'gateway-events.v1')
      .filter((one) => one.aggregate_id === paymentId)
      .map((one) => one.aggregate_version);
    expect(versions).toEqual([1, 2, 3]);
    expect(await environment.query('SELECT phase, lease_until FROM gateway.attempts')).toEqual([['SETTLED', null]]);
  });

  test('is declined without another try', async () => {
    const provider = await start([{ operation: 'confirm', nth: 1, behaviour: 'decline' }]);
    const paymentId = randomUUID();
    await ask(paymentId);
    expect(await saidInTheEnd(paymentId)).toEqual(['create 1', 'confirm 1', 'declined']);
    expect(provider.ledger.charges()[0]?.state).toBe('declined');
  });

  test('that was confirmed behind a time-out is approved, and not charged again', async () => {
    const provider = await start([{ operation: 'confirm', nth: 1, behaviour: 'timeout-lands' }]);
    const paymentId = randomUUID();
    await ask(paymentId);
    expect(await saidInTheEnd(paymentId)).toEqual([
      'create 1',
      'confirm 1',
      'GatewayTimeoutOccurred',
      'retrieve 1',
      'approved',
    ]);
    expect(provider.ledger.charges()).toHaveLength(1);
  });

  test('is cancelled at the provider when three attempts have come to nothing', async () => {
    const faults = [1, 2, 3].map((nth): Fault => ({ operation: 'confirm', nth, behaviour: 'timeout-lost' }));
    const provider = await start(faults);
    const paymentId = randomUUID();
    await ask(paymentId);
    const told = await saidInTheEnd(paymentId);
    expect(told.slice(-3)).toEqual(['retrieve 3', 'cancel 3', 'GATEWAY_EXHAUSTED']);
    expect(told.filter((one) => one === 'GatewayTimeoutOccurred')).toHaveLength(3);
    expect(provider.ledger.charges()[0]?.state).toBe('cancelled');
  });
});

describe('many payments', () => {
  test('do not wait for the next look, though there are more than calls allowed at a time', async () => {
    await start([], 1, { PROVIDER_STRIPE_CONCURRENCY: '10' });
    const paymentIds = Array.from({ length: 100 }, () => randomUUID());
    const startMs = Date.now();
    await sendRecords(
      environment.config(),
      'gateway-commands.v1',
      paymentIds.map((key) => ({ key, value: JSON.stringify(process(key)) })),
    );
    for (const paymentId of paymentIds) await saidInTheEnd(paymentId);
    // Nine looks, five seconds apart, would take 45 s; a busy machine needs a few seconds.
    expect(Date.now() - startMs).toBeLessThan(20_000);
  });
});

describe('several instances', () => {
  test('share the payments and charge each once', async () => {
    const provider = await start([], 2);
    const paymentIds = Array.from({ length: 30 }, () => randomUUID());
    await sendMessages(environment.config(), paymentIds.map(process));
    for (const paymentId of paymentIds) {
      expect(await saidInTheEnd(paymentId)).toEqual(['create 1', 'confirm 1', 'approved']);
    }
    expect(provider.ledger.charges()).toHaveLength(30);
  });

  test('take over what another left behind, and ask the provider first', async () => {
    const paymentId = randomUUID();
    await environment.query(
      `INSERT INTO gateway.attempts VALUES ('${paymentId}', 'stripe', 1000, 'USD', 'CREATE', 1, NULL, 0,
        '2026-01-01T00:00:00Z', '${randomUUID()}', '2026-01-01T00:00:45Z', 1, 0, '${randomUUID()}', '${randomUUID()}')`,
    );
    await start();
    expect(await saidInTheEnd(paymentId)).toEqual(['retrieve 1', 'create 1', 'confirm 1', 'approved']);
  });

  test('write nothing under a lease that another has taken over', async () => {
    const config = environment.config();
    const log = createLogger(config.log, 'gateway', 'test');
    const pool = openPool(config.database, 'test', log);
    closers.push(() => pool.end());
    const runtime = new Runtime('gateway', config, log, pool);
    await environment.query(
      `INSERT INTO gateway.attempts VALUES ('${randomUUID()}', 'stripe', 1000, 'USD', 'CREATE', 1, NULL, 0,
        '2026-01-01T00:00:00Z', NULL, NULL, 0, 0, '${randomUUID()}', '${randomUUID()}')`,
    );
    const leases = (leaseMs: number) => {
      const order = ['stripe'] as const;
      const policy = policyOf(config.gateway, order);
      const breakers = new Breakers(breakerSettings(config.gateway), leaseMs);
      return new Leases(runtime, { provider: 'stripe', leaseMs, breakers, policy, nudge: () => undefined });
    };
    const [slow] = (await leases(0).claim(1)).leases;
    const [quick] = (await leases(60_000).claim(1)).leases;
    if (slow === undefined || quick === undefined) throw new Error('both should have been given the attempt');
    expect(quick.attempt.phase).toBe('RESUME');
    const settled = { attempt: { ...slow.attempt, phase: 'SETTLED' as const }, events: [] };
    expect(await leases(0).save(slow, settled, false)).toBe('lost');
    expect(await leases(0).save(quick, settled, false)).toBe('released');
    expect(await leases(0).claim(1)).toEqual({ leases: [], more: false });
  });
});
