/**
 * Scenario 3, gateway timeout: the provider does not answer. Three attempts of 30 seconds at stripe, with 1 and 2 seconds between them; a
 * time-out says nothing about the money, so stripe is asked what became of it, and then told to cancel; only when the charge can no
 * longer succeed, the payment goes to paypal. After three failures in a row the breaker of stripe opens. Amounts are minor units.
 */
import { firstOf, holds, violated } from '../verdict.ts';
import { fits, inOrder, noneOf, oneWith, someWith } from './expect.ts';
import { chargesAre, confirmTimesOut, payOnce, scenarioSettings, timeouts } from './gateway-story.ts';
import { lastTold, type Scenario, seenOf } from './scenario.ts';

const { workload, amount } = payOnce;

export const gatewayTimeout: Scenario = {
  name: 'gateway-timeout',
  claim: 'Three time-outs at stripe open its breaker, and the payment succeeds at paypal, charged once.',
  workload,
  plan: confirmTimesOut('stripe', ['timeout-lost', 'timeout-lost', 'timeout-lost']),
  settings: scenarioSettings,
  expectations: [
    {
      name: 'three-attempts',
      claim: 'Stripe is asked three times, 30 s each, with waits of 1 s and 2 s.',
      check: (history) => timeouts(history, 'stripe', [1, 2, undefined]),
    },
    {
      name: 'breaker-opens',
      claim: 'After three failures the breaker of stripe opens.',
      check: (history) => someWith(history, 'CircuitBreakerOpened', { provider: 'stripe', failure_count: 3 }),
    },
    {
      name: 'stripe-cancelled-first',
      claim: 'The charge at stripe is cancelled before paypal is asked: it can no longer succeed.',
      check: ({ calls }) => {
        const cancelled = calls.find(({ provider, operation }) => provider === 'stripe' && operation === 'cancel');
        const paypal = calls.find(({ provider }) => provider === 'paypal');
        return cancelled?.answeredMs !== undefined && paypal !== undefined && cancelled.answeredMs < paypal.arrivedMs
          ? holds
          : violated('paypal was asked before stripe had cancelled', cancelled ?? null, paypal ?? null);
      },
    },
    {
      name: 'fallback',
      claim: 'The payment goes on at paypal, and everybody is told why.',
      check: (history) =>
        oneWith(history, 'GatewayFallbackTriggered', { primary_provider: 'stripe', fallback_provider: 'paypal' }),
    },
    {
      name: 'paypal-approves',
      claim: 'Paypal approves.',
      check: (history) =>
        oneWith(history, 'GatewayResponseReceived', { provider: 'paypal', outcome: 'approved', amount }),
    },
    {
      name: 'states-while-retrying',
      claim: 'The payment is seen to be retried and to fall back before it is completed.',
      check: ({ paymentStates }) => {
        const story = paymentStates.map(({ to }) => to).join(' ');
        return /GATEWAY_PROCESSING .*GATEWAY_RETRYING .*GATEWAY_FALLBACK .*COMPLETED$/.test(story)
          ? holds
          : violated(`the states were ${story}`, ...paymentStates);
      },
    },
    {
      name: 'completed-at-paypal',
      claim: 'The payment is completed, the hold settled, the user notified; nothing is compensated.',
      check: (history) =>
        firstOf([
          oneWith(history, 'PaymentCompleted', { amount, provider: 'paypal' }),
          oneWith(history, 'WalletSettled', { amount, locked_after: 0 }),
          oneWith(history, 'NotificationSent', { outcome: 'COMPLETED' }),
          fits('what the client was told', [...lastTold(history).values()][0], { status: 'COMPLETED' }),
          noneOf(history, 'CompensationStarted', 'WalletRefunded'),
        ]),
    },
    {
      name: 'one-charge',
      claim: 'Money moved at paypal and nowhere else.',
      check: (history) => chargesAre(history, { stripe: 'cancelled', paypal: 'confirmed' }),
    },
    {
      name: 'events-in-order',
      claim: 'The events come in the documented order.',
      check: (history) =>
        inOrder(history, [
          'PaymentInitiated',
          'WalletDeducted',
          'GatewayRequestSent',
          'GatewayTimeoutOccurred',
          'GatewayTimeoutOccurred',
          'GatewayTimeoutOccurred',
          'GatewayFallbackTriggered',
          'GatewayResponseReceived',
          'PaymentCompleted',
          'SagaCompleted',
        ]),
    },
  ],
};

