/** The operators' command as a process, as a person would run it, against running services with authentication switched on. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningProvider, startProvider } from '../../simulation/payments/provider/server.ts';
import { startGatewayService } from '../gateway/service.ts';
import { startPaymentService } from '../payment/service.ts';
import { isRecord, type RunningService } from '../platform/index.ts';
import { startSagaService } from '../saga/service.ts';
import { startEnvironment, type TestEnvironment } from '../testing/environment.ts';
import { eventually, sendRecords } from '../testing/topics.ts';
import { startWalletService } from '../wallet/service.ts';

const START = fileURLToPath(new URL('./start.mjs', import.meta.url));
const STARTERS = {
  payment: startPaymentService,
  wallet: startWalletService,
  gateway: startGatewayService,
  saga: startSagaService,
};

let environment: TestEnvironment;
let provider: RunningProvider;
const services = new Map<string, RunningService>();
const variables: Record<string, string> = {};
let payment = '';
let wallet = '';

interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command; `extra` are further variables of its environment. */
function temblor(words: readonly string[], extra: Readonly<Record<string, string>> = {}): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [START, ...words], { env: { ...variables, ...extra } });
    const [out, err]: [string[], string[]] = [[], []];
    child.stdout.on('data', (chunk) => out.push(String(chunk)));
    child.stderr.on('data', (chunk) => err.push(String(chunk)));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out: out.join(''), err: err.join('') }));
  });
}

/** Runs it with --json and expects it to succeed. */
async function json(...words: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { code, out, err } = await temblor([...words, '--json']);
  expect({ code, err }, words.join(' ')).toEqual({ code: 0, err: '' });
  const parsed: unknown = JSON.parse(out);
  return isRecord(parsed) ? parsed : {};
}

function list(answer: Readonly<Record<string, unknown>>, field: string): readonly Readonly<Record<string, unknown>>[] {
  const entries = answer[field];
  return Array.isArray(entries) ? entries.filter(isRecord) : [];
}

async function post(service: string, path: string, body: unknown): Promise<Readonly<Record<string, unknown>>> {
  const reply = await fetch(`${services.get(service)?.address}/api/v1${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      authorization: `Bearer ${variables['TEMBLOR_API_KEY']}`,
    },
    body: JSON.stringify(body),
  });
  const parsed: unknown = await reply.json();
  return isRecord(parsed) ? parsed : {};
}

/** A port at which nobody listens. */
function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

beforeAll(async () => {
  environment = await startEnvironment();
  provider = await startProvider({ name: 'stripe', port: 0, workMs: { min: 0, max: 5 }, faults: [] });
  variables['DATABASE_URL'] = environment.config().database.url;
  const config = environment.config({ API_AUTH: 'on', PROVIDERS: 'stripe', PROVIDER_STRIPE_URL: provider.address });
  for (const [name, starter] of Object.entries(STARTERS)) {
    const service = await starter(config);
    services.set(name, service);
    variables[`TEMBLOR_${name.toUpperCase()}_URL`] = service.address ?? '';
  }
  const scopes = 'payments:read,payments:write,wallets:read,wallets:write,refunds:write,admin';
  const issued = await json('api-keys', 'create', '--owner', 'operator:ana', '--scopes', scopes, '--name', 'tests');
  variables['TEMBLOR_API_KEY'] = String(issued['key']);
  const { wallet_id, user_id } = await post('wallet', '/wallets', { user_id: 'u', currency: 'EUR' });
  wallet = String(wallet_id);
  await post('wallet', `/wallets/${wallet}/top-up`, { amount: 1_000, currency: 'EUR' });
  const order = { user_id, merchant_id: 'm', wallet_id, amount: 300, currency: 'EUR', method: 'wallet' };
  payment = String((await post('payment', '/payments?wait=20', order))['payment_id']);
});

afterAll(async () => {
  await Promise.all([...services.values()].map((service) => service.stop()));
  await provider.stop();
  await environment.close();
});

describe('usage', () => {
  test('the help names every command, and each has a help of its own', async () => {
    const { code, out } = await temblor(['--help']);
    expect(code).toBe(0);
    const names = [...out.matchAll(/^ {2}([a-z][a-z -]*[a-z])(?: \[?[A-Z_]+\]?)* {2,}/gm)].map(
      ([, name]) => name ?? '',
    );
    expect(names).toContain('dead-letters redrive');
    expect(names.length).toBeGreaterThan(35);
    const one = await temblor(['dead-letters', 'redrive', '--help']);
    expect(one).toMatchObject({ code: 0, out: expect.stringContaining('--all') });
  });

  test.each([
    [[], 'Usage: temblor'],
    [['nonsense'], 'there is no command "nonsense"'],
    [['payments'], 'payments show PAYMENT'],
    [['payments', 'show'], 'PAYMENT is missing.'],
    [['payments', 'show', 'a', 'b'], '"b" is one argument too many.'],
    [['payments', 'refund', 'a'], '--reason is missing.'],
    [
      ['payments', 'refund', 'a', '--reason', 'r', '--amount', '1.5'],
      '--amount is "1.5"; it has to be a whole number.',
    ],
    [['outbox', 'lag', '--service', 'nobody'], '--service is "nobody"; services are payment,'],
    [['dead-letters', 'redrive'], 'Name one dead letter, or write --all.'],
    [['api-keys', 'create', '--owner', 'x', '--scopes', 'admin', '--name', 'n'], '--owner has to be KIND:ID'],
    [['api-keys', 'create', '--owner', 'user:u', '--scopes', 'admin', '--name', 'n'], 'only keys of operators'],
    [['payments', 'list', '--colour', 'red'], "Unknown option '--colour'"],
  ])('%j is wrong usage, and is told how it is right', async (words, message) => {
    const { code, out, err } = await temblor(words);
    expect(code).toBe(2);
    expect(out + err).toContain(message);
  });

  test('a service that does not answer, a key that is wrong and a thing that is not there are told exactly', async () => {
    const closed = `http://127.0.0.1:${await closedPort()}`;
    const nowhere = await temblor(['payments', 'list'], { TEMBLOR_PAYMENT_URL: closed });
    expect(nowhere.code).toBe(1);
    expect(nowhere.err).toContain(`The payment service does not answer at ${closed} (ECONNREFUSED)`);
    const noKey = await temblor(['payments', 'list'], { TEMBLOR_API_KEY: '' });
    expect(noKey).toMatchObject({ code: 1, err: expect.stringContaining('Set TEMBLOR_API_KEY') });
    const missing = await temblor(['payments', 'show', randomUUID()]);
    expect(missing).toMatchObject({ code: 1, err: expect.stringContaining('404') });
    const noDatabase = await temblor(['migrate'], { DATABASE_URL: '' });
    expect(noDatabase).toMatchObject({ code: 2, err: expect.stringContaining('DATABASE_URL is not set') });
  });
});

