/** The payment service against a real Postgres, a broker over TCP and a merchant's webhook. */
import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Message } from '../../../generated/contracts/index.ts';
import type { DataOf, Draft, MessageType, RunningService } from '../platform/index.ts';
import { startEnvironment, type TestEnvironment } from '../testing/environment.ts';
import { eventually, message, messagesOn, sendMessages } from '../testing/topics.ts';
import { startPaymentService } from './service.ts';

const SECRET = 'merchant-secret';
let environment: TestEnvironment;
let services: readonly RunningService[];
const hooks: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
/** The first call of each notification is answered with an error. */
const merchant = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += String(chunk);
  });
  request.on('end', () => {
    if (request.url === '/broken') {
      response.writeHead(503).end();
      return;
    }
    const isFirst = !hooks.some((hook) => hook.body === body);
    hooks.push({ headers: request.headers, body });
    response.writeHead(isFirst ? 500 : 204).end();
  });
});

beforeAll(async () => {
  environment = await startEnvironment();
  await new Promise<void>((resolve) => {
    merchant.listen(0, '127.0.0.1', resolve);
  });
  const address = merchant.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const webhooks = JSON.stringify({
    hooked: { url: `http://127.0.0.1:${port}/hook`, secret: SECRET },
    broken: { url: `http://127.0.0.1:${port}/broken`, secret: SECRET },
  });
  const extra = { MERCHANT_WEBHOOKS: webhooks, PAYMENT_MAX_AMOUNT: '10000', PAYMENT_MAX_WALLET_DAILY_AMOUNT: '15000' };
  services = await Promise.all(
    ['a', 'b'].map((instance) => startPaymentService(environment.config({ ...extra, INSTANCE: instance }))),
  );
});

afterAll(async () => {
  await Promise.all(services.map((service) => service.stop()));
  merchant.closeAllConnections();
  merchant.close();
  await environment.close();
});

interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function call(instance: number, method: string, path: string, body?: unknown, key?: string): Promise<Reply> {
  const answer = await fetch(`${services[instance]?.address}/api/v1/payments${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const parsed: unknown = await answer.json();
  return { status: answer.status, body: { ...(typeof parsed === 'object' ? parsed : {}) } };
}

function order(fields: Record<string, unknown> = {}) {
  const basics = { user_id: 'u', merchant_id: 'm', amount: 500, currency: 'EUR', method: 'wallet' };
  return { ...basics, wallet_id: randomUUID(), ...fields };
}

async function initiate(fields: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await call(0, 'POST', '', order(fields), randomUUID());
  expect(status).toBe(202);
  return String(body['payment_id']);
}

function command(
  draft: Draft<
    | 'ValidatePayment'
    | 'RecordPaymentProgress'
    | 'ConfirmPayment'
    | 'MarkPaymentAsFailed'
    | 'MarkPaymentAsCancelled'
    | 'NotifyUser'
  >,
): Message {
  return message(draft, 'payment', draft.data.payment_id);
}

const validate = (payment_id: string) => command({ event_type: 'ValidatePayment', data: { payment_id } });

const progress = (payment_id: string, ...states: DataOf<'RecordPaymentProgress'>['states']) =>
  command({ event_type: 'RecordPaymentProgress', data: { payment_id, states } });

const cancelled = (payment_id: string) =>
  command({ event_type: 'MarkPaymentAsCancelled', data: { payment_id, reason: 'changed my mind' } });

const confirm = (payment_id: string) =>
  command({ event_type: 'ConfirmPayment', data: { payment_id, provider: 'stripe', provider_charge_id: 'ch_1' } });

function told(payment: string): readonly Message[] {
  return messagesOn(environment.broker, 'payment-events.v1').filter(
    (one) => 'payment_id' in one.data && one.data.payment_id === payment,
  );
}

function announced(payment: string, type: MessageType): Promise<Message> {
  return eventually(() => told(payment).find((one) => one.event_type === type));
}

/** Waits until the payment is in this state. */
const statusOf = (payment: string, status: string) =>
  eventually(async () => ((await call(0, 'GET', `/${payment}`)).body['status'] === status ? true : undefined));

const send = (...messages: readonly Message[]) => sendMessages(environment.config(), messages);

describe('HTTP', () => {
  test('one key, one payment: everybody who repeats the request gets the same answer, at once or later', async () => {
    const key = randomUUID();
    const body = order();
    const replies = await Promise.all([0, 1, 0].map((instance) => call(instance, 'POST', '', body, key)));
    replies.push(await call(1, 'POST', '', body, key));
    expect(replies.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    for (const reply of replies) expect(reply.body).toEqual(replies[0]?.body);
    expect((await call(1, 'POST', '', { ...body, amount: 501 }, key)).status).toBe(422);
  });

  test('a request without a key, or with wrong fields, is refused with all of them named', async () => {
    expect((await call(0, 'POST', '', order())).body).toMatchObject({ error: { code: 'IDEMPOTENCY_KEY_REQUIRED' } });
    const wrong = await call(
      0,
      'POST',
      '',
      { user_id: 'u', amount: 1.5, currency: 'eur', method: 'cash' },
      randomUUID(),
    );
    expect(wrong.status).toBe(400);
    const { error } = wrong.body;
    expect(error).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(error).toHaveProperty('details.fields.amount');
    expect(error).toHaveProperty('details.fields.currency');
    expect(error).toHaveProperty('details.fields.method');
    expect(error).toHaveProperty('details.fields.merchant_id');
  });

  test('who waits is told the outcome with its reason, who does not wait is told that it was accepted', async () => {
    const key = randomUUID();
    const body = order();
    const accepted = await call(0, 'POST', '', body, key);
    const payment = String(accepted.body['payment_id']);
    const waiting = call(1, 'POST', '?wait=10', body, key);
    await send(
      command({
        event_type: 'MarkPaymentAsFailed',
        data: {
          payment_id: payment,
          error_code: 'INSUFFICIENT_FUNDS',
          failure_stage: 'WALLET_VALIDATION',
          reason: 'The wallet has too little.',
          requested_amount: 500,
          available_balance: 250,
          deficit_amount: 250,
        },
      }),
    );
    expect(await waiting).toMatchObject({
      status: 200,
      body: {
        status: 'FAILED',
        error: {
          code: 'INSUFFICIENT_FUNDS',
          details: { requested_amount: 500, available_balance: 250, deficit_amount: 250 },
        },
      },
    });
  });

  test('a cancel goes to the saga, also while the gateway is at work, and is refused under review', async () => {
    const payment = await initiate();
    expect((await call(0, 'POST', `/${payment}/cancel`)).status).toBe(202);
    const commands = () =>
      messagesOn(environment.broker, 'saga-commands.v1').filter(({ aggregate_id }) => aggregate_id === payment);
    await eventually(() => commands()[0]);
    await send(validate(payment), progress(payment, 'GATEWAY_PROCESSING'));
    await statusOf(payment, 'GATEWAY_PROCESSING');
    expect((await call(0, 'POST', `/${payment}/cancel`)).status).toBe(202);
    await eventually(() => commands()[1]);
    await send(progress(payment, 'PENDING_REVIEW'));
    await statusOf(payment, 'PENDING_REVIEW');
    expect(await call(0, 'POST', `/${payment}/cancel`)).toMatchObject({
      status: 409,
      body: { error: { code: 'NOT_CANCELLABLE' } },
    });
    expect((await call(0, 'POST', `/${randomUUID()}/cancel`)).status).toBe(404);
  });

  test('whoever waits for a cancel is told what became of it', async () => {
    const [called, completed] = [await initiate(), await initiate()];
    const answers = [called, completed].map((payment) => call(0, 'POST', `/${payment}/cancel?wait=20`));
    await send(
      validate(called),
      cancelled(called),
      validate(completed),
      progress(completed, 'GATEWAY_PROCESSING'),
      confirm(completed),
    );
    expect(await Promise.all(answers)).toMatchObject([
      { status: 200, body: { status: 'CANCELLED' } },
      { status: 409, body: { error: { code: 'NOT_CANCELLABLE', details: { status: 'COMPLETED' } } } },
    ]);
  });
});

describe('commands', () => {
  test('a payment goes its way to the end, and its owner is told once', async () => {
    const payment = await initiate();
    await send(
      validate(payment),
      progress(payment, 'WALLET_CHECKED'),
      progress(payment, 'WALLET_DEDUCTED', 'GATEWAY_PROCESSING'),
    );
    const confirmation = confirm(payment);
    await send(
      confirmation,
      confirmation,
      command({ event_type: 'NotifyUser', data: { payment_id: payment, outcome: 'COMPLETED' } }),
    );
    const completed = await announced(payment, 'PaymentCompleted');
    expect(await announced(payment, 'NotificationSent')).toMatchObject({
      causation_id: completed.event_id,
      data: { channel: 'in_app', outcome: 'COMPLETED', attempt: 1 },
    });
    expect((await call(1, 'GET', `/${payment}?wait=5`)).body).toMatchObject({ status: 'COMPLETED' });
    expect(told(payment).map(({ event_type }) => event_type)).toEqual([
      'PaymentInitiated',
      'PaymentValidated',
      'PaymentCompleted',
      'NotificationSent',
    ]);
  });

  test('what the machine does not accept changes nothing, is published and recorded', async () => {
    const payment = await initiate();
    await send(confirm(payment));
    expect(await announced(payment, 'PaymentStateInconsistency')).toMatchObject({
      data: { state: 'INITIATED', unexpected: 'ConfirmPayment' },
    });
    expect((await call(0, 'GET', `/${payment}`)).body).toMatchObject({ status: 'INITIATED' });
    expect(await environment.query(`SELECT kind FROM payment.errors WHERE aggregate_id = '${payment}'`)).toEqual([
      ['state-inconsistency'],
    ]);
  });

  test('a command for a payment that does not exist is recorded', async () => {
    const payment = randomUUID();
    await send(validate(payment));
    const recorded = () => environment.query(`SELECT kind FROM payment.errors WHERE aggregate_id = '${payment}'`);
    expect(await eventually(async () => ((await recorded()).length > 0 ? await recorded() : undefined))).toEqual([
      ['payment-not-found'],
    ]);
  });

  test('another open payment of the wallet is detected when a payment is validated', async () => {
    const wallet_id = randomUUID();
    const first = await initiate({ wallet_id });
    const second = await initiate({ wallet_id });
    await send(validate(second));
    expect(await announced(second, 'ConcurrentPaymentDetected')).toMatchObject({
      data: { wallet_id, concurrent_payments: [first] },
    });
  });

  test.each([
    ['more than a payment may move', { amount: 10_001 }, 'at most 100.00 EUR'],
    ['a currency that is not accepted', { currency: 'CHF' }, 'CHF'],
  ])('validation refuses %s', async (_, fields, reason) => {
    const payment = await initiate(fields);
    await send(validate(payment));
    expect(await announced(payment, 'PaymentFailed')).toMatchObject({
      data: { error_code: 'VALIDATION_FAILED', reason: expect.stringContaining(reason) },
    });
  });

  test('validation refuses what exceeds the day of a wallet', async () => {
    const wallet_id = randomUUID();
    const within = await initiate({ wallet_id, amount: 9_000 });
    await send(validate(within));
    await announced(within, 'PaymentValidated');
    const beyond = await initiate({ wallet_id, amount: 9_000 });
    await send(validate(beyond));
    expect(await announced(beyond, 'PaymentFailed')).toMatchObject({
      data: { reason: expect.stringContaining('in a day') },
    });
  });
});

test('a merchant with a URL is called until it accepts, with a signature that it can check', async () => {
  const payment = await initiate({ merchant_id: 'hooked' });
  await send(
    command({
      event_type: 'MarkPaymentAsFailed',
      data: { payment_id: payment, error_code: 'TIMEOUT', failure_stage: 'SAGA', reason: 'It took too long.' },
    }),
  );
  expect(await announced(payment, 'NotificationSent')).toMatchObject({
    data: { channel: 'webhook', outcome: 'FAILED', attempt: 2 },
    aggregate_version: 2,
  });
  const failed = await announced(payment, 'NotificationFailed');
  expect(failed).toMatchObject({
    aggregate_version: 1,
    data: { attempt: 1, reason: 'The receiver answered 500.', next_attempt_at: expect.any(String) },
  });
  expect(hooks).toHaveLength(2);
  for (const { headers, body } of hooks) {
    const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['temblor-signature'])) ?? [];
    expect(signature).toBe(createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex'));
    expect(JSON.parse(body)).toMatchObject({ payment_id: payment, outcome: 'FAILED' });
  }
});

test('a merchant that never accepts is given up after the ninth call, which is recorded', async () => {
  const payment = await initiate({ merchant_id: 'broken' });
  await send(
    command({
      event_type: 'MarkPaymentAsFailed',
      data: { payment_id: payment, error_code: 'TIMEOUT', failure_stage: 'SAGA', reason: 'It took too long.' },
    }),
  );
  await announced(payment, 'NotificationFailed');
  await environment.query(
    `UPDATE payment.notifications SET attempts = 8, next_attempt_at = now() WHERE payment_id = '${payment}'`,
  );
  const last = await eventually(() =>
    told(payment).find((one) => one.event_type === 'NotificationFailed' && one.data.attempt === 9),
  );
  expect(last.data).toMatchObject({ reason: 'The receiver answered 503.' });
  expect(last.data).not.toHaveProperty('next_attempt_at');
  expect(await environment.query(`SELECT kind, reason FROM payment.errors WHERE aggregate_id = '${payment}'`)).toEqual([
    ['notification-failed', 'The receiver answered 503.'],
  ]);
});
