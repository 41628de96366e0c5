/** Scenario 2: 1,000 requested, 250 available. */
import { deepEqual } from 'node:assert/strict';
import { Customer, chargesFor, partOf } from '../customer.ts';
import type { AcceptanceScenario } from '../deployment.ts';

export const insufficientFunds: AcceptanceScenario = {
  name: 'insufficient-funds',
  claim: 'A payment that is not covered fails, says what is missing, and neither takes anything nor calls anybody.',
  play: async (deployment) => {
    const customer = await Customer.with(25_000, deployment);
    const payment = await customer.pay(100_000);
    const error = partOf(payment, 'error');
    deepEqual([payment['status'], error['code']], ['FAILED', 'INSUFFICIENT_FUNDS'], 'the payment');
    const { requested_amount, available_balance, deficit_amount } = partOf(error, 'details');
    deepEqual([requested_amount, available_balance, deficit_amount], [100_000, 25_000, 75_000], 'what is missing');
    await customer.has(25_000);
    deepEqual(await chargesFor(String(payment['payment_id']), deployment), {}, 'the books of the providers');
    const seen = ['WalletCreated', 'WalletCredited', 'WalletBalanceChecked'];
    deepEqual(await customer.movements(), seen, 'the history of the wallet');
  },
};
