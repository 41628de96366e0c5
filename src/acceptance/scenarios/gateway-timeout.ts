/** Scenario 3: stripe does not answer, with its two alternatives. */
import { deepEqual, equal } from 'node:assert/strict';
import { Customer, chargesFor, partOf } from '../customer.ts';
import type { AcceptanceScenario, Deployment, Misbehaviour } from '../deployment.ts';

const TOP_UP = 100_000;
const AMOUNT = 80_000;
const ended = { cancelled: ['cancelled'], succeeded: ['succeeded'] } as const;

export const gatewayTimeout: AcceptanceScenario = {
  name: 'gateway-timeout',
  claim: 'After three time-outs at stripe the charge there is cancelled, and the payment succeeds at paypal.',
  play: async (deployment) => {
    const { customer, payment } = await payWhile(deployment, {
      stripe: ['timeout-lost', 'timeout-lost', 'timeout-lost'],
    });
    equal(payment['status'], 'COMPLETED', 'the payment');
    const charges = await chargesFor(String(payment['payment_id']), deployment);
    deepEqual(charges, { stripe: ended.cancelled, paypal: ended.succeeded }, 'the books of the providers');
    await customer.has(TOP_UP - AMOUNT);
  },
};

export const gatewayTimeoutExhausted: AcceptanceScenario = {
  name: 'gateway-timeout-exhausted',
  claim: 'When every provider fails, the money goes back to the wallet, and the payment has failed.',
  play: async (deployment) => {
    const { customer, payment } = await payWhile(deployment, {
      stripe: ['timeout-lost', 'timeout-lost', 'timeout-lost'],
      paypal: ['error-500', 'error-500', 'error-500'],
      adyen: ['reset', 'reset', 'reset'],
    });
    deepEqual([payment['status'], partOf(payment, 'error')['code']], ['FAILED', 'GATEWAY_EXHAUSTED'], 'the payment');
    const charges = await chargesFor(String(payment['payment_id']), deployment);
    const { cancelled } = ended;
    deepEqual(charges, { stripe: cancelled, paypal: cancelled, adyen: cancelled }, 'the books of the providers');
    await customer.has(TOP_UP);
    equal((await customer.movements()).at(-1), 'WalletRefunded', 'the last that happened to the wallet');
  },
};

export const gatewayTimeoutCharged: AcceptanceScenario = {
  name: 'gateway-timeout-charged',
  claim: 'When the last call that timed out took effect, the payment is completed there, and nobody else is asked.',
  play: async (deployment) => {
    const { customer, payment } = await payWhile(deployment, {
      stripe: ['timeout-lost', 'timeout-lost', 'timeout-lands'],
    });
    equal(payment['status'], 'COMPLETED', 'the payment');
    const charges = await chargesFor(String(payment['payment_id']), deployment);
    deepEqual(charges, { stripe: ended.succeeded }, 'the books of the providers');
    await customer.has(TOP_UP - AMOUNT);
  },
};

/** Lets somebody pay while providers fail, once all breakers are closed again. */
async function payWhile(deployment: Deployment, how: Misbehaviour) {
  await untilStripeServes(deployment);
  await deployment.misbehave(how);
  const customer = await Customer.with(TOP_UP, deployment);
  return { customer, payment: await customer.pay(AMOUNT) };
}

/** The breaker of stripe may be open after another scenario; a call that succeeds closes it. */
async function untilStripeServes(deployment: Deployment): Promise<void> {
  await deployment.misbehave({});
  const prober = await Customer.with(1_000, deployment);
  for (let left = 1_000; left > 0; left -= 1) {
    const { payment_id } = await prober.pay(1);
    if ('stripe' in (await chargesFor(String(payment_id), deployment))) return;
  }
  throw new Error('Stripe is never asked again.');
}