export const gatewayTimeoutExhausted: Scenario = {
  name: 'gateway-timeout-exhausted',
  claim:
    'Stripe times out, paypal fails and adyen fails: the money goes back to the wallet, and the payment has failed.',
  workload,
  plan: [
    ...confirmTimesOut('stripe', ['timeout-lost', 'timeout-lost', 'timeout-lost']),
    ...confirmTimesOut('paypal', ['error-500', 'error-500', 'error-500']),
    ...confirmTimesOut('adyen', ['reset', 'reset', 'reset']),
  ],
  settings: scenarioSettings,
  expectations: [
    {
      name: 'each-provider-in-turn',
      claim: 'Every provider is tried in its order: stripe, paypal, adyen.',
      check: (history) => {
        const steps = seenOf(history, 'GatewayFallbackTriggered').map(
          ({ data }) => `${String(data['primary_provider'])} ${String(data['fallback_provider'])}`,
        );
        return steps.join() === 'stripe paypal,paypal adyen' ? holds : violated(`it went ${steps.join(', ')}`, steps);
      },
    },
    {
      name: 'gateway-gives-up',
      claim: 'The gateway gives up only when no charge can succeed any more.',
      check: (history) =>
        firstOf([
          oneWith(history, 'GatewayFailed', { error_code: 'GATEWAY_EXHAUSTED' }),
          chargesAre(history, { stripe: 'cancelled', paypal: 'cancelled', adyen: 'cancelled' }),
        ]),
    },
    {
      name: 'compensated',
      claim: 'The hold is given back, in one transaction and once.',
      check: (history) =>
        firstOf([
          oneWith(history, 'CompensationStarted', { error_code: 'GATEWAY_EXHAUSTED' }),
          oneWith(history, 'WalletRefunded', { amount, available_after: payOnce.topUp, locked_after: 0 }),
          oneWith(history, 'CompensationCompleted', {}),
        ]),
    },
    {
      name: 'failed-and-told',
      claim: 'The payment is FAILED, and the user is told and notified.',
      check: (history) =>
        firstOf([
          oneWith(history, 'PaymentFailed', { error_code: 'GATEWAY_EXHAUSTED' }),
          oneWith(history, 'NotificationSent', { outcome: 'FAILED' }),
          fits('what the client was told', [...lastTold(history).values()][0], {
            status: 'FAILED',
            error: { code: 'GATEWAY_EXHAUSTED' },
          }),
        ]),
    },
    {
      name: 'events-in-order',
      claim: 'Failure, compensation and the end come in the documented order.',
      check: (history) =>
        inOrder(history, ['GatewayFailed', 'CompensationStarted', 'WalletRefunded', 'PaymentFailed', 'SagaFailed']),
    },
  ],
};

export const gatewayTimeoutCharged: Scenario = {
  name: 'gateway-timeout-charged',
  claim:
    'Three time-outs at stripe, and the last one took effect: the payment is completed there, and nobody else is asked.',
  workload,
  plan: confirmTimesOut('stripe', ['timeout-lost', 'timeout-lost', 'timeout-lands']),
  settings: scenarioSettings,
  expectations: [
    {
      name: 'asked-what-became-of-it',
      claim: 'After a time-out stripe is asked, and says that the charge did succeed.',
      check: ({ calls }) => {
        const last = calls.findLast(({ operation }) => operation === 'confirm');
        const asked = calls.find(
          ({ operation, arrivedMs }) => operation === 'retrieve' && arrivedMs > (last?.arrivedMs ?? 0),
        );
        return asked?.status === 200 ? holds : violated('stripe was not asked after the last time-out', ...calls);
      },
    },
    {
      name: 'no-fallback',
      claim: 'Paypal and adyen are never asked.',
      check: (history) =>
        firstOf([
          noneOf(history, 'GatewayFallbackTriggered', 'GatewayFailed', 'CompensationStarted'),
          chargesAre(history, { stripe: 'confirmed' }),
        ]),
    },
    {
      name: 'completed-at-stripe',
      claim: 'The payment is completed with the charge at stripe, and the hold is settled.',
      check: (history) =>
        firstOf([
          oneWith(history, 'GatewayResponseReceived', { provider: 'stripe', outcome: 'approved' }),
          oneWith(history, 'PaymentCompleted', { amount, provider: 'stripe' }),
          oneWith(history, 'WalletSettled', { amount }),
        ]),
    },
  ],
};
