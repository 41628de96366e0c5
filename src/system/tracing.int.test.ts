/** One payment through all services, with a collector that keeps what it is sent: it is one trace, from the request to the last consumer. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningProvider, startProvider } from '../simulation/payments/provider/server.ts';
import { startGatewayService } from './gateway/service.ts';
import { startMetricsService } from './metrics/service.ts';
import { startPaymentService } from './payment/service.ts';
import type { RunningService } from './platform/index.ts';
import { isRecord } from './platform/rows.ts';
import { startSagaService } from './saga/service.ts';
import { startEnvironment, type TestEnvironment } from './testing/environment.ts';
import { eventually } from './testing/topics.ts';
import { startWalletService } from './wallet/service.ts';

interface Span {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly links: readonly unknown[];
}

const spans: Span[] = [];
let environment: TestEnvironment;
let collector: Server;
let provider: RunningProvider;
let services: readonly RunningService[];

const list = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

/** Reads an OTLP request in its JSON form. */
function keep(body: string): void {
  const parsed: unknown = JSON.parse(body);
  for (const { resource, scopeSpans } of list(isRecord(parsed) ? parsed['resourceSpans'] : [])) {
    const attributes = list(isRecord(resource) ? resource['attributes'] : []);
    const name = attributes.find(({ key }) => key === 'service.name')?.['value'];
    for (const span of list(scopeSpans).flatMap((scope) => list(scope['spans']))) {
      spans.push({
        service: isRecord(name) ? String(name['stringValue']) : '',
        name: String(span['name']),
        traceId: String(span['traceId']),
        spanId: String(span['spanId']),
        parentSpanId: typeof span['parentSpanId'] === 'string' ? span['parentSpanId'] : '',
        links: list(span['links']),
      });
    }
  }
}

beforeAll(async () => {
  environment = await startEnvironment();
  collector = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (request.url === '/v1/traces') keep(Buffer.concat(parts).toString('utf8'));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => {
    collector.listen(0, '127.0.0.1', resolve);
  });
  const address = collector.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  provider = await startProvider({ name: 'stripe', port: 0, workMs: { min: 0, max: 1 }, faults: [] });
  const config = environment.config({
    PROVIDER_STRIPE_URL: provider.address,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/`,
    METRICS_GATHER_MS: '50',
  });
  const starters = [
    startPaymentService,
    startWalletService,
    startGatewayService,
    startSagaService,
    startMetricsService,
  ];
  services = await Promise.all(starters.map((start) => start(config)));
});

afterAll(async () => {
  await Promise.all((services ?? []).map((service) => service.stop()));
  await provider.stop();
  collector.close();
  await environment.close();
});

async function post(
  service: number,
  path: string,
  body: unknown,
  headers = {},
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fetch(`${services[service]?.address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers },
    body: JSON.stringify(body),
  });
  const parsed: unknown = await answer.json();
  return isRecord(parsed) ? parsed : {};
}

describe('the trace of a payment', () => {
  test('goes from the request through outbox, broker and consumers to the statements of all services', async () => {
    const { wallet_id } = await post(1, '/api/v1/wallets', { user_id: 'u', currency: 'EUR' });
    await post(1, `/api/v1/wallets/${String(wallet_id)}/top-up`, { amount: 500, currency: 'EUR' });
    const order = { user_id: 'u', merchant_id: 'm', wallet_id, amount: 100, currency: 'EUR', method: 'wallet' };
    const caller = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    expect(await post(0, '/api/v1/payments?wait=20', order, caller)).toMatchObject({ status: 'COMPLETED' });

    // Each instance sends what it has once a second.
    const trace = await eventually(() => {
      const server = spans.find(({ name, service }) => service === 'payment' && name === 'POST /api/v1/payments');
      const all = spans.filter(({ traceId }) => traceId === server?.traceId);
      const has = (service: string, name: string) => all.some((one) => one.service === service && one.name === name);
      const complete =
        has('wallet', 'publish WalletSettled') &&
        has('metrics', 'handle SagaCompleted') &&
        has('gateway', 'publish GatewayResponseReceived') &&
        has('saga', 'publish SagaCompleted') &&
        has('payment', 'publish PaymentCompleted');
      return complete ? all : undefined;
    });

    // Up from the last consumer: each span's parent is in the trace, up to the request.
    const chain: string[] = [];
    const bySpanId = new Map(trace.map((span) => [span.spanId, span]));
    let span = trace.find(({ service, name }) => service === 'wallet' && name === 'publish WalletSettled');
    while (span !== undefined) {
      chain.unshift(`${span.service}: ${span.name}`);
      span = bySpanId.get(span.parentSpanId);
    }
    expect(chain.slice(0, 4)).toEqual([
      'payment: POST /api/v1/payments',
      'payment: publish PaymentInitiated',
      'saga: handle PaymentInitiated',
      'saga: publish ValidatePayment',
    ]);
    expect(chain.slice(-4)).toEqual([
      'payment: handle ConfirmPayment',
      'payment: publish PaymentCompleted',
      'wallet: handle PaymentCompleted',
      'wallet: publish WalletSettled',
    ]);

    // Statements belong to what they were made for.
    const handled = trace.find(({ service, name }) => service === 'saga' && name === 'handle PaymentInitiated');
    const statements = trace.filter(({ parentSpanId }) => parentSpanId === handled?.spanId).map(({ name }) => name);
    expect(statements).toContain('saga.flush');
    // The caller's trace is linked, not continued.
    expect(bySpanId.get(trace.find(({ name }) => name === 'POST /api/v1/payments')?.spanId ?? '')?.links).toHaveLength(
      1,
    );
  });

  test('is not sent, and nothing travels with messages, where no collector is configured', async () => {
    const quiet = await startWalletService(environment.config({ INSTANCE: 'quiet' }));
    const answer = await fetch(`${quiet.address}/api/v1/wallets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify({ user_id: 'quiet', currency: 'EUR' }),
    });
    expect(answer.status).toBe(201);
    const correlation = answer.headers.get('x-correlation-id') ?? 'none';
    const traced = () =>
      spans.filter(({ traceId, name }) => traceId === correlation.replaceAll('-', '') && name.startsWith('POST'));
    await quiet.stop();
    expect(traced()).toEqual([]);
  });
});
