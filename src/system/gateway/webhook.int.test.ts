/** Webhooks, actions of a card's holder, disputes, surplus and refunds, against a real Postgres and providers over HTTP. */
import { createHmac, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../testing/topics.ts';
import { fault, outage, SECRET, Stage } from './testing/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

interface Sent {
  readonly provider?: string;
  readonly secret?: string;
  readonly at?: number;
  readonly signature?: string;
}

async function post(address: string, body: unknown, sent: Sent = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const seconds = Math.floor((sent.at ?? Date.now()) / 1_000);
  const digest = createHmac('sha256', sent.secret ?? SECRET)
    .update(`${seconds}.${text}`)
    .digest('hex');
  const answer = await fetch(`${address}/api/v1/webhooks/${sent.provider ?? 'stripe'}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'provider-signature': sent.signature ?? `t=${seconds},v1=${digest}`,
    },
    body: text,
  });
  return { status: answer.status, body: await answer.text() };
}

function webhook(type: string, data: Readonly<Record<string, unknown>>) {
  return { id: `evt_${randomUUID()}`, type, created: Math.floor(Date.now() / 1_000), data };
}

/** A gateway, its address, and providers that do not tell it anything by themselves. */
async function quiet(...faults: Parameters<Stage['providers']>[0] & object) {
  const providers = await stage.providers(faults);
  const { address = '' } = await stage.gateway();
  return { ...providers, address };
}

/** Providers with webhooks to a gateway that is started with them: its address has to be known before. */
async function telling(...faults: Parameters<Stage['providers']>[0] & object) {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const providers = await stage.providers(faults, address);
  await stage.gateway({ GATEWAY_PORT: String(port) });
  return { ...providers, address };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function outcomes(): Promise<readonly (string | null | undefined)[]> {
  const rows = await stage.environment.query('SELECT type, outcome FROM gateway.webhooks ORDER BY received_at');
  return rows.map(([type, outcome]) => `${type ?? ''} ${outcome ?? ''}`);
}

describe('a webhook', () => {
  test('that is faster than the answer settles the payment once', async () => {
    const { stripe } = await stage.providers([fault('stripe', 'confirm', 1, 'timeout-lands')]);
    const { address = '' } = await stage.gateway({ PROVIDER_TIMEOUT_MS: '3000' });
    const paymentId = await stage.pay();
    const charge = await eventually(() => stripe.ledger.charges().find(({ state }) => state === 'confirmed'));
    const told = webhook('charge.succeeded', {
      id: charge.chargeId,
      payment_id: paymentId,
      amount: 1_000,
      currency: 'USD',
    });
    expect((await post(address, told)).status).toBe(200);
    expect(await stage.end(paymentId)).toEqual(['stripe create 1', 'stripe confirm 1', 'stripe approved']);
    expect((await post(address, told)).body).toContain('duplicate');
    // The worker's call runs into its time-out, finds its lease gone, and says nothing.
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    expect(stage.said(paymentId)).toHaveLength(3);
    expect(await outcomes()).toEqual(['charge.succeeded applied']);
  });

  test('that comes after everything, twice and out of order, changes nothing', async () => {
    const { stripe, address } = await quiet();
    const paymentId = await stage.pay();
    await stage.end(paymentId);
    const [charge] = stripe.ledger.charges();
    const data = { id: charge?.chargeId, payment_id: paymentId, amount: 1_000, currency: 'USD' };
    for (const type of ['charge.cancelled', 'charge.succeeded', 'charge.declined', 'charge.succeeded']) {
      expect((await post(address, webhook(type, data))).status).toBe(200);
    }
    expect(stage.said(paymentId)).toHaveLength(3);
    expect((await outcomes()).every((one) => one?.endsWith('known'))).toBe(true);
  });

  test('of a type that nobody knows is recorded; one about nothing we know is kept for a person', async () => {
    const { address } = await quiet();
    expect((await post(address, webhook('balance.available', { funds: 7 }))).status).toBe(200);
    const stranger = { id: 'ch_9', payment_id: randomUUID(), amount: 5, currency: 'USD' };
    expect((await post(address, webhook('charge.succeeded', stranger))).status).toBe(200);
    expect(await outcomes()).toEqual(['balance.available unknown-type', 'charge.succeeded unmatched']);
    expect(await stage.environment.query("SELECT body ->> 'funds' FROM gateway.webhooks WHERE body ? 'funds'")).toEqual(
      [['7']],
    );
    expect(await stage.environment.query('SELECT kind FROM gateway.errors')).toEqual([['webhook-unmatched']]);
  });

  test('for another amount than was asked settles nothing', async () => {
    const { stripe, address } = await quiet(fault('stripe', 'confirm', 1, 'timeout-lands'));
    const paymentId = await stage.pay();
    const charge = await eventually(() => stripe.ledger.charges().find(({ state }) => state === 'confirmed'));
    const data = { id: charge.chargeId, payment_id: paymentId, amount: 1, currency: 'USD' };
    await post(address, webhook('charge.succeeded', data));
    expect(await outcomes()).toEqual(['charge.succeeded unmatched']);
    await stage.end(paymentId);
  });

  test.each<[string, Sent, number]>([
    ['signed with another secret', { secret: 'nobody knows' }, 401],
    ['signed six minutes ago', { at: Date.now() - 360_000 }, 401],
    ['without a readable signature', { signature: 'hello' }, 400],
    ['of a provider that there is not', { provider: 'klarna' }, 404],
  ])('%s is refused', async (_name, sent, status) => {
    const { address } = await quiet();
    expect((await post(address, webhook('charge.succeeded', {}), sent)).status).toBe(status);
    expect(await outcomes()).toEqual([]);
  });

  test('that is no JSON, or nothing that a webhook is, is refused though it is signed', async () => {
    const { address } = await quiet();
    const bodies = [
      '{"id":',
      '[]',
      '{"id":"evt_1"}',
      '{"id":"","type":"x","data":{}}',
      '{"id":"e\\u0000","type":"x","data":{}}',
    ];
    for (const body of bodies) expect((await post(address, body)).status).toBe(400);
  });

  test('that says what no database can hold is kept as far as possible', async () => {
    const { address } = await quiet();
    const body = '{"id":"evt_1","type":"news","data":{"text":"a\\u0000b\\ud800c"}}';
    expect((await post(address, body)).status).toBe(200);
    const kept = await stage.environment.query("SELECT body ->> 'text' FROM gateway.webhooks");
    expect(kept).toEqual([['a\ufffdb\ufffdc']]);
  });
});

describe("the providers' own webhooks", () => {
  test('sent twice, late, or lost at first, are all taken in the end', async () => {
    const faults = (['twice', 'late', 'lost'] as const).map((behaviour, index) => {
      return { verb: 'webhook' as const, provider: 'stripe', nth: index + 1, behaviour, delayMs: 700 };
    });
    const { stripe } = await telling(...faults);
    for (let payment = 0; payment < 3; payment += 1) await stage.end(await stage.pay());
    await eventually(() => (stripe.ledger.undelivered() === 0 ? true : undefined));
    expect(await outcomes()).toHaveLength(3);
  });

  test('tell of a charge that landed after the payment had gone elsewhere; it is voided', async () => {
    const { stripe, paypal } = await telling(
      outage('stripe', 'timeout-lost', ['confirm']),
      fault('stripe', 'void', 1, 'error-500'),
    );
    const paymentId = await stage.pay();
    await stage.end(paymentId);
    const [charge] = stripe.ledger.charges();
    expect(charge?.state).toBe('cancelled');
    stripe.ledger.landLate(charge?.chargeId ?? '');
    expect(await stage.until(paymentId, /GatewayChargeVoided/)).toEqual(
      expect.arrayContaining(['paypal approved', 'stripe void 3', 'GatewayChargeVoided']),
    );
    expect(stripe.ledger.refunds()).toMatchObject([{ kind: 'void', amount: 1_000, state: 'succeeded' }]);
    expect(paypal.ledger.charges()).toMatchObject([{ state: 'confirmed' }]);
    expect(await stage.environment.query('SELECT provider, outcome FROM gateway.attempts ORDER BY 1')).toEqual([
      ['paypal', 'approved'],
      ['stripe', 'voided'],
    ]);
    const versions = stage.events(paymentId).map((one) => one.aggregate_version);
    expect(versions).toEqual(versions.map((_, index) => index + 1));
  });

  test('tell that the holder of a card has agreed', async () => {
    const { stripe } = await telling();
    const paymentId = await stage.pay({ method: 'external', source: 'tok_visa_action' });
    await stage.until(paymentId, /GatewayActionRequired/);
    const [charge] = stripe.ledger.charges();
    expect(charge).toMatchObject({ state: 'requires-action' });
    stripe.ledger.completeAction(charge?.chargeId ?? '', 'succeed');
    expect((await stage.end(paymentId)).at(-1)).toBe('stripe approved');
  });

  test('tell that he did not want to', async () => {
    const { stripe } = await telling();
    const paymentId = await stage.pay({ method: 'external', source: 'tok_visa_action' });
    await stage.until(paymentId, /GatewayActionRequired/);
    stripe.ledger.completeAction(stripe.ledger.charges()[0]?.chargeId ?? '', 'card_declined');
    expect((await stage.end(paymentId)).at(-1)).toBe('stripe declined');
  });

  test('tell of a dispute, once', async () => {
    const { stripe } = await telling();
    const paymentId = await stage.pay();
    await stage.end(paymentId);
    stripe.ledger.dispute(stripe.ledger.charges()[0]?.chargeId ?? '', 'fraudulent');
    await stage.until(paymentId, /GatewayDisputeOpened/);
    expect(stage.events(paymentId).at(-1)).toMatchObject({ data: { amount: 1_000, reason: 'fraudulent' } });
    expect(await stage.environment.query('SELECT reason FROM gateway.disputes')).toEqual([['fraudulent']]);
  });
});

describe('a card', () => {
  test('is charged at the provider that knows its token, and nowhere else', async () => {
    const { adyen } = await quiet(outage('adyen', 'error-500', ['create']));
    const paymentId = await stage.pay({ method: 'external', source: 'tok_adyen_visa' });
    const said = await stage.end(paymentId);
    expect(said.at(-1)).toMatch(/^GATEWAY_/);
    expect(said.every((one) => !one.startsWith('stripe') && !one.startsWith('paypal'))).toBe(true);
    expect(adyen.ledger.charges()).toEqual([]);
  });

  test('that is declined ends the payment', async () => {
    await quiet();
    const said = await stage.end(await stage.pay({ method: 'external', source: 'tok_visa_declined' }));
    expect(said).toEqual(['stripe create 1', 'stripe confirm 1', 'stripe declined']);
  });

  test('whose holder does not answer in time is not charged', async () => {
    const { stripe } = await stage.providers();
    await stage.gateway({ PROVIDER_ACTION_MS: '700' });
    const paymentId = await stage.pay({ method: 'external', source: 'tok_visa_action' });
    expect((await stage.end(paymentId)).at(-1)).toBe('GATEWAY_ACTION_EXPIRED');
    expect(stripe.ledger.charges()).toMatchObject([{ state: 'cancelled' }]);
  });
});

describe('a command that comes again', () => {
  test('is no second payment, also when the order of the providers was changed in between', async () => {
    const { stripe, paypal } = await stage.providers();
    const first = await stage.gateway();
    const paymentId = await stage.pay();
    await stage.end(paymentId);
    await first.stop();
    await stage.gateway({ PROVIDERS: 'paypal,stripe,adyen' });
    await stage.pay({ payment_id: paymentId });
    await stage.end(await stage.pay());
    expect(stripe.ledger.charges()).toHaveLength(1);
    expect(paypal.ledger.charges().filter((charge) => charge.paymentId === paymentId)).toEqual([]);
  });
});

describe('a refund', () => {
  async function paid(...faults: Parameters<Stage['providers']>[0] & object) {
    const { stripe } = await quiet(...faults);
    const paymentId = await stage.pay();
    await stage.end(paymentId);
    return { stripe, paymentId };
  }

  test('is given back at the provider that was paid, partly and then all of it', async () => {
    const { stripe, paymentId } = await paid();
    await stage.refund(paymentId, 300);
    await stage.refund(paymentId, 700);
    await eventually(() =>
      stage.said(paymentId).filter((one) => one === 'GatewayRefunded').length === 2 ? 1 : undefined,
    );
    expect(stripe.ledger.refunds().map(({ amount }) => amount)).toEqual([300, 700]);
    const versions = stage.events(paymentId).map((one) => one.aggregate_version);
    expect(versions).toEqual(versions.map((_, index) => index + 1));
  });

  test.each(['timeout-lands', 'timeout-lost'] as const)('is given back once after %s', async (behaviour) => {
    const { stripe, paymentId } = await paid(fault('stripe', 'refund', 1, behaviour));
    const refundId = await stage.refund(paymentId, 400);
    await stage.until(paymentId, /GatewayRefunded/);
    expect(stripe.ledger.refunds()).toMatchObject([{ amount: 400, idempotencyKey: refundId, state: 'succeeded' }]);
    expect(stage.said(paymentId)).toContain('stripe retrieve 1');
  });

  test('that the provider declines, that is too large, or of a payment that was never charged, fails', async () => {
    const { paymentId } = await paid(fault('stripe', 'refund', 1, 'decline'));
    await stage.refund(paymentId, 100);
    await stage.until(paymentId, /GatewayRefundFailed/);
    await stage.refund(paymentId, 1_001);
    const unpaid = randomUUID();
    await stage.refund(unpaid, 100);
    await stage.until(unpaid, /GatewayRefundFailed/);
    const codes = await eventually(() => {
      const failed = [...stage.events(paymentId), ...stage.events(unpaid)].flatMap((one) =>
        one.event_type === 'GatewayRefundFailed' ? [one.data.error_code] : [],
      );
      return failed.length === 3 ? failed : undefined;
    });
    expect(codes).toEqual(['REFUND_DECLINED', 'REFUND_REJECTED', 'NOTHING_TO_REFUND']);
  });
});
