/** Freezing, refunds, currencies and the past of wallets, against a real Postgres and a broker over TCP. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Message } from '../../../generated/contracts/index.ts';
import type { RunningService } from '../platform/index.ts';
import { startEnvironment, type TestEnvironment } from '../testing/environment.ts';
import { eventually, message, messagesOn, sendMessages } from '../testing/topics.ts';
import { startWalletService } from './service.ts';
import { slotOf } from './shard.ts';
import { textIn, walletClient } from './testing/client.ts';

let environment: TestEnvironment;
let services: readonly RunningService[];
const { call, walletWith } = walletClient(() => services.map(({ address }) => address ?? ''));

beforeAll(async () => {
  environment = await startEnvironment();
  services = await Promise.all(
    ['a', 'b'].map((instance) => startWalletService(environment.config({ INSTANCE: instance }))),
  );
});

afterAll(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await environment.close();
});

function deduct(walletId: string, paymentId: string, amount: number, currency = 'EUR'): Message {
  const data = { wallet_id: walletId, payment_id: paymentId, amount, currency };
  return message({ event_type: 'DeductWalletBalance', data }, 'wallet', walletId);
}

function completed(walletId: string, paymentId: string, amount: number): Message {
  const charge = { provider: 'stripe' as const, provider_charge_id: 'ch_1' };
  const data = { payment_id: paymentId, wallet_id: walletId, amount, currency: 'EUR', ...charge };
  return message({ event_type: 'PaymentCompleted', data }, 'payment', paymentId, 3);
}

function refunded(walletId: string, paymentId: string, refundId: string, amount: number): Message {
  const refund = { refund_id: refundId, provider: 'stripe' as const, provider_refund_id: 're_1' };
  const data = { payment_id: paymentId, wallet_id: walletId, amount, currency: 'EUR', ...refund };
  return message({ event_type: 'RefundCompleted', data }, 'refund', refundId, 2);
}

function eventsOfWallet(walletId: string): readonly Message[] {
  return messagesOn(environment.broker, 'wallet-events.v1').filter((one) => one.aggregate_id === walletId);
}

function answered(walletId: string, type: string): Promise<Message> {
  return eventually(() => eventsOfWallet(walletId).find(({ event_type }) => event_type === type));
}

describe('freezing', () => {
  test('stops deductions with a reason, and thawing lets them through again', async () => {
    const id = await walletWith(100);
    const frozen = await call(0, 'POST', `/${id}/freeze`, { reason: 'fraud' });
    expect(frozen).toMatchObject({ status: 200, body: { wallet_id: id, frozen: true, available: 100 } });
    await sendMessages(environment.config(), [deduct(id, randomUUID(), 60)]);
    expect(await answered(id, 'WalletDeductionFailed')).toMatchObject({ data: { error_code: 'WALLET_FROZEN' } });
    expect((await call(1, 'POST', `/${id}/unfreeze`, { reason: 'checked' })).body).toMatchObject({ frozen: false });
    await sendMessages(environment.config(), [deduct(id, randomUUID(), 60)]);
    await answered(id, 'WalletDeducted');
    expect((await call(1, 'GET', `/${id}`)).body).toMatchObject({ available: 40, locked: 60, frozen: false });
  });

  test('twice, at once and by command, is one event', async () => {
    const id = await walletWith(0);
    const replies = await Promise.all([0, 1, 0].map((at) => call(at, 'POST', `/${id}/freeze`, { reason: 'dispute' })));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    const data = { wallet_id: id, reason: 'dispute' };
    await sendMessages(environment.config(), [
      message({ event_type: 'LockWallet', data }, 'wallet', id),
      message({ event_type: 'UnlockWallet', data }, 'wallet', id),
    ]);
    await answered(id, 'WalletUnlocked');
    expect(eventsOfWallet(id).map(({ event_type }) => event_type)).toEqual([
      'WalletCreated',
      'WalletLocked',
      'WalletUnlocked',
    ]);
  });

  test.each([
    ['a wallet that does not exist', randomUUID(), { reason: 'fraud' }, 404, 'WALLET_NOT_FOUND'],
    ['no reason', undefined, {}, 400, 'VALIDATION_FAILED'],
  ])('is refused for %s', async (_, unknown, body, status, code) => {
    const reply = await call(0, 'POST', `/${unknown ?? (await walletWith(0))}/freeze`, body);
    expect(reply).toMatchObject({ status, body: { error: { code } } });
  });
});

test('a refund is credited once, however often it is told, and never more than was taken', async () => {
  const [id, payment, refund] = [await walletWith(1_000), randomUUID(), randomUUID()];
  await sendMessages(environment.config(), [deduct(id, payment, 800)]);
  await answered(id, 'WalletDeducted');
  const told = refunded(id, payment, refund, 500);
  await sendMessages(environment.config(), [
    completed(id, payment, 800),
    told,
    told,
    // The same refund under another event_id, and one that is too much.
    refunded(id, payment, refund, 500),
    refunded(id, payment, randomUUID(), 301),
    refunded(id, payment, randomUUID(), 300),
  ]);
  await eventually(() => (eventsOfWallet(id).length === 6 ? true : undefined));
  expect((await call(0, 'GET', `/${id}`)).body).toMatchObject({ available: 1_000, locked: 0 });
  const kinds = await environment.query(`SELECT kind FROM wallet.errors WHERE aggregate_id = '${id}' ORDER BY kind`);
  expect(kinds).toEqual([['refund-credited-already'], ['refund-too-large']]);
  const accounts = `SELECT account, sum(amount) FROM wallet.ledger_entries WHERE wallet_id = '${id}' GROUP BY 1 ORDER BY 1`;
  expect(await environment.query(accounts)).toEqual([
    ['available', '1000'],
    ['in_flight', '0'],
    ['merchant_clearing', '0'],
    ['top_up_source', '-1000'],
  ]);
});

describe('currencies', () => {
  test('have wallets of their own, each with its minor unit', async () => {
    const user = randomUUID();
    const open = (currency: string) => call(0, 'POST', '', { user_id: user, currency });
    const [eur, jpy, kwd] = [await open('EUR'), await open('JPY'), await open('KWD')];
    expect([eur, jpy, kwd].map(({ body }) => body['decimals'])).toEqual([2, 0, 3]);
    expect(new Set([eur, jpy, kwd].map(({ body }) => body['wallet_id'])).size).toBe(3);
    const wrong = await call(
      0,
      'POST',
      `/${textIn(jpy.body, 'wallet_id')}/top-up`,
      { amount: 5, currency: 'EUR' },
      'k1',
    );
    expect(wrong).toMatchObject({ status: 422, body: { error: { code: 'CURRENCY_MISMATCH' } } });
    expect(await open('ABC')).toMatchObject({
      status: 400,
      body: { error: { details: { fields: { currency: {} } } } },
    });
  });

  test('are never mixed by a deduction', async () => {
    const id = await walletWith(100, 'JPY');
    await sendMessages(environment.config(), [deduct(id, randomUUID(), 50, 'EUR')]);
    expect(await answered(id, 'WalletDeductionFailed')).toMatchObject({ data: { error_code: 'CURRENCY_MISMATCH' } });
  });
});

test('wallets are listed page by page, by user, currency and least balance', async () => {
  const user = randomUUID();
  const currencies = ['EUR', 'USD', 'JPY', 'GBP', 'MXN'];
  const ids = await Promise.all(currencies.map((currency, n) => walletWith(n * 100, currency, user)));
  const pages: unknown[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await call(0, 'GET', `?user_id=${user}&limit=2${cursor}`);
    pages.push(body['wallets']);
    if (body['next_cursor'] === undefined) break;
    cursor = `&cursor=${textIn(body, 'next_cursor')}`;
  }
  expect(pages).toMatchObject([[{}, {}], [{}, {}], [{}]]);
  expect(pages.flat()).toMatchObject(ids.toSorted().map((wallet_id) => ({ wallet_id })));
  const rich = await call(0, 'GET', `?user_id=${user}&min_balance=300`);
  expect(rich.body['wallets']).toHaveLength(2);
  const yen = await call(0, 'GET', `?user_id=${user}&currency=JPY`);
  expect(yen.body['wallets']).toMatchObject([{ currency: 'JPY', decimals: 0 }]);
});

describe('the past', () => {
  test('is listed page by page, and each version can be gone back to', async () => {
    const id = await walletWith(100);
    for (const amount of [10, 20]) await call(0, 'POST', `/${id}/top-up`, { amount, currency: 'EUR' }, randomUUID());
    await call(0, 'POST', `/${id}/freeze`, { reason: 'fraud' });
    const first = await call(0, 'GET', `/${id}/history?limit=3`);
    const rest = await call(0, 'GET', `/${id}/history?limit=3&cursor=${textIn(first.body, 'next_cursor')}`);
    expect(rest.body).not.toHaveProperty('next_cursor');
    expect([first, rest].flatMap(({ body }) => body['events'])).toMatchObject(
      ['WalletCreated', 'WalletCredited', 'WalletCredited', 'WalletCredited', 'WalletLocked'].map(
        (event_type, index) => ({ version: index + 1, event_type }),
      ),
    );
    const at = async (moment: string | number) => (await call(1, 'GET', `/${id}?at=${moment}`)).body;
    expect([await at(1), await at(3), await at(5)]).toMatchObject([
      { available: 0, frozen: false, version: 1 },
      { available: 110, frozen: false, version: 3 },
      { available: 130, frozen: true, version: 5 },
    ]);
  });

  test('is known at an instant too', async () => {
    const id = await walletWith(100);
    const [, credited] = eventsOf((await call(0, 'GET', `/${id}/history`)).body);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await call(0, 'POST', `/${id}/top-up`, { amount: 1, currency: 'EUR' }, randomUUID());
    expect((await call(0, 'GET', `/${id}?at=${credited}`)).body).toMatchObject({ available: 100, version: 2 });
    expect((await call(0, 'GET', `/${id}?at=2999-01-01T00:00:00%2B02:00`)).body).toMatchObject({ available: 101 });
  });

  test.each([
    ['before it was created', '2000-01-01T00:00:00Z', 404],
    ['before all times', '0000-01-01T00:00:00Z', 400],
    ['in a month that there is not', '2026-13-01T00:00:00Z', 400],
    ['at a version that it has not', '99', 404],
    ['at what is no moment', 'yesterday', 400],
    ['at version 0', '0', 400],
  ])('%s is refused', async (_, at, status) => {
    expect((await call(0, 'GET', `/${await walletWith(0)}?at=${at}`)).status).toBe(status);
  });
});

function eventsOf(body: Record<string, unknown>): readonly string[] {
  const events = Array.isArray(body['events']) ? body['events'] : [];
  return events.map((event: unknown) =>
    typeof event === 'object' && event !== null && 'occurred_at' in event ? String(event.occurred_at) : '',
  );
}

test('the books balance in every slot and currency, and slots are the same in SQL as here', async () => {
  const crooked = `SELECT slot, currency FROM wallet.accounts GROUP BY 1, 2 HAVING sum(balance) <> 0`;
  expect(await environment.query(crooked)).toEqual([]);
  const slots = await environment.query('SELECT DISTINCT wallet_id, slot FROM wallet.ledger_entries');
  expect(slots.length).toBeGreaterThan(5);
  for (const [walletId, slot] of slots) expect(String(slotOf(walletId ?? ''))).toBe(slot);
});
