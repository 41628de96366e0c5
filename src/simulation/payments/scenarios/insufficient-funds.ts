/**
 * Scenario 2, insufficient funds: 1,000 requested, 250 available. The payment is refused before anything is taken or
 * anybody is called, and the user is told what is missing. Amounts are minor units.
 */
import { firstOf, holds, violated } from '../verdict.ts';
import { fits, inOrder, noneOf, oneWith } from './expect.ts';
import { lastTold, type Scenario } from './scenario.ts';

const requested = 100_000;
const available = 25_000;
const deficit = 75_000;
const shortfall = { requested_amount: requested, available_balance: available, deficit_amount: deficit };

export const insufficientFunds: Scenario = {
  name: 'insufficient-funds',
  claim: 'A payment of 1,000 from a wallet with 250 is refused early and costs nothing.',
  workload: {
    wallets: [{ userId: 'user-1', currency: 'EUR', topUp: available }],
    requests: [{ kind: 'pay', atMs: 0, wallet: 0, amount: requested }],
  },
  plan: [],
  expectations: [
    {
      name: 'balance-checked',
      claim: 'The check says sufficient_funds: false, 250 available, 1,000 requested, 750 missing.',
      check: (history) => oneWith(history, 'WalletBalanceChecked', { sufficient_funds: false, ...shortfall }),
    },
    {
      name: 'payment-failed',
      claim: 'The payment fails with INSUFFICIENT_FUNDS at the stage WALLET_VALIDATION.',
      check: (history) =>
        oneWith(history, 'PaymentFailed', {
          error_code: 'INSUFFICIENT_FUNDS',
          failure_stage: 'WALLET_VALIDATION',
          ...shortfall,
        }),
    },
    {
      name: 'no-provider-call',
      claim: 'No provider is called.',
      check: (history) =>
        firstOf([
          noneOf(history, 'ProcessWithGateway', 'GatewayRequestSent'),
          history.calls.length === 0 ? holds : violated('a provider was called', ...history.calls),
        ]),
    },
    {
      name: 'no-compensation',
      claim: 'Nothing was deducted, so nothing is compensated.',
      check: (history) =>
        noneOf(
          history,
          'DeductWalletBalance',
          'WalletDeducted',
          'CompensationStarted',
          'RefundWalletBalance',
          'WalletRefunded',
        ),
    },
    {
      name: 'saga-failed',
      claim: 'The saga ends, without success.',
      check: (history) =>
        firstOf([
          oneWith(history, 'SagaFailed', { error_code: 'INSUFFICIENT_FUNDS' }),
          noneOf(history, 'SagaCompleted'),
        ]),
    },
    {
      name: 'balance-untouched',
      claim: 'The wallet still has its 250.',
      check: (history) => fits('the last balance', history.balances.at(-1), { available, locked: 0 }),
    },
    {
      name: 'user-told',
      claim: 'The user is told the reason, the amount, the balance and the deficit.',
      check: (history) =>
        firstOf([
          fits('what the client was told', [...lastTold(history).values()][0], {
            status: 'FAILED',
            error: { code: 'INSUFFICIENT_FUNDS', details: shortfall },
          }),
          oneWith(history, 'NotificationSent', { outcome: 'FAILED' }),
        ]),
    },
    {
      name: 'events-in-order',
      claim: 'The events come in the documented order.',
      check: (history) =>
        inOrder(history, [
          'PaymentInitiated',
          'SagaStarted',
          'PaymentValidated',
          'WalletBalanceChecked',
          'PaymentFailed',
        ]),
    },
  ],
};
