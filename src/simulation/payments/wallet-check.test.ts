/**
 * The wallets' consistency check beside payments and faults: it never takes a wallet that is merely being changed for one that is wrong, and gets
 * in nobody's way. Run far more often than in production, with wallets spread over shards.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { properties } from '../../properties/index.ts';
import { PaymentEnvironment } from './environment.ts';
import { generateInput } from './generate/input.ts';
import { runPayments } from './run.ts';

let environment: PaymentEnvironment;
beforeAll(async () => {
  environment = await PaymentEnvironment.open();
});
afterAll(() => environment.close());

test.each([11, 12])('nothing is wrong, and nothing is said to be (seed %i)', async (seed) => {
  const drawn = generateInput(seed, 'swarm');
  const settings = { ...drawn.settings, WALLET_CHECK_INTERVAL_MS: '100', WALLET_SHARDS: '8' };
  const { history } = await runPayments({ ...drawn, settings }, environment);
  expect(history.records.filter(({ headers }) => headers['event_type'] === 'InconsistencyDetected')).toEqual([]);
  expect(history.database.tables['wallet.checked_wallets']?.length).toBeGreaterThan(0);
  for (const property of properties)
    expect({ [property.name]: property.check(history).kind }).toEqual({ [property.name]: 'holds' });
});
