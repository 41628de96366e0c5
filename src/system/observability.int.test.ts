/** What a service shows of itself while it works: its metrics, and the lines of its log. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Config } from './config.ts';
import { type RunningService, startService } from './platform/index.ts';
import { currentScope } from './platform/telemetry/scope.ts';
import { startEnvironment, type TestEnvironment } from './testing/environment.ts';
import { eventually, message, sendMessages, sendRecords } from './testing/topics.ts';
import { startWalletService } from './wallet/service.ts';

let environment: TestEnvironment;
let config: Config;
let service: RunningService;

beforeAll(async () => {
  environment = await startEnvironment();
  config = environment.config({ INSTANCE: 'a' });
  service = await startWalletService(config);
});

afterAll(async () => {
  await service.stop();
  await environment.close();
});

const shown = async (): Promise<string> => await (await fetch(`${service.address}/metrics`)).text();

/** The value of the first series of a name that has all of `labels`. */
function value(text: string, name: string, ...labels: readonly string[]): number | undefined {
  const line = text
    .split('\n')
    .find((one) => one.startsWith(`${name}{`) && labels.every((label) => one.includes(label)));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')));
}

describe('/metrics of a service', () => {
  test('shows its requests by route, its pool, its outbox, its process, and what it consumes', async () => {
    const answer = await fetch(`${service.address}/api/v1/wallets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify({ user_id: 'u', currency: 'EUR' }),
    });
    expect(answer.status).toBe(201);
    await fetch(`${service.address}/api/v1/wallets/${randomUUID()}`);
    const check = { wallet_id: 'w', payment_id: randomUUID(), amount: 1, currency: 'EUR' };
    await sendMessages(config, [message({ event_type: 'CheckWalletBalance', data: check }, 'wallet', 'w')]);
    await sendRecords(config, 'wallet-commands.v1', [{ key: 'w', value: 'not JSON' }]);
    const text = await eventually(async () => {
      const now = await shown();
      const consumed = value(now, 'messages_consumed_total', 'topic="wallet-commands.v1"') ?? 0;
      return consumed >= 2 && (value(now, 'dlq_size') ?? 0) > 0 ? now : undefined;
    });
    expect(value(text, 'http_requests_total', 'method="POST"', 'route="/api/v1/wallets"', 'status="201"')).toBe(1);
    expect(value(text, 'http_request_duration_seconds_count', 'route="/api/v1/wallets/:id"')).toBe(1);
    expect(value(text, 'database_pool_size')).toBe(20);
    const connections = ['used', 'idle'].map(
      (state) => value(text, 'database_pool_connections', `state="${state}"`) ?? 0,
    );
    expect(connections.reduce((sum, one) => sum + one)).toBeGreaterThan(0);
    expect(value(text, 'dlq_size', 'topic="wallet-commands.v1"')).toBe(1);
    expect(value(text, 'outbox_lag_seconds')).toBeLessThan(60);
    expect(value(text, 'consumer_lag_records', 'topic="wallet-commands.v1"')).toBe(0);
    expect(value(text, 'process_resident_memory_bytes')).toBeGreaterThan(0);
    expect(text).not.toContain('scrape_failures_total{');
  });

  test('needs no API key, unlike everything else', async () => {
    const guarded = await startWalletService(environment.config({ INSTANCE: 'guarded', API_AUTH: 'on' }));
    try {
      expect((await fetch(`${guarded.address}/metrics`)).status).toBe(200);
      expect((await fetch(`${guarded.address}/api/v1/wallets`)).status).toBe(401);
    } finally {
      await guarded.stop();
    }
  });

  test('tells that messages wait in the outbox, and since when', async () => {
    // A row of somebody else's that the relay can not publish: its topic does not exist.
    await environment.query(`INSERT INTO wallet.outbox (topic, message_key, event_id, event_type, correlation_id, payload, created_at)
      VALUES ('nowhere', 'k', '${randomUUID()}', 'X', '${randomUUID()}', '{}', now() - interval '90 seconds')`);
    const text = await shown();
    expect(value(text, 'outbox_pending', 'topic="nowhere"')).toBe(1);
    expect(value(text, 'outbox_lag_seconds')).toBeGreaterThan(89);
    await environment.query("DELETE FROM wallet.outbox WHERE topic = 'nowhere'");
  });
});

describe('the log of a service', () => {
  test('has the correlation id of the message that is handled, and of the request that is served', async () => {
    const seen: unknown[] = [];
    // The log level of tests is silent: what the logger would add is asked for by a handler and a route.
    const second = await startService('saga', environment.config({ INSTANCE: 'b' }), () => ({
      handle: (_step, messages) => {
        seen.push(
          currentScope()?.correlationIds,
          messages.map(({ correlation_id }) => correlation_id),
        );
        return Promise.resolve();
      },
      routes: (app) => {
        app.post('/scope', (request) => ({
          id: request.id,
          scope: currentScope()?.correlationIds,
          body: request.body,
        }));
      },
    }));
    try {
      const id = randomUUID();
      const answer = await fetch(`${second.address}/scope`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-correlation-id': id },
        body: JSON.stringify({ some: 'body' }),
      });
      expect(await answer.json()).toEqual({ id, scope: [id], body: { some: 'body' } });
      const data = { payment_id: randomUUID(), reason: 'r' };
      await sendMessages(config, [message({ event_type: 'CancelPaymentSaga', data }, 'saga', data.payment_id)]);
      const [scope, messages] = await eventually(() => (seen.length > 0 ? seen : undefined));
      expect(scope).toEqual(messages);
      expect(scope).toHaveLength(1);
    } finally {
      await second.stop();
    }
  });
});
