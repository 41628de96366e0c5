/** Payments that are called off while the gateway is at work, before and after a provider was asked to move the money. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually, message } from '../testing/topics.ts';
import { fault, Stage } from './testing/stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

afterEach(() => stage.clear());

afterAll(() => stage.close());

function cancel(paymentId: string): Promise<void> {
  const data = { payment_id: paymentId, amount: 1_000, currency: 'USD', reason: 'changed my mind' };
  return stage.send(message({ event_type: 'CancelWithGateway', data }, 'gateway', paymentId));
}

describe('a payment that is called off', () => {
  test('while its charge is being created is never confirmed, not even by the worker that is waiting for it', async () => {
    const { stripe } = await stage.providers([fault('stripe', 'create', 1, 'slow')]);
    await stage.gateway();
    const payment = await stage.pay();
    await stage.until(payment, /stripe create 1/);
    await cancel(payment);
    expect(await stage.until(payment, /GatewayChargeCancelled/)).toEqual(['stripe create 1', 'GatewayChargeCancelled']);
    await eventually(() => stripe.ledger.charges()[0]);
    // It is the answer to this that the worker gets before it looks for more to do.
    const other = await stage.pay();
    await stage.end(other);
    expect(stripe.ledger.charges().find(({ paymentId }) => paymentId === payment)?.state).toBe('created');
    expect(stage.said(payment)).toHaveLength(2);
  });

  test('once a confirm was sent goes on, and the answer of the provider counts', async () => {
    await stage.providers([fault('stripe', 'confirm', 1, 'timeout-lands')]);
    await stage.gateway();
    const payment = await stage.pay();
    await stage.until(payment, /stripe confirm 1/);
    await cancel(payment);
    const told = await stage.end(payment);
    expect(told.at(-1)).toBe('stripe approved');
    expect(told).not.toContain('GatewayChargeCancelled');
  });

  test('before the command to charge it arrived is not charged when that comes after all', async () => {
    const { stripe } = await stage.providers();
    await stage.gateway();
    const payment = randomUUID();
    await cancel(payment);
    await stage.until(payment, /GatewayChargeCancelled/);
    await stage.pay({ payment_id: payment });
    await stage.end(await stage.pay());
    expect(stage.said(payment)).toEqual(['GatewayChargeCancelled']);
    expect(stripe.ledger.charges().some(({ paymentId }) => paymentId === payment)).toBe(false);
  });
});
