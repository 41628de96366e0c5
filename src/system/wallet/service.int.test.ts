/** The wallet service against a real Postgres and a broker over TCP. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Message } from '../../../generated/contracts/index.ts';
import type { RunningService } from '../platform/index.ts';
import { startEnvironment, type TestEnvironment } from '../testing/environment.ts';
import { eventually, message, messagesOn, sendMessages, sendRecords } from '../testing/topics.ts';
import { startWalletService } from './service.ts';
import { walletClient } from './testing/client.ts';

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

function command(
  event_type: 'CheckWalletBalance' | 'DeductWalletBalance',
  walletId: string,
  paymentId: string,
  amount: number,
): Message {
  return message(
    { event_type, data: { wallet_id: walletId, payment_id: paymentId, amount, currency: 'EUR' } },
    'wallet',
    walletId,
  );
}

function answers(paymentId: string, type: string): readonly Message[] {
  return messagesOn(environment.broker, 'wallet-events.v1').filter(
    (one) => one.event_type === type && 'payment_id' in one.data && one.data.payment_id === paymentId,
  );
}

function answer(paymentId: string, type: string): Promise<Message> {
  return eventually(() => answers(paymentId, type)[0]);
}

describe('HTTP', () => {
  test('a card number is refused here too', async () => {
    const reply = await call(0, 'POST', '', { user_id: '4111 1111 1111 1111', currency: 'EUR' });
    expect(reply).toMatchObject({ status: 400, body: { error: { code: 'CARD_NUMBER_REFUSED' } } });
  });

  test('a user has one wallet per currency, whoever asks', async () => {
    const order = { user_id: randomUUID(), currency: 'EUR' };
    const replies = await Promise.all([0, 1, 0, 1].map((instance) => call(instance, 'POST', '', order)));
    expect(new Set(replies.map(({ body }) => body['wallet_id'])).size).toBe(1);
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(3);
  });

  test('a repeated top-up gets the same answer and takes effect once, also when both instances are asked at once', async () => {
    const id = await walletWith(0);
    const key = randomUUID();
    const order = { amount: 500, currency: 'EUR' };
    const replies = await Promise.all([0, 1, 0].map((instance) => call(instance, 'POST', `/${id}/top-up`, order, key)));
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(replies.map(({ body }) => body['top_up_id'])).size).toBe(1);
    expect((await call(0, 'GET', `/${id}`)).body).toMatchObject({ available: 500, locked: 0, balance: 500 });
  });

  test('a key that is reused for another order is refused', async () => {
    const id = await walletWith(0);
    const key = randomUUID();
    await call(0, 'POST', `/${id}/top-up`, { amount: 1, currency: 'EUR' }, key);
    const { status, body } = await call(1, 'POST', `/${id}/top-up`, { amount: 2, currency: 'EUR' }, key);
    expect(status).toBe(422);
    expect(body).toMatchObject({ error: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  });

  test('twenty different top-ups at both instances at once all count', async () => {
    const id = await walletWith(0);
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        call(n % 2, 'POST', `/${id}/top-up`, { amount: 10, currency: 'EUR' }, randomUUID()),
      ),
    );
    const paidIn = replies.filter(({ status }) => status === 201).length;
    expect((await call(0, 'GET', `/${id}`)).body).toMatchObject({ balance: paidIn * 10 });
    expect(paidIn).toBe(20);
  });

  test('how long commands wait for a wallet that others change is measured', async () => {
    const waits = async (): Promise<number> => {
      const texts = await Promise.all(services.map(async ({ address }) => (await fetch(`${address}/metrics`)).text()));
      return texts
        .flatMap(
          (metrics) => metrics.match(/^wallet_lock_contention_duration_seconds_count\{[^}]*\} (\d+)$/m)?.[1] ?? [],
        )
        .reduce((sum, count) => sum + Number(count), 0);
    };
    const id = await walletWith(1_000);
    for (let round = 0; (await waits()) === 0 && round < 20; round += 1) {
      await Promise.all([
        ...[0, 1, 0, 1].map((at) => call(at, 'POST', `/${id}/top-up`, { amount: 1, currency: 'EUR' }, randomUUID())),
        sendMessages(environment.config(), [command('DeductWalletBalance', id, randomUUID(), 1)]),
      ]);
    }
    expect(await waits()).toBeGreaterThan(0);
  });

  test.each([
    ['floats', { amount: 1.5, currency: 'EUR' }],
    ['numbers in text', { amount: '100', currency: 'EUR' }],
    ['zero', { amount: 0, currency: 'EUR' }],
    ['more than is exact', { amount: 2 ** 53, currency: 'EUR' }],
  ])('amounts: %s are refused', async (_, order) => {
    const { status, body } = await call(0, 'POST', `/${randomUUID()}/top-up`, order, randomUUID());
    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: { code: 'VALIDATION_FAILED', details: { fields: { amount: expect.any(String) } } },
    });
  });
});

describe('commands', () => {
  test('a payment is deducted, then settled, and the books stay balanced', async () => {
    const id = await walletWith(1_000);
    const payment = randomUUID();
    await sendMessages(environment.config(), [
      command('CheckWalletBalance', id, payment, 800),
      command('DeductWalletBalance', id, payment, 800),
    ]);
    expect(await answer(payment, 'WalletBalanceChecked')).toMatchObject({
      data: { sufficient_funds: true, deficit_amount: 0 },
    });
    expect(await answer(payment, 'WalletDeducted')).toMatchObject({
      data: { available_after: 200, locked_after: 800 },
    });
    const completed = message(
      {
        event_type: 'PaymentCompleted',
        data: {
          payment_id: payment,
          wallet_id: id,
          amount: 800,
          currency: 'EUR',
          provider: 'stripe',
          provider_charge_id: 'ch_1',
        },
      },
      'payment',
      payment,
      3,
    );
    await sendMessages(environment.config(), [completed, completed]);
    const settled = await answer(payment, 'WalletSettled');
    expect(settled).toMatchObject({
      causation_id: completed.event_id,
      data: { available_after: 200, locked_after: 0 },
    });
    expect((await call(1, 'GET', `/${id}`)).body).toMatchObject({ available: 200, locked: 0 });
    expect(await environment.query('SELECT sum(amount) FROM wallet.ledger_entries')).toEqual([['0']]);
  });

  test('what a concurrent hold would have covered names the newest of them', async () => {
    const id = await walletWith(1_000);
    const [first, second] = [randomUUID(), randomUUID()];
    await sendMessages(environment.config(), [
      command('DeductWalletBalance', id, first, 800),
      command('DeductWalletBalance', id, second, 600),
    ]);
    expect(await answer(second, 'WalletDeductionFailed')).toMatchObject({
      data: {
        error_code: 'INSUFFICIENT_FUNDS_CONCURRENT',
        available_balance: 200,
        deficit_amount: 400,
        concurrent_payment_id: first,
      },
    });
  });

  test('a deduction is refunded at most once, and one that was settled not at all', async () => {
    const id = await walletWith(100);
    const [kept, payment] = [randomUUID(), randomUUID()];
    const refund = (payment_id: string) =>
      message(
        { event_type: 'RefundWalletBalance', data: { wallet_id: id, payment_id, reason: 'declined' } },
        'wallet',
        id,
      );
    await sendMessages(environment.config(), [command('DeductWalletBalance', id, kept, 30)]);
    await answer(kept, 'WalletDeducted');
    const charge = { provider: 'stripe' as const, provider_charge_id: 'ch_1' };
    const data = { payment_id: kept, wallet_id: id, amount: 30, currency: 'EUR', ...charge };
    await sendMessages(environment.config(), [message({ event_type: 'PaymentCompleted', data }, 'payment', kept, 3)]);
    await answer(kept, 'WalletSettled');
    await sendMessages(environment.config(), [
      command('DeductWalletBalance', id, payment, 60),
      refund(payment),
      refund(payment),
      refund(kept),
    ]);
    const recorded = () => environment.query(`SELECT kind, reason FROM wallet.errors WHERE aggregate_id = '${id}'`);
    await eventually(async () => ((await recorded()).length > 0 ? true : undefined));
    expect(await recorded()).toEqual([['hold-not-held', expect.stringContaining(kept)]]);
    // What is stored is published a little later.
    await answer(payment, 'WalletRefunded');
    const refunds = `SELECT 1 FROM wallet.events WHERE aggregate_id = '${id}' AND event_type = 'WalletRefunded'`;
    expect(await environment.query(refunds)).toHaveLength(1);
    expect((await call(0, 'GET', `/${id}`)).body).toMatchObject({ available: 70, locked: 0 });
  });

  test('a wallet that does not exist is said so', async () => {
    const payment = randomUUID();
    await sendMessages(environment.config(), [command('CheckWalletBalance', randomUUID(), payment, 1)]);
    expect(await answer(payment, 'WalletDeductionFailed')).toMatchObject({ data: { error_code: 'WALLET_NOT_FOUND' } });
  });

  test('poison is put aside with its reason, and what shares its batch goes on', async () => {
    const id = await walletWith(100);
    const payment = randomUUID();
    const broken = { ...command('DeductWalletBalance', id, randomUUID(), 60), data: { wallet_id: id } };
    await sendRecords(environment.config(), 'wallet-commands.v1', [
      { key: id, value: 'no JSON' },
      { key: id, value: JSON.stringify(broken) },
      { key: id, value: JSON.stringify(command('DeductWalletBalance', id, payment, 60)) },
    ]);
    await answer(payment, 'WalletDeducted');
    const letters = await eventually(() => {
      const records = environment.broker.records('wallet-events.dlq.v1');
      return records.length >= 2 ? records.map(({ value }) => JSON.parse(String(value))) : undefined;
    });
    expect(letters).toMatchObject([
      { topic: 'wallet-commands.v1', consumer: 'wallet', errors: ['the value is not JSON'] },
      { topic: 'wallet-commands.v1', errors: expect.arrayContaining([expect.stringContaining('payment_id')]) },
    ]);
  });
});

test('everything that was stored is published in order, perhaps more than once, and events also to the audit topic', async () => {
  await eventually(async () => {
    const pending = await environment.query('SELECT 1 FROM wallet.outbox WHERE synced_at IS NULL');
    return pending.length === 0 ? true : undefined;
  });
  const versions = new Map<string, number>();
  const published = new Set<string>();
  for (const { event_id, aggregate_id, aggregate_version } of messagesOn(environment.broker, 'wallet-events.v1')) {
    if (published.has(event_id)) continue;
    published.add(event_id);
    if (aggregate_version === 0) continue;
    expect(aggregate_version).toBe((versions.get(aggregate_id) ?? 0) + 1);
    versions.set(aggregate_id, aggregate_version);
  }
  expect(published.size).toBeGreaterThan(0);
  const audited = messagesOn(environment.broker, 'audit-events.v1').map(({ event_id }) => event_id);
  expect(new Set(audited)).toEqual(published);
});
