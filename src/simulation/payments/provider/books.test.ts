/** Refunds, voids, actions and webhooks of a provider, and its worse moods. */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { FaultOfProvider } from './faults.ts';
import { type RunningProvider, startProvider } from './server.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function provider(faults: readonly FaultOfProvider[] = [], webhookUrl?: string): Promise<RunningProvider> {
  const running = await startProvider({
    name: 'stripe',
    port: 0,
    workMs: { min: 0, max: 0 },
    faults,
    ...(webhookUrl === undefined ? {} : { webhook: { url: webhookUrl, secret: 'whsec' } }),
  });
  closers.push(() => running.stop());
  return running;
}

async function call({ address }: RunningProvider, method: string, path: string, body?: unknown, key = 'k') {
  const answer = await fetch(`${address}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(method === 'POST' ? { 'idempotency-key': key } : {}) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(300),
  });
  const text = await answer.text();
  const field = (name: string): string => new RegExp(`"${name}":"?([^",}]*)`).exec(text)?.[1] ?? '';
  return { status: answer.status, text, field };
}

/** A charge of 1000 that is paid; its id. */
async function paid(running: RunningProvider, source?: string): Promise<string> {
  const order = { payment_id: 'pay-1', amount: 1_000, currency: 'EUR', ...(source === undefined ? {} : { source }) };
  const id = (await call(running, 'POST', '/v1/charges', order)).field('id');
  await call(running, 'POST', `/v1/charges/${id}/confirm`);
  return id;
}

/** Takes webhooks, answering with the statuses one after the other, then with 200. */
async function listener(...statuses: number[]) {
  const taken: { readonly type: string; readonly id: string; readonly isSigned: boolean }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      const [, seconds = '', digest = ''] =
        /^t=(\d+),v1=(\w+)$/.exec(String(request.headers['provider-signature'])) ?? [];
      const isSigned = createHmac('sha256', 'whsec').update(`${seconds}.${body}`).digest('hex') === digest;
      const [, id = ''] = /"id":"([^"]*)"/.exec(body) ?? [];
      taken.push({ type: /"type":"([^"]*)"/.exec(body)?.[1] ?? '', id, isSigned });
      response.writeHead(statuses.shift() ?? 200);
      response.end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/hook`, taken };
}

