/** Breakers and fallback, with several instances against a real Postgres. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../testing/topics.ts';
import { fault, outage, Stage } from './testing/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

const THREE_FAILURES = { PROVIDER_STRIPE_BREAKER_FAILURES: '3' };

/** The fate of the breaker since the last test; streams outlive the tables that are cleared. */
async function stateOf(provider: string): Promise<string | null | undefined> {
  const rows = await stage.environment.query(`SELECT state FROM gateway.breakers WHERE provider = '${provider}'`);
  return rows[0]?.[0];
}

describe('three time-outs at the first provider', () => {
  test('open its breaker; the charge is cancelled there and the next provider takes the payment', async () => {
    const { stripe, paypal } = await stage.providers([outage('stripe', 'timeout-lost', ['confirm'])]);
    await stage.gateway(THREE_FAILURES);
    const paymentId = await stage.pay();
    expect(await stage.end(paymentId)).toEqual([
      'stripe create 1',
      'stripe confirm 1',
      'GatewayTimeoutOccurred',
      'stripe retrieve 1',
      'stripe confirm 2',
      'GatewayTimeoutOccurred',
      'stripe retrieve 2',
      'stripe confirm 3',
      'GatewayTimeoutOccurred',
      'stripe retrieve 3',
      'stripe cancel 3',
      'stripe to paypal: the charge was cancelled after the last attempt had timed out',
      'paypal create 1',
      'paypal confirm 1',
      'paypal approved',
    ]);
    expect(stripe.ledger.charges()).toMatchObject([{ state: 'cancelled' }]);
    expect(paypal.ledger.charges()).toMatchObject([{ state: 'confirmed' }]);
    expect(await stateOf('stripe')).toBe('open');
    const failures = stage
      .events(paymentId)
      .flatMap((one) => (one.event_type === 'GatewayTimeoutOccurred' ? [one.data.circuit_breaker_failures] : []));
    expect(failures).toEqual([1, 2, 3]);
    const opened = stage.events('stripe').at(-1);
    expect(opened).toMatchObject({ event_type: 'CircuitBreakerOpened', data: { failure_count: 3 } });
    const versions = stage.events(paymentId).map((one) => one.aggregate_version);
    expect(versions).toEqual(versions.map((_, index) => index + 1));
  });
});

describe('an open breaker', () => {
  test('is shared: another instance, and one that was started later, send payments elsewhere at once', async () => {
    await stage.providers([outage('stripe', 'error-500', ['create'])]);
    const first = await stage.gateway(THREE_FAILURES);
    await stage.end(await stage.pay());
    await eventually(async () => ((await stateOf('stripe')) === 'open' ? true : undefined));
    await first.stop();
    await stage.gateway(THREE_FAILURES);
    await stage.gateway(THREE_FAILURES);
    for (let payment = 0; payment < 4; payment += 1) {
      expect(await stage.end(await stage.pay())).toEqual([
        'stripe to paypal: circuit breaker open',
        'paypal create 1',
        'paypal confirm 1',
        'paypal approved',
      ]);
    }
  });

  test('lets exactly one probe through over all instances, and closes when it is answered', async () => {
    const { stripe } = await stage.providers([
      ...[1, 2, 3].map((nth) => fault('stripe', 'create', nth, 'error-500')),
      fault('stripe', 'confirm', 1, 'slow'),
    ]);
    const settings = {
      ...THREE_FAILURES,
      PROVIDERS: 'stripe',
      PROVIDER_STRIPE_BREAKER_OPEN_MS: '1500',
      PROVIDER_TIMEOUT_MS: '8000',
    };
    await stage.gateway(settings);
    await stage.gateway(settings);
    const opening = await stage.pay();
    await eventually(async () => ((await stateOf('stripe')) === 'open' ? true : undefined));
    expect(stripe.ledger.charges()).toHaveLength(0);
    const waiting = await Promise.all(Array.from({ length: 12 }, () => stage.pay()));
    await eventually(async () => ((await stateOf('stripe')) === 'half-open' ? true : undefined));
    await pause(2_500);
    // The slow confirmation is still under way: nobody else has come through.
    expect(stripe.ledger.charges()).toHaveLength(1);
    for (const paymentId of [opening, ...waiting]) {
      const said = await stage.end(paymentId, 20_000);
      expect(said.at(-1)).toMatch(/approved|GATEWAY_EXHAUSTED/);
    }
    expect(await stateOf('stripe')).toBe('closed');
    expect(stage.said('stripe').slice(-3)).toEqual([
      'CircuitBreakerOpened',
      'CircuitBreakerHalfOpened',
      'CircuitBreakerClosed',
    ]);
  }, 40_000);

  test('of every provider: the payment waits, and fails when that takes too long, with nothing charged', async () => {
    const all = (['stripe', 'paypal', 'adyen'] as const).map((name) => outage(name, 'error-500', ['create']));
    const providers = await stage.providers(all);
    const one = { PROVIDER_STRIPE_BREAKER_FAILURES: '1', PROVIDER_PAYPAL_BREAKER_FAILURES: '1' };
    await stage.gateway({ ...one, PROVIDER_ADYEN_BREAKER_FAILURES: '1', PROVIDER_QUEUE_MS: '1500' });
    const began = Date.now();
    const said = await stage.end(await stage.pay());
    expect(said.at(-1)).toBe('GATEWAY_UNAVAILABLE');
    expect(Date.now() - began).toBeGreaterThan(1_400);
    for (const { ledger } of Object.values(providers)) expect(ledger.charges()).toEqual([]);
  });

  test('between creating and confirming: the charge is cancelled before another provider is asked', async () => {
    const { stripe } = await stage.providers([outage('stripe', 'error-500', ['confirm'])]);
    await stage.gateway({ PROVIDER_STRIPE_BREAKER_FAILURES: '1' });
    const said = await stage.end(await stage.pay());
    expect(said).toEqual([
      'stripe create 1',
      'stripe confirm 1',
      'GatewayTimeoutOccurred',
      'stripe retrieve 1',
      'stripe cancel 2',
      'stripe to paypal: circuit breaker open',
      'paypal create 1',
      'paypal confirm 1',
      'paypal approved',
    ]);
    expect(stripe.ledger.charges()).toMatchObject([{ state: 'cancelled' }]);
  });
});

describe('the bulkhead of a provider', () => {
  test('is as large as configured', async () => {
    const faults = Array.from({ length: 6 }, (_, index) => fault('stripe', 'create', index + 1, 'timeout-lands'));
    const { stripe } = await stage.providers(faults);
    await stage.gateway({ PROVIDER_STRIPE_CONCURRENCY: '2', PROVIDER_TIMEOUT_MS: '1500', PROVIDER_ATTEMPTS: '1' });
    const payments = await Promise.all(Array.from({ length: 6 }, () => stage.pay()));
    await eventually(() => (stripe.ledger.charges().length === 2 ? true : undefined));
    await pause(500);
    expect(stripe.ledger.charges()).toHaveLength(2);
    for (const paymentId of payments) await stage.end(paymentId);
  });
});
