/** Wallets whose tables were tampered with are found out, put right and reported; rebuilding goes on beside payments. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Message } from '../../../../generated/contracts/index.ts';
import type { RunningService } from '../../platform/index.ts';
import { startEnvironment, type TestEnvironment } from '../../testing/environment.ts';
import { eventually, message, messagesOn, sendMessages } from '../../testing/topics.ts';
import { startWalletService } from '../service.ts';
import { walletClient } from '../testing/client.ts';

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

const check = (body: object = {}) => call(0, 'POST', '/api/v1/admin/wallets/check', body);

function deduct(walletId: string, amount: number, paymentId: string = randomUUID()): Message {
  const data = { wallet_id: walletId, payment_id: paymentId, amount, currency: 'EUR' };
  return message({ event_type: 'DeductWalletBalance', data }, 'wallet', walletId);
}

/** A wallet with 1000, of which 300 are held and 200 were given back. */
async function usedWallet(): Promise<string> {
  const id = await walletWith(1_000);
  const returned = randomUUID();
  const data = { wallet_id: id, payment_id: returned, reason: 'declined' };
  await sendMessages(environment.config(), [
    deduct(id, 300),
    deduct(id, 200, returned),
    message({ event_type: 'RefundWalletBalance', data }, 'wallet', id),
  ]);
  await eventually(async () => ((await versionOf(id)) === 5 ? true : undefined));
  return id;
}

async function versionOf(walletId: string): Promise<number> {
  const [row] = await environment.query(`SELECT version FROM wallet.wallet_balances WHERE wallet_id = '${walletId}'`);
  return Number(row?.[0] ?? 0);
}

function reported(walletId: string): readonly Message[] {
  return messagesOn(environment.broker, 'metrics-events.v1').filter(
    ({ event_type, data }) =>
      event_type === 'InconsistencyDetected' && 'subject_id' in data && data.subject_id === walletId,
  );
}

test('wallets that are right are left alone, and not read again', async () => {
  await usedWallet();
  expect((await check()).body).toMatchObject({ inconsistencies: [] });
  const again = await check();
  expect(again.body).toMatchObject({ events: 0, inconsistencies: [] });
  expect(Number(again.body['checked'])).toBeGreaterThan(0);
});

describe('what was tampered with is put right and reported:', () => {
  test.each([
    ['a balance', `UPDATE wallet.wallet_balances SET available = 5000 WHERE wallet_id = $ID`, 'available', false],
    ['a frozen flag', `UPDATE wallet.wallet_balances SET frozen = true WHERE wallet_id = $ID`, 'frozen', false],
    ['a version', `UPDATE wallet.wallet_balances SET version = 99 WHERE wallet_id = $ID`, 'version', false],
    ['a row that is gone', `DELETE FROM wallet.wallet_balances WHERE wallet_id = $ID`, 'wallet_balances', false],
    [
      'a hold of another amount',
      `UPDATE wallet.holds SET amount = 1 WHERE wallet_id = $ID AND state = 'held'`,
      'holds',
      false,
    ],
    [
      'a hold that nobody made',
      `INSERT INTO wallet.holds VALUES ('${randomUUID()}', $ID, 7, 'held', 1)`,
      'holds',
      false,
    ],
    [
      'an ended hold that is open again',
      `UPDATE wallet.holds SET state = 'held' WHERE wallet_id = $ID`,
      'holds',
      false,
    ],
    [
      'a leg of the ledger that is gone',
      `DELETE FROM wallet.ledger_entries WHERE wallet_id = $ID AND amount = 200`,
      'ledger_entries',
      true,
    ],
    [
      'a leg of another amount',
      `UPDATE wallet.ledger_entries SET amount = amount + 1 WHERE wallet_id = $ID`,
      'ledger_entries',
      true,
    ],
  ])('%s', async (_, sql, field, needsFull) => {
    const id = await usedWallet();
    await check();
    await environment.query(sql.replaceAll('$ID', `'${id}'`));
    const report = await check({ mode: needsFull ? 'full' : 'incremental', wallet_id: id });
    expect(report.body['inconsistencies']).toMatchObject([{ wallet_id: id, field, corrected: true }]);
    expect((await check({ mode: 'full', wallet_id: id })).body).toMatchObject({ inconsistencies: [] });
    expect((await call(1, 'GET', `/${id}`)).body).toMatchObject({ available: 700, locked: 300, frozen: false });
    await eventually(() => reported(id)[0]);
    expect(reported(id)).toMatchObject([
      { aggregate_type: 'service', data: { service: 'wallet', field, corrected: true } },
    ]);
    const legs = `SELECT sum(amount), count(*) FROM wallet.ledger_entries WHERE wallet_id = '${id}'`;
    expect(await environment.query(legs)).toEqual([['0', '8']]);
  });

  test('a new leg that is wrong is seen without a full check', async () => {
    const id = await usedWallet();
    await environment.query(`DELETE FROM wallet.ledger_entries WHERE wallet_id = '${id}' AND amount = 200`);
    expect((await check()).body['inconsistencies']).toMatchObject([{ wallet_id: id, field: 'ledger_entries' }]);
  });

  test('a wallet without any event', async () => {
    const row = `('orphan', 'nobody', 'EUR', 5, 0, false, 1, '2026-01-01')`;
    await environment.query(`INSERT INTO wallet.wallet_balances VALUES ${row}`);
    expect((await check()).body['inconsistencies']).toMatchObject([{ wallet_id: 'orphan', actual: 'a row' }]);
    expect((await call(0, 'GET', '/orphan')).status).toBe(404);
  });

  test('events that contradict each other are told, but can not be put right', async () => {
    const id = await usedWallet();
    const tell = (available: number) =>
      environment.query(
        `UPDATE wallet.events SET data = jsonb_set(data, '{available_after}', '${available}') WHERE aggregate_id = '${id}' AND aggregate_version = 3`,
      );
    await tell(9);
    expect((await check()).body['inconsistencies']).toMatchObject([
      { wallet_id: id, field: 'events', expected: '700 free and 300 locked after version 3', corrected: false },
    ]);
    await tell(700);
  });
});

