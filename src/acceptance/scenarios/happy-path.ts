/** Scenario 1: a wallet of 1,000 pays 800. */
import { deepEqual, equal } from 'node:assert/strict';
import { Customer, chargesFor, sagaOf } from '../customer.ts';
import type { AcceptanceScenario } from '../deployment.ts';

export const happyPath: AcceptanceScenario = {
  name: 'happy-path',
  claim: 'A payment that is covered and approved is completed, charged once, and taken from the wallet for good.',
  play: async (deployment) => {
    const customer = await Customer.with(100_000, deployment);
    const { status, body } = await customer.ask(80_000);
    deepEqual([status, body['status']], [202, 'INITIATED'], 'the answer to the request');
    const id = String(body['payment_id']);
    equal((await customer.outcome(id))['status'], 'COMPLETED', 'the payment');
    await customer.has(20_000);
    deepEqual(await chargesFor(id, deployment), { stripe: ['succeeded'] }, 'the books of the providers');
    deepEqual(
      await customer.movements(),
      ['WalletCreated', 'WalletCredited', 'WalletBalanceChecked', 'WalletDeducted', 'WalletSettled'],
      'the history of the wallet',
    );
    const said = await sagaOf(id, deployment);
    deepEqual([said[0], said.at(-1)], ['SagaStarted', 'SagaCompleted'], 'the saga');
  },
};
