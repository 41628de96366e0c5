import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { ProviderFault } from '../../simulation/payments/plan.ts';
import { type RunningProvider, startProvider } from '../../simulation/payments/provider/server.ts';
import { ProviderClient } from './provider-client.ts';

const ORDER = { paymentId: '6f1c2f9e-0a57-4f2b-9a2e-0c5b1d6d7c01', amount: 1_000, currency: 'USD' };
const KEY = `${ORDER.paymentId}:stripe`;
const QUICK = { min: 0, max: 1 };

const closers: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function provider(...faults: readonly Omit<ProviderFault, 'verb' | 'provider' | 'nth'>[]): Promise<{
  readonly client: ProviderClient;
  readonly running: RunningProvider;
}> {
  const running = await startProvider({
    name: 'stripe',
    port: 0,
    workMs: QUICK,
    faults: faults.map((fault) => ({ ...fault, verb: 'provider', provider: 'stripe', nth: 1 })),
  });
  closers.push(() => running.stop());
  return { running, client: new ProviderClient({ baseUrl: running.address, timeoutMs: 100 }) };
}

/** A client of a server that answers every call by `listener`. */
async function clientOf(listener: RequestListener): Promise<ProviderClient> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return new ProviderClient({ baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 100 });
}

async function created(client: ProviderClient): Promise<string> {
  const seen = await client.create(ORDER, KEY);
  if (seen.kind !== 'open') throw new Error(`expected an open charge, saw ${JSON.stringify(seen)}`);
  return seen.chargeId;
}

describe('the client of a provider', () => {
  it('creates, finds and confirms a charge; the same key again does nothing new', async () => {
    const { client, running } = await provider();
    expect(await client.search(ORDER.paymentId)).toEqual({ kind: 'absent' });
    const chargeId = await created(client);
    expect(await created(client)).toBe(chargeId);
    expect(await client.search(ORDER.paymentId)).toEqual({ kind: 'open', chargeId });
    expect(await client.confirm(chargeId, KEY)).toEqual({ kind: 'succeeded', chargeId });
    expect(await client.confirm(chargeId, KEY)).toEqual({ kind: 'succeeded', chargeId });
    expect(await client.retrieve(chargeId)).toEqual({ kind: 'succeeded', chargeId });
    expect(running.ledger.charges()).toHaveLength(1);
  });

  it('cancels an open charge, and learns when it is too late for that', async () => {
    const { client } = await provider();
    const chargeId = await created(client);
    expect(await client.cancel(chargeId, KEY)).toEqual({ kind: 'cancelled', chargeId });
    expect((await client.confirm(chargeId, KEY)).kind).toBe('unknown');
    expect(await client.retrieve(chargeId)).toEqual({ kind: 'cancelled', chargeId });
    const other = { ...ORDER, paymentId: 'other' };
    const paid = await client.create(other, 'other');
    const paidId = paid.kind === 'open' ? paid.chargeId : '';
    await client.confirm(paidId, 'other');
    expect(await client.cancel(paidId, 'other')).toEqual({ kind: 'succeeded', chargeId: paidId });
  });

  it('passes a decline on with its code', async () => {
    const { client } = await provider({ operation: 'confirm', behaviour: 'decline' });
    const chargeId = await created(client);
    expect(await client.confirm(chargeId, KEY)).toEqual({ kind: 'declined', chargeId, declineCode: 'card_declined' });
  });

  it.each(['timeout-lands', 'timeout-lost', 'reset', 'error-500'] as const)(
    'concludes nothing from %s',
    async (behaviour) => {
      const { client, running } = await provider({ operation: 'confirm', behaviour });
      const chargeId = await created(client);
      expect((await client.confirm(chargeId, KEY)).kind).toBe('unknown');
      const landed = behaviour === 'timeout-lands';
      expect(running.ledger.charges()[0]?.state).toBe(landed ? 'confirmed' : 'created');
      expect(await client.retrieve(chargeId)).toEqual({ kind: landed ? 'succeeded' : 'open', chargeId });
    },
  );

  it('takes a 4xx at create for a refusal, but not one that says "later"', async () => {
    let status = 400;
    const client = await clientOf((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { code: 'nope', message: 'secret details' } }));
    });
    expect(await client.create(ORDER, KEY)).toEqual({
      kind: 'refused',
      reason: 'the provider refused the charge with HTTP 400 nope',
    });
    for (status of [408, 409, 429, 500, 503]) expect((await client.create(ORDER, KEY)).kind).toBe('unknown');
  });

  it.each([
    ['no JSON', '<html>'],
    ['half an answer', '{"id":"ch_1","sta'],
    ['another shape', '[]'],
    ['an unknown status', '{"id":"ch_1","status":"pondering"}'],
    ['no id', '{"status":"succeeded"}'],
    ['an id that cannot be stored', '{"id":"ch\\u0000","status":"succeeded"}'],
    ['an id that is too long for our contracts', `{"id":"${'x'.repeat(201)}","status":"succeeded"}`],
  ])('concludes nothing from %s', async (_name, body) => {
    const client = await clientOf((_request, response) => response.end(body));
    expect((await client.confirm('ch_1', KEY)).kind).toBe('unknown');
    expect((await client.retrieve('ch_1')).kind).toBe('unknown');
  });

  it('concludes nothing from a provider that is not there', async () => {
    const client = new ProviderClient({ baseUrl: 'http://127.0.0.1:1', timeoutMs: 100 });
    expect((await client.create(ORDER, KEY)).kind).toBe('unknown');
    expect((await client.search(ORDER.paymentId)).kind).toBe('unknown');
  });

  it('lets the charge count that moved the money, where there are several', async () => {
    const client = await clientOf((_request, response) =>
      response.end('{"data":[{"id":"a","status":"cancelled"},{"id":"b","status":"succeeded"}]}'),
    );
    expect(await client.search(ORDER.paymentId)).toEqual({ kind: 'succeeded', chargeId: 'b' });
  });
});
