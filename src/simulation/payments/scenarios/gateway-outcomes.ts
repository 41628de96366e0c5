/**
 * Scenario 3 with the outcomes that its three endings do not have: one payment for each. In the first run a provider is tried three times,
 * in the second only once, so that a payment gets to the next provider, to a person or to its end without having been tried again.
 */
import type { Scenario } from './scenario.ts';
import { expectationsOf, planOf, type ScriptedPayment, workloadOf } from './scripted-payments.ts';

/** Short time-outs; and breakers that do not open, as each payment has its own story. */
const settings = {
  PROVIDER_TIMEOUT_MS: '1000',
  PROVIDER_ACTION_MS: '7000',
  PROVIDER_STRIPE_BREAKER_FAILURES: '1000',
  PROVIDER_PAYPAL_BREAKER_FAILURES: '1000',
  PROVIDER_STRIPE_BREAKER_RATE: '1',
  PROVIDER_PAYPAL_BREAKER_RATE: '1',
};

const severalAttempts: readonly ScriptedPayment[] = [
  {
    name: 'approved-at-the-second-attempt',
    claim: 'A time-out, and the second attempt is approved. Of two refunds the provider declines the first.',
    refunds: 2,
    calls: [
      ['stripe', 'create'],
      ['stripe', 'confirm', 'timeout-lost'],
      ['stripe', 'retrieve'],
      ['stripe', 'confirm'],
      ['stripe', 'refund', 'decline'],
      ['stripe', 'refund'],
    ],
    states: ['GATEWAY_PROCESSING', 'GATEWAY_RETRYING', 'COMPLETED'],
  },
  {
    name: 'holder-asked-at-the-second-attempt',
    claim: 'The second attempt wants the holder of the card to agree, who does.',
    byCard: true,
    calls: [
      ['stripe', 'create'],
      ['stripe', 'confirm', 'error-500'],
      ['stripe', 'retrieve'],
      ['stripe', 'confirm', 'requires-action'],
      ['stripe', 'retrieve'],
    ],
    states: ['GATEWAY_PROCESSING', 'GATEWAY_RETRYING', 'GATEWAY_PROCESSING', 'COMPLETED'],
  },
  {
    name: 'agreed-and-nobody-can-be-asked',
    claim: 'The holder of the card agrees; the provider cannot be asked whether, nor told to cancel, until later.',
    byCard: true,
    calls: [
      ['stripe', 'create'],
      ['stripe', 'confirm', 'requires-action'],
      ['stripe', 'retrieve', 'timeout-lost'],
      ['stripe', 'cancel', 'timeout-lost'],
      ['stripe', 'retrieve'],
    ],
    states: ['GATEWAY_PROCESSING', 'PENDING_REVIEW', 'COMPLETED'],
  },
  {
    name: 'reviewed-and-charged',
    claim: 'Nothing is answered, not even questions: the payment waits in review, and turns out to be charged.',
    calls: [
      ['stripe', 'create'],
      ['stripe', 'confirm', 'timeout-lost'],
      ['stripe', 'retrieve', 'timeout-lost'],
      ['stripe', 'confirm', 'timeout-lost'],
      ['stripe', 'retrieve', 'timeout-lost'],
      ['stripe', 'confirm', 'timeout-lands'],
      ['stripe', 'retrieve', 'timeout-lost'],
      ['stripe', 'cancel', 'timeout-lost'],
      ['stripe', 'retrieve'],
    ],
    states: ['GATEWAY_PROCESSING', 'GATEWAY_RETRYING', 'PENDING_REVIEW', 'COMPLETED'],
  },
  {
    name: 'reviewed-and-not-charged',
    claim: 'Likewise, and it turns out not to be charged; the money goes back, and no other provider is asked.',
    calls: [
      ['stripe', 'create'],
      ['stripe', 'confirm', 'timeout-lost'],
      ['stripe', 'retrieve', 'timeout-lost'],
      ['stripe', 'confirm', 'timeout-lost'],
      ['stripe', 'retrieve', 'timeout-lost'],
      ['stripe', 'confirm', 'timeout-lost'],
      ['stripe', 'retrieve', 'timeout-lost'],
      ['stripe', 'cancel', 'timeout-lost'],
      ['stripe', 'retrieve'],
      ['stripe', 'cancel'],
    ],
    states: ['GATEWAY_PROCESSING', 'GATEWAY_RETRYING', 'PENDING_REVIEW', 'FAILED'],
    errorCode: 'GATEWAY_EXHAUSTED',
  },
  {
    name: 'called-off-between-attempts',
    claim: 'The user calls it off while the provider is being tried again; no money was moved.',
    byCard: true,
    cancelAfterMs: 1_600,
    calls: [
      ['stripe', 'create', 'timeout-lost'],
      ['stripe', 'retrieve'],
    ],
    states: ['GATEWAY_PROCESSING', 'GATEWAY_RETRYING', 'CANCELLED'],
  },
];

