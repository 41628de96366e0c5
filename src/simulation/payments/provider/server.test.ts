import { afterEach, describe, expect, it } from 'vitest';
import type { ProviderFault } from './faults.ts';
import { type RunningProvider, startProvider } from './server.ts';

const running: RunningProvider[] = [];
afterEach(async () => {
  for (const provider of running.splice(0)) await provider.stop();
});

async function provider(...faults: Pick<ProviderFault, 'operation' | 'nth' | 'behaviour'>[]) {
  const struck: string[] = [];
  const started = await startProvider({
    name: 'stripe',
    port: 0,
    faults: faults.map((fault) => ({ verb: 'provider', provider: 'stripe', ...fault })),
    onStruck: (fault, hit) => struck.push([fault.verb, 'behaviour' in fault ? fault.behaviour : '', hit].join(' ')),
    workMs: { min: 0, max: 0 },
  });
  running.push(started);
  return { ...started, struck };
}

interface Reply {
  readonly status: number;
  readonly id: string;
  readonly state: string;
  readonly text: string;
}

async function call(address: string, method: string, path: string, key?: string, body?: unknown): Promise<Reply> {
  const answer = await fetch(`${address}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(300),
  });
  const text = await answer.text();
  const field = (name: string) => new RegExp(`"${name}":"([^"]*)"`).exec(text)?.[1] ?? '';
  return { status: answer.status, id: field('id'), state: field('status'), text };
}

const order = { payment_id: 'pay-1', amount: 80_000, currency: 'EUR' };

