/**
 * The split of the payment events' topic while payments flow: the saga and the wallet hear of payments by the copies only, so a message that
 * got lost would leave a payment unfinished, and one that took effect twice would show in the books.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningProvider, startProvider } from '../simulation/payments/provider/server.ts';
import { startGatewayService } from './gateway/service.ts';
import { startPaymentService } from './payment/service.ts';
import { isRecord, type RunningService } from './platform/index.ts';
import { startSagaService } from './saga/service.ts';
import { startEnvironment, type TestEnvironment } from './testing/environment.ts';
import { eventually, messagesOn } from './testing/topics.ts';
import { startWalletService } from './wallet/service.ts';

const STARTERS = {
  payment: startPaymentService,
  wallet: startWalletService,
  gateway: startGatewayService,
  saga: startSagaService,
};
type Name = keyof typeof STARTERS;
const CONSUMERS = ['saga', 'wallet'] as const;

let environment: TestEnvironment;
let provider: RunningProvider;
const running = new Map<Name, RunningService>();

async function start(name: Name): Promise<void> {
  const config = environment.config({
    PROVIDERS: 'stripe',
    PROVIDER_STRIPE_URL: provider.address,
    TOPIC_SPLIT_CONSUMERS: CONSUMERS.join(','),
  });
  running.set(name, await STARTERS[name](config));
}

async function restart(name: Name): Promise<void> {
  await running.get(name)?.stop();
  await start(name);
}

beforeAll(async () => {
  environment = await startEnvironment();
  provider = await startProvider({ name: 'stripe', port: 0, workMs: { min: 0, max: 5 }, faults: [] });
  for (const name of ['payment', 'wallet', 'gateway', 'saga'] as const) await start(name);
});

afterAll(async () => {
  await Promise.all([...running.values()].map((service) => service.stop()));
  await provider.stop();
  await environment.close();
});

interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function call(name: Name, method: string, path: string, body?: unknown, key?: string): Promise<Reply> {
  const reply = await fetch(`${running.get(name)?.address}/api/v1${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const parsed: unknown = await reply.json();
  return { status: reply.status, body: isRecord(parsed) ? parsed : {} };
}

/** Repeats a call until it is answered; a service that is being restarted does not. */
function patiently(name: Name, path: string, body: unknown): Promise<Reply> {
  const key = randomUUID();
  return eventually(async () => {
    const reply = await call(name, 'POST', path, body, key).catch(() => undefined);
    return reply === undefined || reply.status >= 500 ? undefined : reply;
  });
}

/** Payments one after the other on a wallet of its own, until it is told to stop. */
class Customer {
  readonly paid: string[] = [];
  wallet = '';
  readonly #closing = new AbortController();
  #done: Promise<void> = Promise.resolve();

  async begin(): Promise<void> {
    const { body } = await patiently('wallet', '/wallets', { user_id: `u-${randomUUID()}`, currency: 'EUR' });
    this.wallet = String(body['wallet_id']);
    await patiently('wallet', `/wallets/${this.wallet}/top-up`, { amount: 1_000_000, currency: 'EUR' });
    const user_id = String(body['user_id']);
    this.#done = this.#payOn(user_id);
  }

  async end(): Promise<void> {
    this.#closing.abort();
    await this.#done;
  }

  async #payOn(user_id: string): Promise<void> {
    const order = { user_id, merchant_id: 'm', amount: 7, currency: 'EUR' };
    const external = { ...order, method: 'external', source: 'tok_visa' };
    for (let n = 0; !this.#closing.signal.aborted; n += 1) {
      const body = n % 4 === 3 ? external : { ...order, method: 'wallet', wallet_id: this.wallet };
      const reply = await patiently('payment', '/payments', body);
      const id = String(reply.body['payment_id']);
      if (body !== external) this.paid.push(id);
      await eventually(async () => {
        const now = await call('payment', 'GET', `/payments/${id}`).catch(() => undefined);
        return now?.body['status'] === 'COMPLETED' ? true : undefined;
      }, 60_000);
    }
  }
}

const admin = (method: string, path: string, body?: unknown) =>
  call('payment', method, `/admin/topic-split${path}`, body);
const recordsOn = (topic: string) => environment.broker.records(topic);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function drained(consumer: string): Promise<boolean> {
  const { body } = await admin('GET', '');
  const list = Array.isArray(body['consumers']) ? body['consumers'].filter(isRecord) : [];
  return list.some((one) => one['consumer'] === consumer && one['drained_partitions'] === one['of_partitions']);
}

