/** Scenario 4: a wallet of 1,000, payments of 800 and 600 at the same moment. */
import { deepEqual, equal, fail } from 'node:assert/strict';
import { Customer, chargesFor, partOf, timesCharged } from '../customer.ts';
import type { AcceptanceScenario } from '../deployment.ts';

const BALANCE = 100_000;
const AMOUNTS = [80_000, 60_000] as const;

export const concurrentPayments: AcceptanceScenario = {
  name: 'concurrent-payments',
  claim:
    'Of two payments that together exceed the balance exactly one goes through; the other says which one it lost to.',
  play: async (deployment) => {
    const customer = await Customer.with(BALANCE, deployment);
    const payments = await Promise.all(AMOUNTS.map((amount) => customer.pay(amount)));
    const winner = payments.find(({ status }) => status === 'COMPLETED');
    const loser = payments.find(({ status }) => status === 'FAILED');
    if (winner === undefined || loser === undefined) {
      return fail(`The payments ended as ${payments.map(({ status }) => status).join(' and ')}.`);
    }
    const rest = BALANCE - Number(winner['amount']);
    await customer.has(rest);
    equal(await timesCharged(String(winner['payment_id']), deployment), 1, 'the charges of the one that went through');
    deepEqual(await chargesFor(String(loser['payment_id']), deployment), {}, 'the charges of the one that failed');
    const error = partOf(loser, 'error');
    // Whoever comes when the winner has been settled already is told of no rival: then there is none.
    const { deficit_amount, concurrent_payment_id: rival = winner['payment_id'] } = partOf(error, 'details');
    deepEqual(
      [String(error['code']).startsWith('INSUFFICIENT_FUNDS'), deficit_amount, rival],
      [true, Number(loser['amount']) - rest, winner['payment_id']],
      'what the one that failed is told',
    );
  },
};