describe('payments, wallets and sagas', () => {
  test('a payment is found, shown with its saga, and given back', async () => {
    expect(list(await json('payments', 'list', '--status', 'COMPLETED'), 'payments')).toMatchObject([
      { payment_id: payment },
    ]);
    expect((await temblor(['payments', 'list'])).out).toMatch(/^PAYMENT +STATUS +AMOUNT.*\n.*COMPLETED +300/);
    expect((await temblor(['payments', 'show', payment])).out).toMatch(/status: +COMPLETED/);
    expect(await json('sagas', 'show', payment)).toMatchObject({ payment_id: payment, state: 'COMPLETED' });
    expect(list(await json('sagas', 'list'), 'sagas')).toEqual([]);
    expect((await temblor(['payments', 'cancel', payment])).err).toContain('409');
    expect(await json('payments', 'refund', payment, '--reason', 'broken', '--amount', '100')).toMatchObject({
      amount: 100,
    });
    await eventually(async () => ((await json('wallets', 'show', wallet))['available'] === 800 ? true : undefined));
    expect((await temblor(['payments', 'refunds', payment])).out).toMatch(/100 +EUR +broken/);
    expect((await temblor(['sagas', 'recover', payment])).code).toBe(1);
  });

  test('a wallet is found, shown as it was, frozen and unfrozen', async () => {
    expect(list(await json('wallets', 'list', '--min-balance', '1'), 'wallets')).toMatchObject([{ wallet_id: wallet }]);
    const events = list(await json('wallets', 'history', wallet), 'events').map(({ event_type }) => event_type);
    expect(events).toEqual(expect.arrayContaining(['WalletCreated', 'WalletCredited', 'WalletDeducted']));
    expect(await json('wallets', 'freeze', wallet, '--reason', 'fraud')).toMatchObject({ frozen: true });
    expect(await json('wallets', 'unfreeze', wallet, '--reason', 'cleared')).toMatchObject({ frozen: false });
  });
});