test('from one topic to two, step by step, with restarts, while payments flow', { timeout: 180_000 }, async () => {
  const customers = [1, 2, 3].map(() => new Customer());
  await Promise.all(customers.map((customer) => customer.begin()));
  await eventually(() => (customers.every(({ paid }) => paid.length > 2) ? true : undefined), 60_000);
  expect((await admin('GET', '')).body).toMatchObject({ mode: 'legacy' });
  expect(recordsOn('events.payments.wallet.v1')).toEqual([]);
  expect(await admin('POST', '/advance', { to: 'split' })).toMatchObject({
    status: 409,
    body: { error: { code: 'TOO_EARLY' } },
  });
  expect(await admin('POST', '/consumers/wallet', { source: 'split' })).toMatchObject({ status: 409 });

  await running.get('wallet')?.stop();
  expect((await admin('POST', '/advance', { to: 'dual' })).body).toMatchObject({ mode: 'dual' });
  expect((await admin('POST', '/consumers/wallet', { source: 'split' })).body).toMatchObject({
    error: { code: 'TOO_EARLY', message: expect.stringContaining('wallet has read') },
  });
  await start('wallet');
  await eventually(async () => ((await drained('wallet')) ? true : undefined), 30_000);
  await restart('saga');
  expect((await admin('POST', '/consumers/wallet', { source: 'split' })).status).toBe(200);
  expect((await admin('POST', '/advance', { to: 'split' })).body).toMatchObject({
    error: { message: expect.stringContaining('saga') },
  });
  await restart('payment');
  await eventually(async () => ((await drained('saga')) ? true : undefined), 30_000);
  expect((await admin('POST', '/consumers/saga', { source: 'split' })).status).toBe(200);
  await pause(1_500);
  expect((await admin('POST', '/advance', { to: 'split' })).body).toMatchObject({
    mode: 'split',
    consumers: [{ source: 'split' }, { source: 'split' }],
  });
  expect(await admin('POST', '/advance', { to: 'dual' })).toMatchObject({
    status: 409,
    body: { error: { code: 'TOO_LATE' } },
  });
  await restart('wallet');

  await pause(500);
  const legacyCount = recordsOn('events.payments.v1').length;
  const paidSoFar = customers.map(({ paid }) => paid.length);
  await eventually(
    () => (customers.every(({ paid }, index) => paid.length > (paidSoFar[index] ?? 0) + 2) ? true : undefined),
    60_000,
  );
  await Promise.all(customers.map((customer) => customer.end()));
  expect(recordsOn('events.payments.v1')).toHaveLength(legacyCount);

  for (const { wallet, paid } of customers) {
    const balance = await eventually(async () => {
      const { body } = await call('wallet', 'GET', `/wallets/${wallet}`);
      return body['locked'] === 0 ? body['available'] : undefined;
    });
    expect(balance).toBe(1_000_000 - 7 * paid.length);
  }
  for (const schema of ['payment', 'wallet', 'gateway', 'saga']) {
    expect(await environment.query(`SELECT kind, reason FROM ${schema}.errors`)).toEqual([]);
  }

  const wallets = new Set(customers.map(({ wallet }) => wallet));
  const isMarker = (value: unknown) => String(value).includes('TopicSplitMarked');
  for (const { partition, key, value } of recordsOn('events.payments.v1')) {
    if (!isMarker(value)) expect(wallets.has(String(key)) ? 0 : 1).toBe(partition % 2);
  }
  const onNew = new Set(
    ['events.payments.wallet.v1', 'events.payments.external.v1'].flatMap((topic) =>
      messagesOn(environment.broker, topic).map(({ event_id }) => event_id),
    ),
  );
  const marked = new Set<number>();
  for (const { partition, value } of recordsOn('events.payments.v1')) {
    const message: unknown = JSON.parse(String(value));
    if (isMarker(value)) marked.add(partition);
    else if (marked.has(partition)) expect(isRecord(message) && onNew.has(String(message['event_id']))).toBe(true);
  }
  expect(marked.size).toBe(12);
});

test('a message that the broker took only after the markers keeps consumers from moving until new markers are read', async () => {
  const fresh = await startEnvironment();
  const config = fresh.config({ TOPIC_SPLIT_CONSUMERS: 'saga' });
  const [writer, reader] = [await startPaymentService(config), await startSagaService(config)];
  const control = async (path: string, body: unknown): Promise<Reply> => {
    const reply = await fetch(`${writer.address}/api/v1/admin/topic-split${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const parsed: unknown = await reply.json();
    return { status: reply.status, body: isRecord(parsed) ? parsed : {} };
  };
  const move = () => control('/consumers/saga', { source: 'split' });
  const refusal = (words: string) => ({ status: 409, body: { error: { message: expect.stringContaining(words) } } });
  const drainedPartitions = async (): Promise<number> => {
    const [row] = await fresh.query('SELECT count(*) FROM messaging.topic_split_drained');
    return Number(row?.[0]);
  };
  try {
    const tooLarge = JSON.stringify({ data: { payment_id: 'k' }, padding: 'x'.repeat(2_000_000) });
    await fresh.query(
      `INSERT INTO payment.outbox (topic, message_key, event_id, event_type, correlation_id, payload, created_at)
       VALUES ('events.payments.v1', 'k', '${randomUUID()}', 'Odd', '${randomUUID()}', '${tooLarge}', '2026-01-01')`,
    );
    expect((await control('/advance', { to: 'dual' })).status).toBe(200);
    await eventually(async () => ((await drainedPartitions()) === 12 ? true : undefined), 30_000);
    expect(await move()).toMatchObject(refusal('still wait in the outbox'));
    await fresh.query(`UPDATE payment.outbox SET payload = '{"data":{"payment_id":"k"}}' WHERE event_type = 'Odd'`);
    await fetch(`${writer.address}/api/v1/admin/outbox/retry`, { method: 'POST' });
    await eventually(async () => {
      const rows = await fresh.query("SELECT 1 FROM payment.outbox WHERE event_type = 'Odd' AND synced_at IS NULL");
      return rows.length === 0 ? true : undefined;
    });
    expect(await move()).toMatchObject(refusal('New markers were written'));
    await eventually(async () => ((await drainedPartitions()) === 12 ? true : undefined), 30_000);
    expect((await move()).status).toBe(200);
    expect((await control('/consumers/saga', { source: 'legacy' })).status).toBe(200);
    expect((await control('/consumers/nobody', { source: 'split' })).status).toBe(404);
  } finally {
    await Promise.all([writer.stop(), reader.stop()]);
    await fresh.close();
  }
});