const oneAttempt: readonly ScriptedPayment[] = [
  {
    name: 'declined',
    claim: 'The card is declined: that is an answer, and nobody else is asked.',
    byCard: true,
    calls: [
      ['stripe', 'create'],
      ['stripe', 'confirm', 'decline'],
    ],
    states: ['GATEWAY_PROCESSING', 'FAILED'],
    errorCode: 'GATEWAY_DECLINED',
  },
  {
    name: 'declined-by-the-second-provider',
    claim: 'The first provider declines for a reason of its own, the second for one of the card.',
    calls: [
      ['stripe', 'create'],
      ['stripe', 'confirm', 'processing-error'],
      ['paypal', 'create'],
      ['paypal', 'confirm', 'decline'],
    ],
    states: ['GATEWAY_PROCESSING', 'GATEWAY_FALLBACK', 'FAILED'],
    errorCode: 'GATEWAY_DECLINED',
  },
  {
    name: 'holder-asked-by-the-second-provider',
    claim: 'The second provider wants the holder of the card to agree, who does.',
    byCard: true,
    calls: [
      ['stripe', 'create'],
      ['stripe', 'confirm', 'processing-error'],
      ['paypal', 'create'],
      ['paypal', 'confirm', 'requires-action'],
      ['paypal', 'retrieve'],
    ],
    states: ['GATEWAY_PROCESSING', 'GATEWAY_FALLBACK', 'GATEWAY_PROCESSING', 'COMPLETED'],
  },
  {
    name: 'called-off-at-the-second-provider',
    claim: 'The user calls it off while the second provider makes the charge; no money was moved.',
    cancelAfterMs: 950,
    calls: [
      ['stripe', 'create'],
      ['stripe', 'confirm', 'processing-error'],
      ['paypal', 'create', 'timeout-lost'],
    ],
    states: ['GATEWAY_PROCESSING', 'GATEWAY_FALLBACK', 'CANCELLED'],
  },
  {
    name: 'second-provider-reviewed',
    claim: 'The second provider answers nothing; the payment waits in review, and turns out not to be charged.',
    byCard: true,
    calls: [
      ['stripe', 'create'],
      ['stripe', 'confirm', 'processing-error'],
      ['paypal', 'create'],
      ['paypal', 'confirm', 'timeout-lost'],
      ['paypal', 'retrieve', 'timeout-lost'],
      ['paypal', 'cancel', 'timeout-lost'],
      ['paypal', 'retrieve'],
      ['paypal', 'cancel'],
    ],
    states: ['GATEWAY_PROCESSING', 'GATEWAY_FALLBACK', 'PENDING_REVIEW', 'FAILED'],
    errorCode: 'GATEWAY_EXHAUSTED',
  },
  {
    name: 'called-off-at-the-gateway',
    claim: 'The user calls it off while the first provider makes the charge; the hold is given back.',
    cancelAfterMs: 700,
    calls: [['stripe', 'create', 'timeout-lost']],
    states: ['GATEWAY_PROCESSING', 'CANCELLED'],
  },
];

export const gatewayOutcomes: Scenario = {
  name: 'gateway-outcomes',
  claim:
    'Three attempts at a provider, and how else they end: late approval, the holder of the card, review, a cancel.',
  workload: workloadOf(severalAttempts),
  plan: planOf(severalAttempts),
  settings,
  expectations: expectationsOf(severalAttempts),
};

export const gatewayOutcomesAtOnce: Scenario = {
  name: 'gateway-outcomes-at-once',
  claim:
    'One attempt at a provider, and how else a payment goes on from there: declined, elsewhere, in review, called off.',
  workload: workloadOf(oneAttempt),
  plan: planOf(oneAttempt),
  settings: { ...settings, PROVIDER_ATTEMPTS: '1' },
  expectations: expectationsOf(oneAttempt),
};
