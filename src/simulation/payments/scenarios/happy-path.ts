/**
 * Scenario 1, the happy path: a wallet of 1,000 pays 800. Twelve steps from the request to the notification, with the
 * events in the documented order. Amounts are minor units.
 */
import { firstOf, holds, type Verdict, violated } from '../verdict.ts';
import { fits, inOrder, noneOf, oneWith } from './expect.ts';
import { lastTold, type Scenario } from './scenario.ts';

const amount = 80_000;
const currency = 'EUR';

/** Steps of the requirement that publish an event, in their order. */
export const happyPathEvents = [
  'PaymentInitiated',
  'SagaStarted',
  'PaymentValidated',
  'WalletBalanceChecked',
  'WalletDeducted',
  'GatewayRequestSent',
  'GatewayResponseReceived',
  'PaymentCompleted',
  'SagaCompleted',
] as const;

export const happyPath: Scenario = {
  name: 'happy-path',
  claim: 'A payment that is covered and approved goes through twelve steps and is completed.',
  workload: {
    wallets: [{ userId: 'user-1', currency, topUp: 100_000 }],
    requests: [{ kind: 'pay', atMs: 0, wallet: 0, amount }],
  },
  plan: [],
  expectations: [
    {
      name: '01-request-accepted',
      claim: 'The user asks for a payment and is told at once that it was accepted.',
      check: ({ exchanges }) => {
        const pay = exchanges.find(({ purpose }) => purpose === 'pay');
        return pay?.answer?.status === 202
          ? fits('the answer', pay.answer.body, { status: 'INITIATED' })
          : violated('the request was not answered with 202', pay ?? null);
      },
    },
    {
      name: '02-payment-initiated',
      claim: 'The payment is created with status INITIATED.',
      check: (history) =>
        firstOf([
          oneWith(history, 'PaymentInitiated', { amount, currency, method: 'wallet' }),
          fits('the first state', history.paymentStates[0], { to: 'INITIATED' }),
        ]),
    },
    {
      name: '03-saga-started',
      claim: 'The orchestrator starts a saga, and the payment is validated.',
      check: (history) => firstOf([oneWith(history, 'SagaStarted', {}), oneWith(history, 'PaymentValidated', {})]),
    },
    {
      name: '04-start-recorded',
      claim: 'The start is there to be counted: the audit topic has it.',
      check: (history) =>
        audited(
          history.records.map(({ topic, headers }) => ({ topic, headers })),
          'PaymentInitiated',
        ),
    },
    {
      name: '05-balance-checked',
      claim: 'The wallet is asked and covers the payment.',
      check: (history) =>
        oneWith(history, 'WalletBalanceChecked', {
          requested_amount: amount,
          available_balance: 100_000,
          sufficient_funds: true,
          deficit_amount: 0,
        }),
    },
    {
      name: '06-wallet-deducted',
      claim: 'The amount is locked in one transaction.',
      check: (history) => oneWith(history, 'WalletDeducted', { amount, available_after: 20_000, locked_after: amount }),
    },
    {
      name: '07-provider-charged',
      claim: 'The provider is asked to create and to confirm, and approves.',
      check: (history) =>
        firstOf([
          oneWith(history, 'GatewayResponseReceived', { provider: 'stripe', outcome: 'approved', amount }),
          history.calls.map(({ operation }) => operation).join() === 'create,confirm'
            ? holds
            : violated('the provider should be called to create and to confirm, once each', ...history.calls),
          fits('the charge', history.ledgers[0]?.charges[0], { state: 'confirmed', amount, currency }),
        ]),
    },
    {
      name: '08-payment-completed',
      claim: 'The payment is marked as COMPLETED.',
      check: (history) =>
        firstOf([
          oneWith(history, 'PaymentCompleted', { amount, provider: 'stripe' }),
          fits('the last state', history.paymentStates.at(-1), { to: 'COMPLETED' }),
        ]),
    },
    {
      name: '09-saga-completed',
      claim: 'The saga ends well, and the lock is settled.',
      check: (history) =>
        firstOf([
          oneWith(history, 'SagaCompleted', {}),
          oneWith(history, 'WalletSettled', { amount, available_after: 20_000, locked_after: 0 }),
          noneOf(history, 'CompensationStarted', 'WalletRefunded', 'SagaFailed'),
        ]),
    },
    {
      name: '10-outcome-recorded',
      claim: 'The outcome is there to be counted: the audit topic has it.',
      check: (history) =>
        audited(
          history.records.map(({ topic, headers }) => ({ topic, headers })),
          'PaymentCompleted',
        ),
    },
    {
      name: '11-user-notified',
      claim: 'The user is notified of the success.',
      check: (history) => oneWith(history, 'NotificationSent', { outcome: 'COMPLETED' }),
    },
    {
      name: '12-status-answered',
      claim: 'The API answers that the payment is completed.',
      check: (history) =>
        fits('what the client was told', [...lastTold(history).values()][0], { status: 'COMPLETED', amount }),
    },
    {
      name: 'events-in-order',
      claim: 'The events come in the documented order.',
      check: (history) => inOrder(history, happyPathEvents),
    },
  ],
};

function audited(
  records: readonly { readonly topic: string; readonly headers: Readonly<Record<string, string>> }[],
  type: string,
): Verdict {
  const found = records.some(({ topic, headers }) => topic === 'audit-events.v1' && headers['event_type'] === type);
  return found ? holds : violated(`${type} is not on audit-events.v1`, { type });
}
