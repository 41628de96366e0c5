/**
 * Every documented operation, called once with its own example: it does what it says, and its answer is what the document says. So the
 * examples work, and no schema of an answer is there that nothing was ever held against.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRecord } from './platform/rows.ts';
import { deviations, nameOf, OPERATIONS, type Operation, resolved } from './testing/conformance.ts';
import { bodyContent } from './testing/fuzz/requests.ts';
import { type FuzzWorld, startFuzzWorld, WEBHOOK_SECRET } from './testing/fuzz/world.ts';
import { eventually, sendRecords } from './testing/topics.ts';

/** What these answer depends on things being in a state that only a fault brings about; that they refuse is seen here. */
const REFUSED: readonly string[] = [
  'POST /api/v1/admin/dead-letters/{id}/redrive',
  'POST /api/v1/admin/sagas/{id}/recover',
  'POST /api/v1/admin/topic-split/advance',
  'POST /api/v1/admin/topic-split/consumers/{consumer}',
];

let world: FuzzWorld;
let payment: string;
let letters: readonly string[];
let error: string;

beforeAll(async () => {
  world = await startFuzzWorld();
  payment = String((await world.pay(world.wallet))['payment_id']);
  const bad = [1, 2, 3].map((number) => ({ key: `k${number}`, value: 'no message' }));
  await sendRecords(world.environment.config(), 'wallet-commands.v1', bad);
  const query = 'SELECT dead_letter_id FROM wallet.dead_letters';
  letters = await eventually(async () => {
    const rows = await world.environment.query(query);
    return rows.length === 3 ? rows.map(([id]) => String(id)) : undefined;
  });
  const errors = await world.environment.query(`SELECT error_id FROM wallet.errors WHERE event_id = '${letters[2]}'`);
  error = String(errors[0]?.[0]);
});

afterAll(() => world.close());

/** The service to ask: dead letters are at the wallet service. */
function addressFor({ services, path }: Operation): string {
  const isLetter = path.includes('/dead-letters') || path.includes('/errors');
  const [name] = Object.entries(world.services).filter(([one]) =>
    isLetter ? one === 'wallet' : services.includes(one),
  );
  return name?.[1].address ?? '';
}

/** The path with ids of things that exist. */
async function pathFor({ path }: Operation): Promise<string> {
  const cancelled = path.endsWith('/cancel') ? await freshPayment() : payment;
  const ids: readonly (readonly [string, string | undefined])[] = [
    ['/wallets/{id}', world.wallet],
    ['/dead-letters/{id}/discard', letters[0]],
    ['/dead-letters/{id}', letters[1]],
    ['/errors/{id}', error],
    ['{id}', cancelled],
  ];
  const id = ids.find(([part]) => path.includes(part))?.[1] ?? '';
  return path
    .replace('{id}', id)
    .replace('{provider}', 'stripe')
    .replace('{name}', 'payment_status')
    .replace('{consumer}', 'metrics');
}

/** A payment that has just begun. */
async function freshPayment(): Promise<string> {
  const { user, wallet } = world;
  const order = { user_id: user, merchant_id: 'shop', wallet_id: wallet, amount: 5, currency: 'EUR', method: 'wallet' };
  return String((await world.post('payment', '/payments', order))['payment_id']);
}

function headersFor(operation: Operation, body: string | undefined): Record<string, string> {
  const at = Math.floor(Date.now() / 1_000);
  const signature = createHmac('sha256', WEBHOOK_SECRET)
    .update(`${at}.${body ?? ''}`)
    .digest('hex');
  const names = operation.parameters.map(({ name }) => name);
  return {
    authorization: world.keys.operator,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(names.includes('Idempotency-Key') ? { 'idempotency-key': randomUUID() } : {}),
    ...(names.includes('provider-signature') ? { 'provider-signature': `t=${at},v1=${signature}` } : {}),
  };
}

/** The example of the document, with a wallet that exists. */
function exampleFor(operation: Operation): string | undefined {
  const { example } = bodyContent(operation);
  if (!isRecord(example)) return undefined;
  const known = { wallet_id: world.wallet, user_id: world.user };
  return JSON.stringify(
    Object.fromEntries(Object.entries(example).map(([name, value]) => [name, Reflect.get(known, name) ?? value])),
  );
}

test.each(OPERATIONS.map((operation) => [nameOf(operation), operation] as const))('%s', async (name, operation) => {
  const body = exampleFor(operation);
  const answer = await fetch(`${addressFor(operation)}${await pathFor(operation)}`, {
    method: operation.method,
    headers: headersFor(operation, body),
    ...(body === undefined ? {} : { body }),
  });
  const { status, headers } = answer;
  const text = await answer.text();
  expect(deviations(operation, { status, headers, text }), text).toEqual([]);
  if (REFUSED.includes(name)) expect([404, 409], text).toContain(status);
  else expect(status, text).toBeLessThan(300);
});

test('every operation has an example of its success, and every one with a body an example of it', () => {
  for (const operation of OPERATIONS) {
    const [success] = Object.entries(resolved(operation.details['responses'])).filter(([status]) => status < '300');
    expect(JSON.stringify(success), nameOf(operation)).toContain('"example"');
    if (operation.details['requestBody'] !== undefined) expect(bodyContent(operation)).toHaveProperty('example');
  }
});
