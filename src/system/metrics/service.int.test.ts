/** The metrics service against a real Postgres and a broker over TCP, with the messages that the other services would send. */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '../config.ts';
import { type Draft, type Message, newCause, toMessage } from '../platform/messages.ts';
import type { RunningService } from '../platform/service.ts';
import { startEnvironment, type TestEnvironment } from '../testing/environment.ts';
import { eventually, messagesOn, sendMessages } from '../testing/topics.ts';
import { startMetricsService } from './service.ts';

let environment: TestEnvironment;
let config: Config;
let service: RunningService;

beforeAll(async () => {
  environment = await startEnvironment();
  config = environment.config({ METRICS_GATHER_MS: '50', METRICS_INTERVAL_MS: '200', INSTANCE: 'a' });
  service = await startMetricsService(config);
});

afterAll(async () => {
  await service.stop();
  await environment.close();
});

/** An event at a given time. */
function event(draft: Draft, type: Message['aggregate_type'], id: string, at = Date.now()): Message {
  return { ...toMessage(draft, { type, id, version: 1 }, newCause()), occurred_at: new Date(at).toISOString() };
}

function initiated(id: string, at?: number): Message {
  const data = {
    payment_id: id,
    wallet_id: 'w',
    user_id: 'u',
    merchant_id: 'm',
    amount: 5,
    currency: 'EUR',
    method: 'wallet',
  } as const;
  return event({ event_type: 'PaymentInitiated', data }, 'payment', id, at);
}

function completed(id: string, at?: number): Message {
  const data = {
    payment_id: id,
    wallet_id: 'w',
    amount: 5,
    currency: 'EUR',
    provider: 'stripe',
    provider_charge_id: 'c',
  } as const;
  return event({ event_type: 'PaymentCompleted', data }, 'payment', id, at);
}

function failed(id: string, error_code: string): Message {
  const data = {
    payment_id: id,
    wallet_id: 'w',
    amount: 5,
    currency: 'EUR',
    error_code,
    failure_stage: 'X',
    reason: 'r',
  } as const;
  return event({ event_type: 'PaymentFailed', data }, 'payment', id);
}

async function shown(): Promise<string> {
  return await (await fetch(`${service.address}/metrics`)).text();
}

/** The value of `name{labels}`, whatever the order of the labels; that of the service is added. */
function value(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
  const wanted = Object.entries({ ...labels, service: 'metrics' }).map(([label, is]) => `${label}="${is}"`);
  for (const line of text.split('\n')) {
    const [, series, has, number] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
    if (series === name && has?.split(',').length === wanted.length && wanted.every((one) => has.includes(one))) {
      return Number(number);
    }
  }
  return undefined;
}

async function measured(measure: string): Promise<number> {
  const [row] = await environment.query(
    `SELECT coalesce(sum(value), 0) FROM metrics.minutes WHERE measure = '${measure}' AND label <> 'none'`,
  );
  return Number(row?.[0]);
}

const alerts = () =>
  messagesOn(environment.broker, 'metrics-events.v1').flatMap((message) =>
    message.event_type === 'AlertTriggered' ? [message.data] : [],
  );

