/** What sagas do beyond the ordinary way, against a real Postgres and a broker over TCP; the test plays the other services and an operator. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isRecord, type RunningService } from '../platform/index.ts';
import { startEnvironment, type TestEnvironment } from '../testing/environment.ts';
import { eventually } from '../testing/topics.ts';
import { startSagaService } from './service.ts';
import { atGateway, SpokenPayment } from './testing/spoken-payment.ts';

let environment: TestEnvironment;
let service: RunningService;

beforeAll(async () => {
  environment = await startEnvironment();
  service = await start();
});

afterAll(async () => {
  await service.stop();
  await environment.close();
});

function start(): Promise<RunningService> {
  const clocks = { SAGA_STEP_DEADLINE_MS: '400', SAGA_STUCK_AFTER_MS: '2000', SAGA_DEADLINE_MS: '600000' };
  return startSagaService(environment.config(clocks));
}

async function call(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${service.address}/api/v1${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const parsed: unknown = await answer.json();
  return { status: answer.status, body: isRecord(parsed) ? parsed : {} };
}

const state = async (payment: SpokenPayment, wanted: string): Promise<true> =>
  eventually(async () => ((await payment.row())?.[0] === wanted ? true : undefined));
const count = (payment: SpokenPayment, type: string): number =>
  payment.heard().filter(({ event_type }) => event_type === type).length;

async function completed(): Promise<SpokenPayment> {
  const payment = await atGateway(environment);
  await payment.approved();
  await payment.hears('ConfirmPayment');
  await payment.completed();
  await state(payment, 'COMPLETED');
  return payment;
}

describe('a payment by card', () => {
  test('goes to the gateway without the wallet, with its token, and fails without a compensation', async () => {
    const payment = new SpokenPayment(environment, 'external');
    await payment.initiated();
    await payment.hears('ValidatePayment');
    await payment.validated();
    expect((await payment.hears('ProcessWithGateway')).data).toMatchObject({ method: 'external', source: 'tok_visa' });
    await payment.declined();
    await payment.hears('MarkPaymentAsFailed');
    expect(count(payment, 'CheckWalletBalance') + count(payment, 'CompensationStarted')).toBe(0);
  });

  test('stays at the provider while its holder has to agree', async () => {
    const payment = await atGateway(environment);
    const action = { provider: 'stripe' as const, provider_charge_id: 'ch_1', expires_at: '2030-01-01T00:00:00.000Z' };
    await payment.says({ event_type: 'GatewayActionRequired', data: { payment_id: payment.id, ...action } }, 'gateway');
    await eventually(() => {
      const told = payment.heard().flatMap(({ data }) => ('states' in data ? [data.states] : []));
      return told.some((states) => states.length === 1 && states[0] === 'GATEWAY_PROCESSING') ? true : undefined;
    });
    expect((await payment.row())?.[0]).toBe('AWAITING_GATEWAY');
    await payment.approved();
    await payment.hears('ConfirmPayment');
  });
});

describe('a compensation', () => {
  test('is repeated while it is not answered, says when it is stuck, and ends in the reverse order', async () => {
    const payment = await atGateway(environment);
    await payment.declined();
    await payment.hears('SagaStuckDetected');
    const actions = () => payment.heard().flatMap(({ data }) => ('action' in data ? [data.action] : []));
    await eventually(() => (actions().includes('alert') ? true : undefined));
    expect(actions()).toEqual(['continue', 'continue', 'continue', 'alert']);
    expect(count(payment, 'RefundWalletBalance')).toBe(4);
    expect(await payment.row()).toEqual(['REFUNDING', 'RefundWalletBalance', 't']);

    await payment.refunded();
    await payment.hears('UpdateMetrics');
    expect(payment.heard().find(({ event_type }) => event_type === 'CompensationStarted')?.data).toMatchObject({
      steps: ['RefundWalletBalance', 'MarkPaymentAsFailed', 'NotifyUser', 'UpdateMetrics'],
    });
    await payment.failed();
    await state(payment, 'FAILED');
    expect(count(payment, 'CompensationCompleted')).toBe(1);
    expect(await payment.errors()).toEqual([]);
  });

  test('that waits for a person is looked after again when the service starts', async () => {
    const payment = await atGateway(environment);
    await payment.declined();
    await payment.hears('SagaStuckDetected');
    const before = count(payment, 'RefundWalletBalance');
    await service.stop();
    service = await start();
    await eventually(() => (count(payment, 'RefundWalletBalance') > before ? true : undefined));
    expect(count(payment, 'SagaStuckDetected')).toBe(1);
  });
});

describe('after its end', () => {
  test('a payment is refunded by the gateway, and the refund hears how that ended', async () => {
    const payment = await completed();
    const [first, second] = [randomUUID(), randomUUID()];
    const money = { amount: 300, currency: 'USD' };
    for (const refund_id of [first, second]) {
      const data = { refund_id, payment_id: payment.id, ...money, reason: 'returned' };
      await payment.says({ event_type: 'RefundRequested', data }, 'refund');
    }
    await eventually(() => (count(payment, 'RefundWithGateway') === 2 ? true : undefined));
    const ids = { payment_id: payment.id, provider: 'stripe' as const, ...money };
    await payment.says(
      { event_type: 'GatewayRefunded', data: { ...ids, refund_id: first, provider_refund_id: 're_1' } },
      'gateway',
    );
    const refused = { ...ids, refund_id: second, error_code: 'REFUND_DECLINED', reason: 'charge too old' };
    await payment.says({ event_type: 'GatewayRefundFailed', data: refused }, 'gateway');
    expect(await payment.hears('CompleteRefund')).toMatchObject({ aggregate_type: 'refund', aggregate_id: first });
    expect((await payment.hears('MarkRefundAsFailed')).data).toMatchObject({
      refund_id: second,
      error_code: 'REFUND_DECLINED',
    });
    expect((await payment.row())?.[0]).toBe('COMPLETED');
  });

  test('a dispute freezes the wallet and asks for a person', async () => {
    const payment = await completed();
    const charge = { provider: 'stripe' as const, provider_charge_id: 'ch_1', amount: 1_000, currency: 'USD' };
    const data = { payment_id: payment.id, dispute_id: 'dp_1', ...charge, reason: 'fraudulent' };
    await payment.says({ event_type: 'GatewayDisputeOpened', data }, 'gateway');
    expect((await payment.hears('LockWallet')).data).toMatchObject({ reason: expect.stringContaining('dp_1') });
    expect((await payment.hears('SagaRecoveryRequired')).data).toMatchObject({
      action: 'alert',
      last_known_state: 'COMPLETED',
    });
  });

  test('an operator can have a confirmed payment undone; it is, once its money was given back', async () => {
    const payment = await completed();
    const wanted = { action: 'compensate', reason: 'the provider reversed the charge' };
    expect(await call('POST', `/admin/sagas/${payment.id}/recover`, wanted)).toMatchObject({ status: 200 });
    expect((await payment.hears('CancelPaymentConfirmation')).data).toMatchObject({ reason: wanted.reason });
    const refund = { refund_id: randomUUID(), payment_id: payment.id, amount: 1_000, currency: 'USD' };
    const at = { provider: 'stripe' as const, provider_refund_id: 're_1' };
    await payment.says({ event_type: 'RefundCompleted', data: { ...refund, ...at } }, 'refund');
    await payment.hears('CompensationCompleted');
    expect((await payment.row())?.[0]).toBe('COMPLETED');
  });
});

describe('an operator', () => {
  test('sees a saga with all that it has said, by its own id and by that of its payment', async () => {
    const payment = await completed();
    const { body } = await call('GET', `/sagas/${payment.id}`);
    expect(body).toMatchObject({ payment_id: payment.id, state: 'COMPLETED', stuck: false, attempts: 0 });
    const events = Array.isArray(body['events']) ? body['events'].filter(isRecord) : [];
    expect(events.map((event) => event['event_type'])).toEqual([
      'SagaStarted',
      ...Array.from({ length: 5 }, () => 'SagaStepCompleted'),
      'SagaCompleted',
    ]);
    expect(events.map((event) => event['version'])).toEqual([1, 2, 3, 4, 5, 6, 7]);
    // The overview follows a moment later.
    const byItsId = (await call('GET', `/admin/sagas/${String(body['saga_id'])}`)).body;
    expect({ ...byItsId, overview: undefined }).toEqual({ ...body, overview: undefined });
    expect((await call('GET', `/sagas/${randomUUID()}`)).status).toBe(404);
    expect((await call('GET', '/sagas/nonsense')).status).toBe(404);
  });

  test('sees which are under way, page by page, and which are stuck', async () => {
    const open = [await atGateway(environment), await atGateway(environment)];
    const ended = await completed();
    const seen: unknown[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await call('GET', `/sagas?limit=2${cursor}`);
      seen.push(
        ...(Array.isArray(body['sagas']) ? body['sagas'].filter(isRecord) : []).map((one) => one['payment_id']),
      );
      const next = body['next_cursor'];
      if (typeof next !== 'string') break;
      cursor = `&cursor=${next}`;
    }
    expect(seen).toEqual(expect.arrayContaining(open.map(({ id }) => id)));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).not.toContain(ended.id);
    const stuck = (await call('GET', '/sagas?stuck=true')).body['sagas'];
    expect(stuck).toMatchObject(expect.arrayContaining([expect.objectContaining({ state: 'REFUNDING', stuck: true })]));
    expect(await call('GET', '/sagas?state=LOST')).toMatchObject({ status: 400 });
  });

  test('has a step repeated, and is told when nothing can be done', async () => {
    const payment = await atGateway(environment);
    const recover = (body: unknown) => call('POST', `/admin/sagas/${payment.id}/recover`, body);
    expect(await recover({})).toMatchObject({ status: 200, body: { state: 'AWAITING_GATEWAY', attempts: 1 } });
    await eventually(() => (count(payment, 'ProcessWithGateway') === 2 ? true : undefined));
    expect((await payment.hears('SagaRecoveryRequired')).data).toMatchObject({ action: 'verify' });
    expect(await recover({ action: 'compensate' })).toMatchObject({
      status: 409,
      body: { error: { code: 'NOT_RECOVERABLE', message: expect.stringContaining('AWAITING_GATEWAY') } },
    });
    expect(await recover({ action: 'pray' })).toMatchObject({ status: 400 });
    expect((await call('POST', `/admin/sagas/${randomUUID()}/recover`, {})).status).toBe(404);
  });
});