async function until(probe: () => boolean): Promise<void> {
  const end = Date.now() + 5_000;
  while (!probe()) {
    if (Date.now() > end) throw new Error('Nothing came within 5 s.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('refunds', () => {
  it('give back parts of a charge, each once under its key, and no more than was paid', async () => {
    const running = await provider();
    const charge_id = await paid(running);
    const first = await call(running, 'POST', '/v1/refunds', { charge_id, amount: 400 }, 'r1');
    expect([first.status, first.field('status')]).toEqual([200, 'succeeded']);
    expect((await call(running, 'POST', '/v1/refunds', { charge_id, amount: 400 }, 'r1')).text).toBe(first.text);
    const tooMuch = await call(running, 'POST', '/v1/refunds', { charge_id, amount: 601 }, 'r2');
    expect([tooMuch.status, tooMuch.field('code')]).toEqual([409, 'amount_too_large']);
    await call(running, 'POST', '/v1/refunds', { charge_id, amount: 600 }, 'r3');
    expect(running.ledger.refunds().map(({ amount, kind }) => `${kind} ${amount}`)).toEqual([
      'refund 400',
      'refund 600',
    ]);
    const listed = await call(running, 'GET', `/v1/refunds?charge_id=${charge_id}`);
    expect(listed.text).toContain('"idempotency_key":"r3"');
    expect((await call(running, 'GET', `/v1/refunds/${first.field('id')}`)).field('amount')).toBe('400');
    expect((await call(running, 'GET', `/v1/charges/${charge_id}`)).field('amount_refunded')).toBe('1000');
  });

  it('are declined for good, and are refused for what was not paid', async () => {
    const decline: FaultOfProvider = {
      verb: 'provider',
      provider: 'stripe',
      operation: 'refund',
      nth: 1,
      behaviour: 'decline',
    };
    const running = await provider([decline]);
    const charge_id = await paid(running);
    const refused = await call(running, 'POST', '/v1/refunds', { charge_id, amount: 1 }, 'r1');
    expect([refused.status, refused.field('status')]).toEqual([200, 'failed']);
    const unpaid = (
      await call(running, 'POST', '/v1/charges', { payment_id: 'p', amount: 5, currency: 'EUR' }, 'o')
    ).field('id');
    expect((await call(running, 'POST', '/v1/refunds', { charge_id: unpaid, amount: 5 }, 'r2')).status).toBe(409);
    expect((await call(running, 'POST', '/v1/refunds', { charge_id }, 'r3')).status).toBe(400);
  });

  it('a void gives back what is left, once', async () => {
    const running = await provider();
    const charge_id = await paid(running);
    await call(running, 'POST', '/v1/refunds', { charge_id, amount: 300 }, 'r1');
    for (const key of ['v', 'v', 'w']) await call(running, 'POST', `/v1/charges/${charge_id}/void`, {}, key);
    expect(running.ledger.refunds().map(({ amount, kind }) => `${kind} ${amount}`)).toEqual(['refund 300', 'void 700']);
  });
});

describe('the holder of a card', () => {
  it.each([
    ['succeed', 'confirmed'],
    ['decline', 'declined'],
  ])('is asked, and may %s', async (outcome, state) => {
    const running = await provider();
    const id = await paid(running, 'tok_visa_action');
    expect(running.ledger.charges()).toMatchObject([{ state: 'requires-action' }]);
    expect((await call(running, 'GET', `/v1/charges/${id}`)).field('status')).toBe('requires_action');
    expect((await call(running, 'POST', `/v1/charges/${id}/complete-action`, { outcome })).status).toBe(200);
    expect(running.ledger.charges()).toMatchObject([{ state }]);
    expect((await call(running, 'POST', `/v1/charges/${id}/complete-action`, { outcome })).status).toBe(409);
    // Nothing was stored under the key while the answer was not final.
    const again = await call(running, 'POST', `/v1/charges/${id}/confirm`);
    expect(again.field('status')).toBe(outcome === 'succeed' ? 'succeeded' : 'declined');
  });

  it('has a number that is no token', async () => {
    const order = { payment_id: 'p', amount: 5, currency: 'EUR', source: '4242424242424242' };
    expect((await call(await provider(), 'POST', '/v1/charges', order)).status).toBe(400);
  });
});

describe('webhooks', () => {
  it('are signed, and repeated until they are taken', async () => {
    const { url, taken } = await listener(500);
    const running = await provider([], url);
    await paid(running);
    await until(() => running.ledger.undelivered() === 0);
    expect(taken).toHaveLength(2);
    expect(taken.map(({ type, isSigned }) => [type, isSigned])).toEqual([
      ['charge.succeeded', true],
      ['charge.succeeded', true],
    ]);
    expect(taken[0]?.id).toBe(taken[1]?.id);
  });

  it('tell of disputes, cancels and refunds too', async () => {
    const { url, taken } = await listener();
    const running = await provider([], url);
    const charge_id = await paid(running);
    await call(running, 'POST', `/v1/charges/${charge_id}/dispute`, { reason: 'fraudulent' });
    await call(running, 'POST', '/v1/refunds', { charge_id, amount: 5 }, 'r1');
    const other = (
      await call(running, 'POST', '/v1/charges', { payment_id: 'p', amount: 5, currency: 'EUR' }, 'o')
    ).field('id');
    await call(running, 'POST', `/v1/charges/${other}/cancel`, {}, 'c');
    await until(() => running.ledger.undelivered() === 0);
    expect(taken.map(({ type }) => type).sort()).toEqual([
      'charge.cancelled',
      'charge.disputed',
      'charge.succeeded',
      'refund.succeeded',
    ]);
  });

  it('come twice, or late, as a plan says', async () => {
    const { url, taken } = await listener();
    const fault = { verb: 'webhook', provider: 'stripe', nth: 1, behaviour: 'twice', delayMs: 0 } as const;
    const running = await provider([fault], url);
    await paid(running);
    await until(() => taken.length === 2);
    expect(new Set(taken.map(({ id }) => id)).size).toBe(1);
  });

  it('are sent after a restart of the program, when the books are kept', async () => {
    const { url, taken } = await listener();
    const first = await provider([], 'http://127.0.0.1:1/nobody');
    await paid(first);
    await until(() => first.ledger.undelivered() === 1);
    await first.stop();
    const second = await startProvider({
      name: 'stripe',
      port: 0,
      ledger: first.ledger,
      webhook: { url, secret: 'whsec' },
    });
    closers.push(() => second.stop());
    await until(() => taken.length === 1);
  });
});

describe('an outage', () => {
  it('hits the operations that it names, while it lasts', async () => {
    const outage = {
      verb: 'provider-outage',
      provider: 'stripe',
      atMs: 0,
      forMs: Number.MAX_SAFE_INTEGER,
      behaviour: 'error-500',
      operations: ['create'],
    } as const;
    const running = await provider([outage]);
    const order = { payment_id: 'p', amount: 5, currency: 'EUR' };
    for (const key of ['1', '2']) expect((await call(running, 'POST', '/v1/charges', order, key)).status).toBe(500);
    expect((await call(running, 'GET', '/v1/charges?payment_id=p')).status).toBe(200);
    const over = await provider([{ ...outage, forMs: 1 }]);
    expect((await call(over, 'POST', '/v1/charges', order)).status).toBe(201);
  });
});

describe('a charge that lands late', () => {
  it('takes the money even when it was cancelled meanwhile, but not after a decline', async () => {
    const running = await provider();
    const order = { payment_id: 'p', amount: 5, currency: 'EUR' };
    const id = (await call(running, 'POST', '/v1/charges', order)).field('id');
    await call(running, 'POST', `/v1/charges/${id}/cancel`, {}, 'c');
    running.ledger.landLate(id);
    expect(running.ledger.charges()).toMatchObject([{ state: 'confirmed' }]);
    const other = await provider();
    other.ledger.landLate(await paid(other, 'tok_visa_declined'));
    expect(other.ledger.charges()).toMatchObject([{ state: 'declined' }]);
  });
});
