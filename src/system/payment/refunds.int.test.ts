/** Refunds, payments by card and lists, against a real Postgres and a broker over TCP; the test plays the saga. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Message } from '../../../generated/contracts/index.ts';
import { type Draft, isRecord, type RunningService } from '../platform/index.ts';
import { startEnvironment, type TestEnvironment } from '../testing/environment.ts';
import { eventually, message, messagesOn, sendMessages } from '../testing/topics.ts';
import { startPaymentService } from './service.ts';

let environment: TestEnvironment;
let services: readonly RunningService[];

beforeAll(async () => {
  environment = await startEnvironment();
  services = await Promise.all(
    ['a', 'b'].map((instance) => startPaymentService(environment.config({ INSTANCE: instance }))),
  );
});

afterAll(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await environment.close();
});

interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function call(method: string, path: string, body?: unknown, key: string = randomUUID(), instance = 0) {
  const answer = await fetch(`${services[instance]?.address}/api/v1/payments${path}`, {
    method,
    headers: { 'idempotency-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const parsed: unknown = await answer.json();
  const reply: Reply = { status: answer.status, body: { ...(isRecord(parsed) ? parsed : {}) } };
  return reply;
}

const send = (...messages: readonly Message[]) => sendMessages(environment.config(), messages);

type PaymentCommand = Draft<
  'ValidatePayment' | 'RecordPaymentProgress' | 'ConfirmPayment' | 'CancelPaymentConfirmation'
>;
const command = (draft: PaymentCommand): Message => message(draft, 'payment', draft.data.payment_id);

async function initiated(fields: Record<string, unknown> = {}): Promise<string> {
  const basics = { user_id: 'u', merchant_id: 'm', amount: 1_000, currency: 'EUR', method: 'wallet' };
  const wallet = fields['method'] === 'external' ? {} : { wallet_id: randomUUID() };
  const { status, body } = await call('POST', '', { ...basics, ...wallet, ...fields });
  expect(status).toBe(202);
  return String(body['payment_id']);
}

async function completed(fields: Record<string, unknown> = {}): Promise<string> {
  const payment_id = await initiated(fields);
  const charge = { provider: 'stripe' as const, provider_charge_id: `ch_${payment_id}` };
  await send(
    command({ event_type: 'ValidatePayment', data: { payment_id } }),
    command({ event_type: 'RecordPaymentProgress', data: { payment_id, states: ['GATEWAY_PROCESSING'] } }),
    command({ event_type: 'ConfirmPayment', data: { payment_id, ...charge } }),
  );
  await eventually(async () =>
    (await call('GET', `/${payment_id}`)).body['status'] === 'COMPLETED' ? true : undefined,
  );
  return payment_id;
}

const told = (payment: string): readonly Message[] =>
  messagesOn(environment.broker, 'payment-events.v1').filter(
    (one) => 'payment_id' in one.data && one.data.payment_id === payment,
  );

async function refunds(payment: string): Promise<readonly Record<string, unknown>[]> {
  const list = (await call('GET', `/${payment}/refunds`)).body['refunds'];
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

async function refundAs(payment: string, status: string): Promise<Record<string, unknown>> {
  return eventually(async () => (await refunds(payment)).find((one) => one['status'] === status));
}

describe('a refund', () => {
  test('is asked for once per key, told to the saga, and completed by its word', async () => {
    const payment = await completed();
    const key = randomUUID();
    const order = { amount: 300, reason: 'one item was returned' };
    const replies = await Promise.all([0, 1].map((one) => call('POST', `/${payment}/refunds`, order, key, one)));
    expect(replies.map(({ status }) => status)).toEqual([202, 202]);
    expect(replies[0]?.body).toEqual(replies[1]?.body);
    const refund_id = String(replies[0]?.body['refund_id']);
    const requested = await eventually(() => told(payment).find((one) => one.event_type === 'RefundRequested'));
    expect(requested.data).toMatchObject({ refund_id, amount: 300, currency: 'EUR', wallet_id: expect.any(String) });

    const data = { refund_id, payment_id: payment, provider: 'stripe' as const, provider_refund_id: 're_1' };
    const complete = () => message({ event_type: 'CompleteRefund', data }, 'refund', refund_id);
    await send(complete(), complete());
    expect(await refundAs(payment, 'COMPLETED')).toMatchObject({ refund_id, provider: 'stripe' });
    const ends = () => told(payment).filter((one) => one.event_type === 'RefundCompleted');
    await eventually(() => ends()[0]);
    expect(ends()).toHaveLength(1);
    expect(ends()[0]).toMatchObject({ aggregate_id: refund_id, aggregate_version: 2, data: { amount: 300 } });
    expect(await environment.query(`SELECT 1 FROM payment.errors WHERE aggregate_id = '${refund_id}'`)).toEqual([]);
  });

  test('of a payment together never exceed what was paid, however many ask at once', async () => {
    const payment = await completed();
    const asked = { amount: 300, reason: 'returned' };
    const replies = await Promise.all(
      [0, 1, 0, 1, 0, 1].map((one) => call('POST', `/${payment}/refunds`, asked, randomUUID(), one)),
    );
    const statuses = replies.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([202, 202, 202, 422, 422, 422]);
    expect(replies.find(({ status }) => status === 422)?.body).toMatchObject({
      error: { code: 'REFUND_TOO_LARGE', details: { requested_amount: 300, refundable_amount: 100 } },
    });
    expect((await call('POST', `/${payment}/refunds`, { reason: 'the rest' })).body).toMatchObject({ amount: 100 });
    expect(await call('POST', `/${payment}/refunds`, { reason: 'again' })).toMatchObject({ status: 422 });
  });

  test('that failed gives its amount free again', async () => {
    const payment = await completed();
    const { body } = await call('POST', `/${payment}/refunds`, { reason: 'all of it' });
    expect(body).toMatchObject({ status: 'REQUESTED', amount: 1_000 });
    const refund_id = String(body['refund_id']);
    const data = { refund_id, payment_id: payment, error_code: 'REFUND_DECLINED', reason: 'charge too old' };
    await send(message({ event_type: 'MarkRefundAsFailed', data }, 'refund', refund_id));
    expect(await refundAs(payment, 'FAILED')).toMatchObject({ error: { code: 'REFUND_DECLINED' } });
    expect((await call('POST', `/${payment}/refunds`, { reason: 'once more' })).status).toBe(202);
  });

  test('needs a completed payment, an amount that is one, and a reason', async () => {
    const open = await initiated();
    expect(await call('POST', `/${open}/refunds`, { reason: 'too soon' })).toMatchObject({
      status: 409,
      body: { error: { code: 'NOT_REFUNDABLE', details: { status: 'INITIATED' } } },
    });
    expect(await call('POST', `/${open}/refunds`, { amount: 0.5 })).toMatchObject({
      status: 400,
      body: { error: { details: { fields: { amount: expect.any(String), reason: expect.any(String) } } } },
    });
    expect((await call('POST', `/${randomUUID()}/refunds`, { reason: 'x' })).status).toBe(404);
    expect((await call('GET', `/${randomUUID()}/refunds`)).status).toBe(404);
  });

  test('of all that is left follows when a confirmation is undone, once', async () => {
    const payment = await completed();
    await call('POST', `/${payment}/refunds`, { amount: 400, reason: 'returned' });
    const undo = () =>
      command({
        event_type: 'CancelPaymentConfirmation',
        data: { payment_id: payment, reason: 'the provider reversed the charge' },
      });
    await send(undo(), undo());
    await eventually(async () => ((await refunds(payment)).length > 1 ? true : undefined));
    await send(undo());
    expect((await refunds(payment)).map(({ amount, reason }) => [amount, reason])).toEqual([
      [400, 'returned'],
      [600, 'the provider reversed the charge'],
    ]);
    expect((await call('GET', `/${payment}`)).body).toMatchObject({ status: 'COMPLETED', provider: 'stripe' });
  });
});

describe('a payment by card', () => {
  test('names the token, never the number', async () => {
    const payment = await initiated({ method: 'external', source: 'tok_visa' });
    const [started] = await eventually(() => (told(payment).length > 0 ? told(payment) : undefined));
    expect(started?.data).toMatchObject({ method: 'external', source: 'tok_visa' });
    expect(started?.data).not.toHaveProperty('wallet_id');
    const order = { user_id: 'u', merchant_id: 'm', amount: 1_000, currency: 'EUR', method: 'external' };
    expect(await call('POST', '', order)).toMatchObject({
      status: 400,
      body: { error: { details: { fields: { source: expect.stringContaining('tok_') } } } },
    });
    for (const secret of [
      { source: '4111111111111111' },
      { source: 'tok_visa', description: '4111 1111 1111 1111' },
      { source: 'tok_visa', card: { number: 4_111_111_111_111_111 } },
    ]) {
      const reply = await call('POST', '', { ...order, ...secret });
      expect(reply).toMatchObject({ status: 400, body: { error: { code: 'CARD_NUMBER_REFUSED' } } });
      expect(JSON.stringify(reply)).not.toContain('1111');
    }
    expect(await call('GET', '/4111111111111111')).toMatchObject({ status: 400 });
  });

  test('takes currencies that are in use, and no wallet', async () => {
    const order = { user_id: 'u', merchant_id: 'm', amount: 1_000, method: 'external', source: 'tok_visa' };
    expect((await call('POST', '', { ...order, currency: 'XXX' })).body).toMatchObject({
      error: { details: { fields: { currency: expect.stringContaining('ISO 4217') } } },
    });
    expect((await call('POST', '', { ...order, currency: 'EUR', wallet_id: 'w' })).status).toBe(400);
  });
});

test('lists have pages, the newest first, by user, merchant, wallet and state', async () => {
  const merchant_id = randomUUID();
  const made: string[] = [];
  for (let n = 0; n < 5; n += 1) made.push(await initiated({ merchant_id, user_id: n === 0 ? 'first' : 'other' }));
  const listed: unknown[] = [];
  let cursor = '';
  for (;;) {
    const { body } = await call('GET', `?merchant_id=${merchant_id}&limit=2${cursor}`);
    const page = Array.isArray(body['payments']) ? body['payments'].filter(isRecord) : [];
    listed.push(...page.map((one) => one['payment_id']));
    const next = body['next_cursor'];
    if (typeof next !== 'string') break;
    cursor = `&cursor=${next}`;
  }
  expect(listed).toEqual(made.toReversed());
  const by = async (query: string) => (await call('GET', `?merchant_id=${merchant_id}&${query}`)).body['payments'];
  expect(await by('user_id=first')).toMatchObject([{ payment_id: made[0] }]);
  expect(await by('status=COMPLETED')).toEqual([]);
  expect(await call('GET', '?status=DONE')).toMatchObject({ status: 400 });
  expect(await call('GET', '?cursor=abc')).toMatchObject({ status: 400 });
});

test('payments and refunds can be built anew from their events', async () => {
  const payment = await completed({ method: 'external', source: 'tok_visa' });
  const ids: string[] = [];
  for (const amount of [100, 200, 300]) {
    const { body } = await call('POST', `/${payment}/refunds`, { amount, reason: `${amount} of it` });
    ids.push(String(body['refund_id']));
  }
  const [done = '', failed = ''] = ids;
  const refused = { error_code: 'REFUND_DECLINED', reason: 'charge too old' };
  const paidBack = { provider: 'stripe' as const, provider_refund_id: 're_9' };
  await send(
    message(
      { event_type: 'CompleteRefund', data: { refund_id: done, payment_id: payment, ...paidBack } },
      'refund',
      done,
    ),
    message(
      { event_type: 'MarkRefundAsFailed', data: { refund_id: failed, payment_id: payment, ...refused } },
      'refund',
      failed,
    ),
  );
  await refundAs(payment, 'FAILED');
  await refundAs(payment, 'COMPLETED');
  const rows = async () => [
    await environment.query(
      `SELECT refund_id, payment_id, wallet_id, amount, currency, reason, status, version, provider, provider_refund_id, error_code,
         error_message FROM payment.refunds WHERE payment_id = '${payment}' ORDER BY amount`,
    ),
    await environment.query(
      `SELECT status, version, source, provider, provider_charge_id, method, amount FROM payment.payment_status
       WHERE payment_id = '${payment}'`,
    ),
  ];
  const before = await rows();
  await environment.query(`UPDATE payment.refunds SET status = 'FAILED', amount = 7 WHERE payment_id = '${payment}'`);
  await environment.query(`DELETE FROM payment.refunds WHERE refund_id = '${done}'`);
  await environment.query(
    `UPDATE payment.payment_status SET provider = NULL, provider_charge_id = NULL, source = NULL WHERE payment_id = '${payment}'`,
  );
  for (const model of ['refunds', 'payment_status']) {
    const path = `${services[0]?.address}/api/v1/admin/read-models/${model}/rebuild`;
    expect((await fetch(path, { method: 'POST' })).status).toBe(200);
  }
  expect(await rows()).toEqual(before);
});
