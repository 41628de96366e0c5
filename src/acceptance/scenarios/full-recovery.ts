/** Scenario 5: everything dies while payments are under way. */
import { equal } from 'node:assert/strict';
import { Customer, partOf, timesCharged } from '../customer.ts';
import type { AcceptanceScenario, Deployment } from '../deployment.ts';

const TOP_UP = 100_000;
const AMOUNT = 5_000;
const PAYMENTS = 12;

export const fullRecovery: AcceptanceScenario = {
  name: 'full-recovery',
  claim:
    'Services, broker and database are killed mid-flight; every payment ends, with nothing lost and nothing twice.',
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
    equal(new Set(payments.map(({ id }) => id)).size, PAYMENTS, 'the number of payments');
    for (const customer of customers) {
      const own = payments.filter((payment) => payment.customer === customer);
      const charged = await Promise.all(own.map(({ id }) => chargedOf(id, customer, deployment)));
      await customer.has(TOP_UP - charged.filter(Boolean).length * AMOUNT);
    }
  },
};

/** Whether a payment was charged, once it has ended: completed and charged once, or called off and not charged. @throws AssertionError */
async function chargedOf(id: string, customer: Customer, deployment: Deployment): Promise<boolean> {
  const payment = await customer.outcome(id);
  const isCompleted = payment['status'] === 'COMPLETED';
  // On a slow machine it takes longer to come back than a step may take.
  if (!isCompleted) equal(partOf(payment, 'error')['code'], 'TIMEOUT', `why payment ${id} has ended`);
  equal(await timesCharged(id, deployment), isCompleted ? 1 : 0, `the charges for payment ${id}`);
  return isCompleted;
}
