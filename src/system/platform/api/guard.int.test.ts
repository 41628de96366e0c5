/** API keys against running services: who may do what, what belongs to whom, how often, and how keys come and go. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPaymentService } from '../../payment/service.ts';
import { startEnvironment, type TestEnvironment } from '../../testing/environment.ts';
import { startWalletService } from '../../wallet/service.ts';
import { openPool, type Pool, type Queryable, reader } from '../database.ts';
import { createLogger } from '../log.ts';
import type { RunningService } from '../service.ts';
import type { OwnerKind, Scope } from './caller.ts';
import { type IssuedKey, issueApiKey, listApiKeys, revokeApiKey, rotateApiKey } from './key-admin.ts';
import { KEY_MEMORY_MS } from './key-ring.ts';

let environment: TestEnvironment;
let pool: Pool;
let database: Queryable;
/** Two instances of the wallet service, one of the payment service. */
let wallets: readonly RunningService[];
let payments: RunningService;

beforeAll(async () => {
  environment = await startEnvironment();
  const config = environment.config({ API_AUTH: 'on' });
  pool = openPool(config.database, 'test', createLogger(config.log, 'test', 'test'));
  database = reader(pool);
  wallets = await Promise.all(['a', 'b'].map((INSTANCE) => startWalletService({ ...config, instance: INSTANCE })));
  payments = await startPaymentService(config);
});

afterAll(async () => {
  await Promise.all([...wallets, payments].map((service) => service.stop()));
  await pool.end();
  await environment.close();
});

const ALL: readonly Scope[] = ['payments:read', 'payments:write', 'wallets:read', 'wallets:write'];

function issue(kind: OwnerKind, id: string, scopes: readonly Scope[] = ALL, more = {}): Promise<IssuedKey> {
  return issueApiKey(database, { owner: { kind, id }, scopes, name: 'test', ...more });
}

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
  /** Of the error, if it is one. */
  readonly code: string | undefined;
}