describe('the metrics service', () => {
  test('counts each message once, although it comes twice, and measures from the beginning to the end', async () => {
    const [quick, slow] = [randomUUID(), randomUUID()];
    const now = Date.now();
    const first = [initiated(quick, now - 200), completed(quick, now), initiated(slow, now - 2_000)];
    await sendMessages(config, first);
    await eventually(async () => ((await measured('initiated')) === 2 ? true : undefined));
    expect(await environment.query('SELECT payment_id FROM metrics.open_payments')).toEqual([[slow]]);
    // The end comes in another batch than the beginning, and everything else once more.
    await sendMessages(config, [...first, completed(slow, now)]);
    await eventually(async () => ((await measured('duration')) === 2 ? true : undefined));
    expect([await measured('initiated'), await measured('succeeded')]).toEqual([2, 2]);
    expect(await environment.query('SELECT payment_id FROM metrics.open_payments')).toEqual([]);
    const text = await shown();
    expect(value(text, 'payments_initiated_total', { method: 'wallet' })).toBe(2);
    expect(value(text, 'payments_amount_total', { currency: 'EUR' })).toBe(10);
    const within = (le: string) => value(text, 'payment_duration_seconds_bucket', { le, outcome: 'completed' });
    expect([within('0.1'), within('0.25'), within('2.5')]).toEqual([0, 1, 2]);
  });

  test('counts what is told by commands, wallets, providers and sagas', async () => {
    const id = randomUUID();
    const saga = { saga_id: id, payment_id: id };
    await sendMessages(config, [
      toMessage(
        { event_type: 'UpdateMetrics', data: { payment_id: id, outcome: 'FAILED' } },
        { type: 'service', id: 'metrics', version: 0 },
        newCause(),
      ),
      event({ event_type: 'WalletLocked', data: { wallet_id: 'w', reason: 'r' } }, 'wallet', 'w'),
      event({ event_type: 'CircuitBreakerOpened', data: { provider: 'stripe' } }, 'breaker', 'stripe'),
      event(
        { event_type: 'CompensationStarted', data: { ...saga, error_code: 'X', steps: ['RefundWalletBalance'] } },
        'saga',
        id,
      ),
      event({ event_type: 'SagaStuckDetected', data: { ...saga, reason: 'r' } }, 'saga', id),
      event(
        {
          event_type: 'ConcurrentPaymentDetected',
          data: {
            payment_id: id,
            wallet_id: 'w',
            concurrent_payments: [randomUUID()],
            resolution_strategy: 'first-come',
          },
        },
        'payment',
        id,
      ),
      failed(randomUUID(), 'INSUFFICIENT_FUNDS_CONCURRENT'),
    ]);
    // What is told on different topics comes in batches of its own.
    const text = await eventually(async () => {
      const now = await shown();
      const seen = [
        value(now, 'insufficient_funds_due_to_concurrency_total'),
        value(now, 'sagas_stuck'),
        value(now, 'circuit_breaker_state', { provider: 'stripe' }),
        value(now, 'compensations_reported_total', { outcome: 'failed' }),
        value(now, 'wallet_operations_total', { operation: 'locked' }),
        value(now, 'compensations_total', { phase: 'started' }),
        value(now, 'concurrent_payment_attempts_total'),
      ];
      return isDeepStrictEqual(seen, [1, 1, 2, 1, 1, 1, 1]) ? now : undefined;
    });
    const lag = (source: string, group: string) =>
      value(source, 'kafka_consumer_lag', { group, topic: 'payment-events.v1' });
    expect(lag(text, 'saga')).toBeGreaterThan(0);
    await eventually(async () => (lag(await shown(), 'metrics') === 0 ? true : undefined));
    expect(value(text, 'database_connections')).toBeGreaterThan(0);
    expect(text).not.toContain('scrape_failures_total{');
  });

  test('a stuck saga raises its alert once, until it goes on', async () => {
    await eventually(() => alerts().find(({ alert }) => alert === 'SagasStuck'));
    const [[stuck] = []] = await environment.query('SELECT payment_id FROM metrics.stuck_sagas');
    const id = String(stuck);
    const step = { saga_id: id, payment_id: id, step: 'ValidatePayment' } as const;
    await sendMessages(config, [event({ event_type: 'SagaStepCompleted', data: step }, 'saga', id)]);
    await eventually(async () => {
      const active = await environment.query("SELECT 1 FROM metrics.alerts WHERE alert = 'SagasStuck' AND active");
      return active.length === 0 ? true : undefined;
    });
    expect(alerts().filter(({ alert }) => alert === 'SagasStuck')).toEqual([
      {
        service: 'metrics',
        alert: 'SagasStuck',
        severity: 'critical',
        metric: 'sagas_stuck',
        value: 1,
        threshold: 0,
        reason: 'One saga is stuck.',
      },
    ]);
  });

  test('too many failures raise an alert; refusals do not count', async () => {
    const refused = Array.from({ length: 40 }, () => failed(randomUUID(), 'INSUFFICIENT_FUNDS'));
    await sendMessages(config, [...Array.from({ length: 18 }, () => completed(randomUUID())), ...refused]);
    await eventually(async () => ((await measured('refused')) === 41 ? true : undefined));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(alerts().filter(({ alert }) => alert === 'PaymentSuccessLow')).toEqual([]);
    await sendMessages(config, [failed(randomUUID(), 'GATEWAY_EXHAUSTED')]);
    const alert = await eventually(() => alerts().find((one) => one.alert === 'PaymentSuccessLow'));
    expect(alert).toMatchObject({ severity: 'critical', threshold: 0.99 });
    expect(alert.value).toBeCloseTo(20 / 21);
  });

  test('the counts of a minute that is over are published', async () => {
    const past = Date.now() - 3 * 60_000;
    const id = randomUUID();
    await sendMessages(config, [initiated(id, past), completed(id, past + 700)]);
    await eventually(async () => {
      const minute = new Date(Math.floor(past / 60_000) * 60_000).toISOString();
      const rows = await environment.query(
        `SELECT 1 FROM metrics.minutes WHERE measure = 'duration' AND minute = '${minute}'`,
      );
      return rows.length > 0 ? true : undefined;
    });
    // As if the last evaluation had been before that minute was over, and none since.
    const next = new Date((Math.floor(past / 60_000) + 1) * 60_000).toISOString();
    await environment.query(`UPDATE metrics.minutes SET minute = minute + interval '1 minute' * (
      floor(extract(epoch FROM ('${new Date(Date.now() - 30_000).toISOString()}'::timestamptz - '${next}'::timestamptz)) / 60))
      WHERE minute = '${next}'::timestamptz - interval '1 minute'`);
    await environment.query("UPDATE metrics.evaluation SET recorded_minute = '1970-01-01'");
    const records = await eventually(() => {
      const found = messagesOn(environment.broker, 'metrics-events.v1').flatMap((message) =>
        message.event_type === 'MetricRecorded' ? [message.data] : [],
      );
      return found.some(({ metric }) => metric === 'payment_duration_seconds') ? found : undefined;
    });
    expect(records).toContainEqual({
      service: 'metrics',
      metric: 'payment_duration_seconds',
      value: 0.75,
      labels: { quantile: '0.99' },
    });
  });
});