describe('messages', () => {
  test('a dead letter is found wherever it is, fails again, and is discarded; its error is settled', async () => {
    await sendRecords(environment.config(), 'wallet-commands.v1', [{ key: wallet, value: 'no JSON' }]);
    const letters = () => json('dead-letters', 'list', '--service', 'wallet').then((all) => list(all, 'dead_letters'));
    const id = String((await eventually(async () => (await letters())[0]))['dead_letter_id']);
    expect((await temblor(['dead-letters', 'show', id, '--service', 'wallet'])).out).toContain('value:');
    const again = await temblor(['dead-letters', 'redrive', id, '--service', 'wallet']);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('REDRIVE_FAILED') });
    const all = await temblor(['dead-letters', 'redrive', '--all', '--service', 'wallet']);
    expect(all).toMatchObject({ code: 1, err: expect.stringContaining('1 failed again') });
    expect(await json('dead-letters', 'discard', id, '--reason', 'noise', '--service', 'wallet')).toMatchObject({
      state: 'discarded',
    });
    expect(await letters()).toEqual([]);
    const errors = list(
      await json('errors', 'list', '--service', 'wallet', '--state', 'any', '--kind', 'dead-letter'),
      'errors',
    );
    expect(errors).toMatchObject([{ resolution: 'noise', resolved_by: 'operator ana' }]);
    const shown = await temblor(['errors', 'show', String(errors[0]?.['error_id']), '--service', 'wallet']);
    expect(shown.out).toContain('dead-letter');
    const error = String(errors[0]?.['error_id']);
    const resolved = await temblor(['errors', 'resolve', error, '--resolution', 'again', '--service', 'wallet']);
    expect(resolved).toMatchObject({ code: 1, err: expect.stringContaining('409 ALREADY_RESOLVED') });
  });

  test('what waits in the outbox is shown, and published when it is asked for', async () => {
    const values = `'no-such-topic', 'k', '${randomUUID()}', 'Odd', '${randomUUID()}', '{}', '2026-01-01'`;
    await environment.query(
      `INSERT INTO wallet.outbox (topic, message_key, event_id, event_type, correlation_id, payload, created_at) VALUES (${values})`,
    );
    expect((await temblor(['outbox', 'pending', '--service', 'wallet'])).out).toMatch(/wallet +no-such-topic +Odd +1/);
    await environment.query("UPDATE wallet.outbox SET topic = 'audit-events.v1' WHERE topic = 'no-such-topic'");
    await json('outbox', 'retry', '--service', 'wallet');
    await eventually(async () =>
      list(await json('outbox', 'pending', '--service', 'wallet'), 'pending').length === 0 ? true : undefined,
    );
    expect((await temblor(['outbox', 'lag', '--service', 'wallet'])).out).toContain('AVERAGE MS');
    const partly = await temblor(['outbox', 'pending'], { TEMBLOR_SAGA_URL: 'http://127.0.0.1:1' });
    expect(partly).toMatchObject({ code: 1, out: expect.any(String), err: expect.stringContaining('saga service') });
  });

  test('without a topic split there is nothing to advance', async () => {
    expect(await json('topic-split', 'status')).toMatchObject({ mode: 'off' });
    const refused = await temblor(['topic-split', 'advance', 'dual']);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('TOPIC_SPLIT_CONSUMERS') });
    expect((await temblor(['topic-split', 'move', 'saga'])).code).toBe(1);
  });
});

describe('stores and keys', () => {
  test('read models are listed, rebuilt and shown; a service tells how it came back', async () => {
    const models = list(await json('read-models', 'list', '--service', 'wallet'), 'read_models');
    const model = String(models[0]?.['read_model']);
    expect(await json('rebuild', model, '--service', 'wallet')).toMatchObject({ read_model: model, corrected: [] });
    expect(await json('read-models', 'show', model, wallet, '--service', 'wallet')).toMatchObject({
      service: 'wallet',
    });
    expect(list(await json('recovery', 'status', '--service', 'wallet'), 'services')).toMatchObject([
      { service: 'wallet' },
    ]);
    expect(list(await json('replay', '--full', '--service', 'wallet'), 'services')).toMatchObject([
      { service: 'wallet' },
    ]);
  });

  test('our charges are compared with those of the providers', async () => {
    expect(await json('reconcile')).toMatchObject({ discrepancies: [] });
  });

  test('the database is up to date; partitions can be made further ahead', async () => {
    expect(await json('migrate')).toEqual({ applied: [] });
    const schemas = new Set(list(await json('partitions', 'list'), 'partitions').map(({ schema }) => schema));
    expect([...schemas]).toEqual(expect.arrayContaining(['payment', 'wallet', 'gateway', 'saga']));
    expect(list(await json('partitions', 'create', '--ahead', '4'), 'created').length).toBeGreaterThan(0);
    expect(list(await json('partitions', 'create', '--ahead', '4'), 'created')).toEqual([]);
    expect(await json('partitions', 'archive', '--older-than', '240')).toEqual({ archived: [] });
  });

  test('a key is issued, rotated and revoked', async () => {
    const issue = ['api-keys', 'create', '--owner', 'merchant:m_17', '--scopes', 'payments:read', '--name', 'shop'];
    const { key_id, key } = await json(...issue);
    const works = async (secret: unknown) => {
      const { code } = await temblor(['payments', 'list'], { TEMBLOR_API_KEY: String(secret) });
      return code === 0;
    };
    expect(await works(key)).toBe(true);
    const rotated = await json('api-keys', 'rotate', String(key_id), '--overlap-minutes', '5');
    expect([await works(key), await works(rotated['key'])]).toEqual([true, true]);
    expect(
      (await temblor(['dead-letters', 'list', '--service', 'wallet'], { TEMBLOR_API_KEY: String(key) })).code,
    ).toBe(1);
    await json('api-keys', 'revoke', String(key_id));
    const keys = list(await json('api-keys', 'list'), 'keys');
    expect(keys.find((one) => one['key_id'] === key_id)).toHaveProperty('revoked_at');
    expect((await temblor(['api-keys', 'revoke', 'unknown'])).code).toBe(2);
  });
});