describe('a provider', () => {
  it('moves money on confirm and not before', async () => {
    const { address, ledger } = await provider();
    const created = await call(address, 'POST', '/v1/charges', 'k', order);
    expect([created.status, created.state]).toEqual([201, 'requires_confirmation']);
    expect(ledger.charges()[0]?.state).toBe('created');
    const confirmed = await call(address, 'POST', `/v1/charges/${created.id}/confirm`, 'k');
    expect([confirmed.status, confirmed.state]).toEqual([200, 'succeeded']);
    expect(ledger.charges()[0]?.state).toBe('confirmed');
  });

  it('gives the stored answer under the same key, and refuses the key for other parameters', async () => {
    const { address, ledger } = await provider();
    const first = await call(address, 'POST', '/v1/charges', 'k', order);
    const again = await call(address, 'POST', '/v1/charges', 'k', order);
    const other = await call(address, 'POST', '/v1/charges', 'k', { ...order, amount: 1 });
    expect(again.text).toBe(first.text);
    expect(other.status).toBe(422);
    expect(ledger.charges()).toHaveLength(1);
  });

  it('finds charges by id and by payment', async () => {
    const { address } = await provider();
    const { id } = await call(address, 'POST', '/v1/charges', 'k', order);
    expect((await call(address, 'GET', `/v1/charges/${id}`)).id).toBe(id);
    expect((await call(address, 'GET', '/v1/charges?payment_id=pay-1')).id).toBe(id);
    expect((await call(address, 'GET', '/v1/charges?payment_id=pay-2')).text).toBe('{"data":[]}');
    expect((await call(address, 'GET', '/v1/charges/nobody')).status).toBe(404);
  });

  it('cancels what has not succeeded, for good', async () => {
    const { address } = await provider();
    const { id } = await call(address, 'POST', '/v1/charges', 'k', order);
    expect((await call(address, 'POST', `/v1/charges/${id}/cancel`, 'c')).state).toBe('cancelled');
    expect((await call(address, 'POST', `/v1/charges/${id}/confirm`, 'k')).status).toBe(409);
  });

  it('refuses to cancel what has succeeded', async () => {
    const { address } = await provider();
    const { id } = await call(address, 'POST', '/v1/charges', 'k', order);
    await call(address, 'POST', `/v1/charges/${id}/confirm`, 'k');
    expect((await call(address, 'POST', `/v1/charges/${id}/cancel`, 'c')).status).toBe(409);
  });

  it.each([
    ['timeout-lands', 'confirmed'],
    ['timeout-lost', 'created'],
    ['reset', 'created'],
  ] as const)('%s: the caller is told nothing and the charge is %s', async (behaviour, state) => {
    const { address, ledger, struck } = await provider({ operation: 'confirm', nth: 1, behaviour });
    const { id } = await call(address, 'POST', '/v1/charges', 'k', order);
    await expect(call(address, 'POST', `/v1/charges/${id}/confirm`, 'k')).rejects.toThrow();
    expect(ledger.charges()[0]?.state).toBe(state);
    expect(struck).toEqual([`provider ${behaviour} ${id}`]);
    expect((await call(address, 'POST', `/v1/charges/${id}/confirm`, 'k')).state).toBe('succeeded');
  });

  it.each(['truncated', 'malformed', 'cut-off'] as const)(
    '%s: the money moves, and the caller cannot read the answer',
    async (behaviour) => {
      const { address, ledger } = await provider({ operation: 'confirm', nth: 1, behaviour });
      const { id } = await call(address, 'POST', '/v1/charges', 'k', order);
      const answer = fetch(`${address}/v1/charges/${id}/confirm`, {
        method: 'POST',
        headers: { 'idempotency-key': 'k' },
      });
      await expect(answer.then((one) => one.json())).rejects.toThrow();
      expect(ledger.charges()[0]?.state).toBe('confirmed');
    },
  );

  it.each([
    ['error-503', 503, '2'],
    ['too-many-requests', 429, '2'],
    ['key-in-use', 409, null],
    ['key-reused', 422, null],
  ] as const)('%s: nothing is done, with status %i', async (behaviour, status, retryAfter) => {
    const { address, ledger } = await provider({ operation: 'create', nth: 1, behaviour });
    const answer = await fetch(`${address}/v1/charges`, {
      method: 'POST',
      headers: { 'idempotency-key': 'k' },
      body: JSON.stringify(order),
    });
    await answer.arrayBuffer();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(ledger.charges()).toEqual([]);
  });

  it('does again what it was asked for under a key that it has forgotten', async () => {
    const { address, ledger } = await provider({ operation: 'create', nth: 2, behaviour: 'key-forgotten' });
    for (let time = 0; time < 3; time += 1) await call(address, 'POST', '/v1/charges', 'k', order);
    expect(ledger.charges()).toHaveLength(2);
  });

  it.each([
    ['decline', 'card_declined'],
    ['insufficient-funds', 'insufficient_funds'],
    ['processing-error', 'processing_error'],
  ] as const)('%s: says why', async (behaviour, code) => {
    const { address } = await provider({ operation: 'confirm', nth: 1, behaviour });
    const { id } = await call(address, 'POST', '/v1/charges', 'k', order);
    expect((await call(address, 'POST', `/v1/charges/${id}/confirm`, 'k')).text).toContain(`"decline_code":"${code}"`);
  });

  it('declines for good', async () => {
    const { address } = await provider({ operation: 'confirm', nth: 1, behaviour: 'decline' });
    const { id } = await call(address, 'POST', '/v1/charges', 'k', order);
    const declined = await call(address, 'POST', `/v1/charges/${id}/confirm`, 'k');
    expect([declined.status, declined.state]).toEqual([200, 'declined']);
    expect((await call(address, 'POST', `/v1/charges/${id}/confirm`, 'k2')).state).toBe('declined');
  });

  it('counts calls of each operation on their own', async () => {
    const { address } = await provider({ operation: 'create', nth: 2, behaviour: 'error-500' });
    expect((await call(address, 'POST', '/v1/charges', 'k1', order)).status).toBe(201);
    expect((await call(address, 'POST', '/v1/charges', 'k2', order)).status).toBe(500);
    expect((await call(address, 'POST', '/v1/charges', 'k2', order)).status).toBe(201);
  });

  it.each([
    ['no key', undefined, order, 400],
    ['an amount with a fraction', 'k', { ...order, amount: 1.5 }, 400],
    ['a currency that is none', 'k', { ...order, currency: 'euro' }, 400],
  ])('refuses %s', async (_name, key, body, status) => {
    const { address, ledger } = await provider();
    expect((await call(address, 'POST', '/v1/charges', key, body)).status).toBe(status);
    expect(ledger.charges()).toEqual([]);
  });
});
