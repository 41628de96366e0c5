/** Scenario 5: everything dies while payments are under way. */
import { deepEqual } from 'node:assert/strict';
import { Customer, chargesFor } from '../customer.ts';
import type { AcceptanceScenario } from '../deployment.ts';

const TOP_UP = 100_000;
const AMOUNT = 5_000;
const PAYMENTS = 12;

export const fullRecovery: AcceptanceScenario = {
  name: 'full-recovery',
  claim: 'Services, broker and database are killed mid-flight; everything ends with nothing lost and nothing twice.',
  play: async (deployment) => {
    const customers = await Promise.all([Customer.with(TOP_UP, deployment), Customer.with(TOP_UP, deployment)]);
    const asked = Array.from({ length: PAYMENTS }, async (_, index) => {
      const customer = customers[index % customers.length] ?? customers[0];
      const { body } = await customer.ask(AMOUNT);
      return { customer, id: String(body['payment_id']) };
    });
    // Some have been accepted by then, and no answer has come to the others.
    await Promise.race(asked);
    await deployment.failTotally();
    const payments = await Promise.all(asked);
    const statuses = await Promise.all(
      payments.map(async ({ customer, id }) => (await customer.outcome(id))['status']),
    );
    deepEqual(new Set(statuses), new Set(['COMPLETED']), 'the payments');
    deepEqual(new Set(payments.map(({ id }) => id)).size, PAYMENTS, 'the number of payments');
    for (const { id } of payments) {
      const charges = Object.values(await chargesFor(id, deployment)).flat();
      deepEqual(charges.filter((status) => status === 'succeeded').length, 1, `the charges for payment ${id}`);
    }
    for (const customer of customers) await customer.has(TOP_UP - (PAYMENTS / customers.length) * AMOUNT);
  },
};