async function call(url: string, key?: string, body?: unknown, idempotencyKey: string = randomUUID()): Promise<Reply> {
  const answer = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': idempotencyKey }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const parsed: unknown = JSON.parse(text);
  return {
    status: answer.status,
    headers: answer.headers,
    body: { ...(typeof parsed === 'object' ? parsed : {}) },
    code: /^\{"error":\{"code":"([A-Z_]+)"/.exec(text)?.[1],
  };
}

const atWallets = (path: string) => `${wallets[0]?.address}/api/v1/wallets${path}`;
const atPayments = (path: string) => `${payments.address}/api/v1/payments${path}`;

async function userWithWallet(): Promise<{ readonly user: string; readonly key: string; readonly wallet: string }> {
  const user = `user-${randomUUID()}`;
  const { key } = await issue('user', user);
  const { body } = await call(atWallets(''), key, { user_id: user, currency: 'EUR' });
  return { user, key, wallet: String(body['wallet_id']) };
}

function order(user_id: string, fields = {}) {
  return {
    user_id,
    merchant_id: 'm',
    amount: 5,
    currency: 'EUR',
    method: 'wallet',
    wallet_id: randomUUID(),
    ...fields,
  };
}

describe('a key', () => {
  test('is needed, and has to be one that is in force', async () => {
    const { key } = await issue('user', 'u');
    const forged = `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`;
    for (const wrong of [undefined, 'tmb_x', `tmb_${'0'.repeat(16)}_${'0'.repeat(64)}`, forged]) {
      const reply = await call(atWallets(''), wrong);
      expect([reply.status, reply.code]).toEqual([401, 'UNAUTHENTICATED']);
      expect(reply.headers.get('www-authenticate')).toBe('Bearer');
    }
    expect((await call(atWallets(''), key)).status).toBe(200);
  });

  test('is not needed for probes and the document', async () => {
    for (const path of ['/health', '/live', '/openapi.json']) {
      expect((await call(`${payments.address}${path}`)).status).toBe(200);
    }
  });

  test('stops working once it is revoked, and at its end', async () => {
    const [revoked, ended] = await Promise.all([
      issue('user', 'u'),
      issue('user', 'u', ALL, { expiresAt: new Date(Date.now() + 300).toISOString() }),
    ]);
    expect((await call(atWallets(''), revoked.key)).status).toBe(200);
    expect((await call(atWallets(''), ended.key)).status).toBe(200);
    await revokeApiKey(database, revoked.keyId);
    await expect(revokeApiKey(database, revoked.keyId)).rejects.toThrow('no key');
    await sleep(400);
    expect((await call(atWallets(''), ended.key)).status).toBe(401);
    await sleep(KEY_MEMORY_MS - 300);
    expect((await call(atWallets(''), revoked.key)).status).toBe(401);
  });

  test('that is rotated has two secrets for a while', async () => {
    const before = await issue('user', 'u');
    expect((await call(atWallets(''), before.key)).status).toBe(200);
    await sleep(600);
    const after = await rotateApiKey(database, before.keyId, 1_000);
    expect((await call(atWallets(''), after.key)).status).toBe(200);
    expect((await call(atWallets(''), before.key)).status).toBe(200);
    await sleep(1_100);
    expect((await call(atWallets(''), before.key)).status).toBe(401);
    expect((await call(atWallets(''), after.key)).status).toBe(200);
  });

  test('is listed without its secret, and stored as a hash', async () => {
    const owner = { kind: 'merchant', id: randomUUID() } as const;
    const { keyId, key } = await issue(owner.kind, owner.id, ['payments:read']);
    expect(await listApiKeys(database, owner)).toEqual([
      { keyId, owner, scopes: ['payments:read'], name: 'test', createdAt: expect.any(String) },
    ]);
    const stored = await environment.query(`SELECT k::text FROM api.keys k WHERE key_id = '${keyId}'`);
    expect(JSON.stringify(stored)).not.toContain(key.split('_')[2]);
  });

  test('with the scope admin is for operators only', async () => {
    await expect(issue('merchant', 'm', ['admin'])).rejects.toThrow('operators');
    await expect(issue('operator', 'o', [])).rejects.toThrow('at least one scope');
  });
});

describe('a scope', () => {
  test('is asked for by each operation', async () => {
    const { key } = await issue('user', 'u', ['wallets:read']);
    const refused = await call(atWallets(''), key, { user_id: 'u', currency: 'EUR' });
    expect([refused.status, refused.code]).toEqual([403, 'FORBIDDEN']);
    expect(refused.body).toMatchObject({ error: { details: { required_scope: 'wallets:write' } } });
    expect((await call(atPayments(''), key)).status).toBe(403);
  });
});

describe('ownership', () => {
  test("others' wallets look like none", async () => {
    const [mine, theirs] = await Promise.all([userWithWallet(), userWithWallet()]);
    for (const path of ['', '/history']) {
      expect((await call(atWallets(`/${mine.wallet}${path}`), mine.key)).status).toBe(200);
      const hidden = await call(atWallets(`/${theirs.wallet}${path}`), mine.key);
      const absent = await call(atWallets(`/${randomUUID()}${path}`), mine.key);
      expect([hidden.status, hidden.code]).toEqual([404, 'WALLET_NOT_FOUND']);
      expect([absent.status, absent.code]).toEqual([404, 'WALLET_NOT_FOUND']);
    }
    const topUp = await call(atWallets(`/${theirs.wallet}/top-up`), mine.key, { amount: 1, currency: 'EUR' });
    expect(topUp.status).toBe(404);
  });

  test('lists show what is the caller’s own', async () => {
    const [mine] = await Promise.all([userWithWallet(), userWithWallet()]);
    const { body } = await call(atWallets(''), mine.key);
    expect(body['wallets']).toEqual([expect.objectContaining({ user_id: mine.user })]);
    expect((await call(atWallets('?user_id=somebody'), mine.key)).status).toBe(403);
    const operator = await issue('operator', 'ops');
    const all = await call(atWallets('?limit=200'), operator.key);
    expect(JSON.stringify(all.body)).toContain(mine.user);
  });

  test('nobody opens a wallet or pays in the name of others', async () => {
    const { key } = await issue('user', 'u1');
    const merchant = await issue('merchant', 'm1');
    expect((await call(atWallets(''), key, { user_id: 'u2', currency: 'EUR' })).status).toBe(403);
    expect((await call(atWallets(''), merchant.key, { user_id: 'u2', currency: 'EUR' })).status).toBe(403);
    expect((await call(atPayments(''), key, order('u2'))).status).toBe(403);
    expect((await call(atPayments(''), merchant.key, order('u2', { merchant_id: 'm2' }))).status).toBe(403);
    expect((await call(atPayments(''), merchant.key, order('u2', { merchant_id: 'm1' }))).status).toBe(403);
    expect((await call(atPayments(''), key, order('u1'))).status).toBe(202);
  });

  test('a payment is seen by its user, its merchant and operators', async () => {
    const [user, merchant, stranger, operator] = await Promise.all([
      issue('user', 'u3'),
      issue('merchant', 'm3'),
      issue('merchant', 'm4'),
      issue('operator', 'ops'),
    ]);
    const paid = await call(atPayments(''), user.key, order('u3', { merchant_id: 'm3' }));
    const path = `/${String(paid.body['payment_id'])}`;
    for (const { key } of [user, merchant, operator]) expect((await call(atPayments(path), key)).status).toBe(200);
    const hidden = await call(atPayments(path), stranger.key);
    expect([hidden.status, hidden.code]).toEqual([404, 'PAYMENT_NOT_FOUND']);
    expect((await call(atPayments(`${path}/cancel`), stranger.key, {})).status).toBe(404);
  });

  test('idempotency keys are those of the owner: not of the key, and not of others', async () => {
    const key = randomUUID();
    const [one, two, other] = await Promise.all([issue('user', 'u5'), issue('user', 'u5'), issue('user', 'u6')]);
    const first = await call(atPayments(''), one.key, order('u5', { wallet_id: 'w' }), key);
    const again = await call(atPayments(''), two.key, order('u5', { wallet_id: 'w' }), key);
    const others = await call(atPayments(''), other.key, order('u6', { wallet_id: 'w' }), key);
    expect(again.body).toEqual(first.body);
    expect([others.status, others.body['payment_id'] === first.body['payment_id']]).toEqual([202, false]);
  });
});

describe('a rate', () => {
  test('holds over all instances together, and says when to come again', async () => {
    const { key } = await issue('user', 'busy', ALL, { ratePerSecond: 10, burst: 20 });
    const startMs = Date.now();
    const replies = await Promise.all(
      Array.from({ length: 120 }, (_, index) => call(`${wallets[index % 2]?.address}/api/v1/wallets`, key)),
    );
    const allowed = 20 + Math.ceil(((Date.now() - startMs) / 1_000) * 10);
    const passed = replies.filter(({ status }) => status === 200).length;
    expect(passed).toBeGreaterThanOrEqual(18);
    expect(passed).toBeLessThanOrEqual(allowed);
    const refused = replies.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(120 - passed);
    expect(refused[0]?.code).toBe('RATE_LIMITED');
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    await sleep(1_100);
    expect((await call(atWallets(''), key)).status).toBe(200);
  });
});