test('a wallet that has lost its row is not decided on before it is there again', async () => {
  const id = await usedWallet();
  await environment.query(`DELETE FROM wallet.wallet_balances WHERE wallet_id = '${id}'`);
  const payment = randomUUID();
  await sendMessages(environment.config(), [deduct(id, 700, payment)]);
  await eventually(async () => ((await versionOf(id)) === 6 ? true : undefined));
  expect((await call(0, 'GET', `/${id}`)).body).toMatchObject({ available: 0, locked: 1_000 });
});

test('all of it can be rebuilt from nothing while money moves', async () => {
  const ids = await Promise.all([1, 2, 3].map(() => usedWallet()));
  const topUp = (at: number, id: string) =>
    call(at, 'POST', `/${id}/top-up`, { amount: 1, currency: 'EUR' }, randomUUID());
  const moving = Array.from({ length: 10 }, (_, n) => ids.map((id) => topUp(n % 2, id))).flat();
  const wipe = `DELETE FROM wallet.wallet_balances WHERE wallet_id IN ('${ids.join("','")}')`;
  await environment.query(wipe);
  const rebuilds = await Promise.all([0, 1].map((at) => call(at, 'POST', '/api/v1/admin/wallets/rebuild')));
  expect(rebuilds.map(({ status }) => status)).toEqual([200, 200]);
  const paid = await Promise.all(moving);
  expect(paid.map(({ status }) => status)).toEqual(paid.map(() => 201));
  await sendMessages(
    environment.config(),
    ids.map((id) => deduct(id, 10)),
  );
  for (const id of ids) {
    await eventually(async () => ((await versionOf(id)) === 16 ? true : undefined));
    expect((await call(0, 'GET', `/${id}`)).body).toMatchObject({ available: 700, locked: 310 });
  }
  expect((await check({ mode: 'full' })).body).toMatchObject({ inconsistencies: [] });
});

test('rounds happen by themselves, and one instance at a time does them', async () => {
  const id = await usedWallet();
  const extra = await startWalletService(environment.config({ INSTANCE: 'c', WALLET_CHECK_INTERVAL_MS: '200' }));
  await environment.query(`UPDATE wallet.wallet_balances SET locked = 1 WHERE wallet_id = '${id}'`);
  try {
    await eventually(() => reported(id)[0]);
    expect((await call(0, 'GET', `/${id}`)).body).toMatchObject({ available: 700, locked: 300 });
  } finally {
    await extra.stop();
  }
});

test('a wallet that does not exist can not be checked', async () => {
  expect(await check({ wallet_id: 'nobody' })).toMatchObject({
    status: 404,
    body: { error: { code: 'WALLET_NOT_FOUND' } },
  });
});

test.each([
  [{ mode: 'quick' }, 'mode'],
  [{ full: true }, 'full'],
])('a check that nobody understands is refused: %j', async (body, field) => {
  expect(await check(body)).toMatchObject({
    status: 400,
    body: { error: { details: { fields: { [field]: expect.any(String) } } } },
  });
});
