/** Payments are shown from the cache, never as they were before something that was told. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningService } from '../platform/index.ts';
import { startEnvironment, type TestEnvironment } from '../testing/environment.ts';
import { eventually, message, messagesOn, sendMessages } from '../testing/topics.ts';
import { startPaymentService } from './service.ts';

let environment: TestEnvironment;
let service: RunningService;

beforeAll(async () => {
  environment = await startEnvironment();
  service = await startPaymentService(environment.config());
});

afterAll(async () => {
  await service.stop();
  await environment.close();
});

async function get(path: string): Promise<unknown> {
  return await (await fetch(`${service.address}${path}`)).json();
}

async function hits(): Promise<number> {
  const metrics = await (await fetch(`${service.address}/metrics`)).text();
  const line = metrics.split('\n').find((one) => /^cache_lookups_total\{.*view="payment".*outcome="hit"/.test(one));
  return Number(line?.split(' ')[1] ?? 0);
}

async function order(): Promise<string> {
  await fetch(`${service.address}/api/v1/payments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({
      user_id: 'u',
      merchant_id: 'm',
      wallet_id: 'w',
      amount: 1,
      currency: 'EUR',
      method: 'wallet',
    }),
  });
  const initiated = await eventually(() =>
    messagesOn(environment.broker, 'payment-events.v1').findLast(({ event_type }) => event_type === 'PaymentInitiated'),
  );
  return initiated.aggregate_id;
}

test('progress that has no event is shown as soon as it is there', async () => {
  const id = await order();
  const path = `/api/v1/payments/${id}`;
  const shown = async (status: string) => {
    await eventually(async () => {
      const row = await environment.query(`SELECT status FROM payment.payment_status WHERE payment_id = '${id}'`);
      return row[0]?.[0] === status ? true : undefined;
    });
    // The row is committed; the answer of the COMMIT may still be on its way to the service.
    expect(await get(path)).toMatchObject({ payment_id: id, status });
  };
  await eventually(async () => {
    await get(path);
    return (await hits()) > 0 ? true : undefined;
  });
  await sendMessages(environment.config(), [
    message({ event_type: 'ValidatePayment', data: { payment_id: id } }, 'payment', id),
  ]);
  await shown('VALIDATED');
  for (const state of ['WALLET_CHECKED', 'WALLET_DEDUCTED', 'GATEWAY_PROCESSING'] as const) {
    const before = await hits();
    await get(path);
    await get(path);
    expect(await hits()).toBeGreaterThan(before);
    const data = { payment_id: id, states: [state] };
    await sendMessages(environment.config(), [message({ event_type: 'RecordPaymentProgress', data }, 'payment', id)]);
    await shown(state);
  }
});
