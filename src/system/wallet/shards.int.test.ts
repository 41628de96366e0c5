/** No transaction of the wallet service writes what belongs to two shards, as the row versions in the database show. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Message } from '../../../generated/contracts/index.ts';
import type { RunningService } from '../platform/index.ts';
import { startEnvironment, type TestEnvironment } from '../testing/environment.ts';
import { eventually, message, sendRecords } from '../testing/topics.ts';
import { startWalletService } from './service.ts';
import { walletClient } from './testing/client.ts';

const WALLETS = 24;

let environment: TestEnvironment;
let services: readonly RunningService[] = [];
const { call, walletWith } = walletClient(() => services.map(({ address }) => address ?? ''));

beforeAll(async () => {
  environment = await startEnvironment();
});

afterAll(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await environment.close();
});

const record = (key: string, value: Message) => ({ key, value: JSON.stringify(value) });

/** Pays from many wallets, so that messages of all of them wait at the same time; then settles and checks. */
async function payFromMany(): Promise<void> {
  const ids = await Promise.all(Array.from({ length: WALLETS }, () => walletWith(100)));
  const payments = ids.map((id) => ({ id, payment: randomUUID() }));
  const deductions = payments.map(({ id, payment }) => {
    const data = { wallet_id: id, payment_id: payment, amount: 60, currency: 'EUR' };
    return record(id, message({ event_type: 'DeductWalletBalance', data }, 'wallet', id));
  });
  const completions = payments.map(({ id, payment }) => {
    const charge = { provider: 'stripe' as const, provider_charge_id: 'ch_1' };
    const data = { payment_id: payment, wallet_id: id, amount: 60, currency: 'EUR', ...charge };
    return record(payment, message({ event_type: 'PaymentCompleted', data }, 'payment', payment, 3));
  });
  await sendRecords(environment.config(), 'wallet-commands.v1', deductions);
  await settledDown(ids, 3);
  await sendRecords(environment.config(), 'payment-events.v1', completions);
  await settledDown(ids, 4);
  expect((await call(0, 'POST', '/api/v1/admin/wallets/check', {})).body).toMatchObject({ inconsistencies: [] });
}

async function settledDown(ids: readonly string[], version: number): Promise<void> {
  const behind = `SELECT 1 FROM wallet.wallet_balances WHERE version < ${version} AND wallet_id IN ('${ids.join("','")}')`;
  await eventually(async () => ((await environment.query(behind)).length === 0 ? true : undefined));
}

/** Transactions whose rows, in any of the tables with wallets, are of more than one of `shards`. */
function crossing(shards: number): Promise<(string | null)[][]> {
  const shard = (id: string) => `wallet.slot_of(${id}) * ${shards} / 256`;
  const tables = [
    ['events', 'aggregate_id'],
    ['streams', 'aggregate_id'],
    ['wallet_balances', 'wallet_id'],
    ['holds', 'wallet_id'],
    ['ledger_entries', 'wallet_id'],
    ['checked_wallets', 'wallet_id'],
  ] as const;
  const rows = tables.map(([table, id]) => `SELECT xmin::text AS tx, ${shard(id)} AS shard FROM wallet.${table}`);
  return environment.query(
    `SELECT tx FROM (${rows.join(' UNION ALL ')}) AS r GROUP BY tx HAVING count(DISTINCT shard) > 1`,
  );
}

describe.each([4, 16])('with %i shards', (shards) => {
  test('no transaction touches two', async () => {
    await Promise.all(services.map((service) => service.stop()));
    await environment.query('DELETE FROM wallet.events');
    for (const table of ['streams', 'wallet_balances', 'holds', 'ledger_entries', 'checked_wallets', 'snapshots']) {
      await environment.query(`DELETE FROM wallet.${table}`);
    }
    const config = environment.config({ INSTANCE: `wallet-${shards}`, WALLET_SHARDS: String(shards) });
    services = [await startWalletService(config)];
    await payFromMany();
    // Otherwise it would show nothing: some transactions have handled several wallets.
    expect((await crossing(256)).length).toBeGreaterThan(0);
    expect(await crossing(shards)).toEqual([]);
  });
});
