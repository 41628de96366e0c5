/**
 * A made-up run for the tests of the reports: two payments compete for one wallet, a wallet process crashes, the
 * provider answers late, and one balance is wrong. It has a little of everything that a page must be able to show.
 */
import type {
  BalanceObservation,
  HttpExchange,
  PaymentHistory,
  ProviderCall,
  StateObservation,
  TopicRecord,
} from '../../payments/history.ts';
import type { Workload } from '../../payments/workload.ts';

export const ids = {
  wallet: '11111111-0000-4000-8000-000000000001',
  first: '22222222-0000-4000-8000-000000000001',
  second: '22222222-0000-4000-8000-000000000002',
} as const;

const workload: Workload = {
  wallets: [{ userId: 'user-1', currency: 'EUR', topUp: 100_000 }],
  requests: [
    { kind: 'pay', atMs: 0, wallet: 0, amount: 80_000 },
    { kind: 'pay', atMs: 1, wallet: 0, amount: 60_000 },
  ],
};

const records: TopicRecord[] = [];
const inbox: Record<string, Record<string, string>[]> = {};

/** Appends a message and notes who took it. */
function say(atMs: number, producer: string, topic: string, type: string, data: object, ...takenBy: string[]): void {
  const eventId = `33333333-0000-4000-8000-${String(records.length).padStart(12, '0')}`;
  const value = { event_id: eventId, event_type: type, data };
  records.push({
    topic: `${topic}.v1`,
    partition: 0,
    offset: records.length,
    key: ids.wallet,
    text: JSON.stringify(value),
    value,
    headers: { event_type: type, event_id: eventId },
    appendedMs: atMs,
    producer,
  });
  for (const service of takenBy) {
    const rows = inbox[`${service}.processed_events`] ?? [];
    rows.push({ service_name: service, event_id: eventId });
    inbox[`${service}.processed_events`] = rows;
  }
}

function begin(at: number, payment: string, amount: number): void {
  const of = { payment_id: payment };
  const sum = { amount, currency: 'EUR', wallet_id: ids.wallet };
  say(at, 'payment-1', 'payment-events', 'PaymentInitiated', { ...of, ...sum }, 'saga');
  say(at + 4, 'saga-1', 'payment-commands', 'ValidatePayment', of, 'payment');
  say(at + 5, 'saga-1', 'saga-events', 'SagaStarted', of);
  say(at + 9, 'payment-1', 'payment-events', 'PaymentValidated', of, 'saga');
  say(at + 13, 'saga-1', 'wallet-commands', 'CheckWalletBalance', { ...of, ...sum }, 'wallet');
}

begin(12, ids.first, 80_000);
begin(14, ids.second, 60_000);
const first = { payment_id: ids.first, currency: 'EUR', wallet_id: ids.wallet };
const second = { payment_id: ids.second, currency: 'EUR', wallet_id: ids.wallet };
const enough = { sufficient_funds: true };
say(31, 'wallet-1', 'wallet-events', 'WalletBalanceChecked', { ...first, requested_amount: 80_000, ...enough }, 'saga');
say(
  33,
  'wallet-2',
  'wallet-events',
  'WalletBalanceChecked',
  { ...second, requested_amount: 60_000, ...enough },
  'saga',
);
say(36, 'saga-1', 'wallet-commands', 'DeductWalletBalance', { ...first, amount: 80_000 }, 'wallet');
say(37, 'saga-1', 'wallet-commands', 'DeductWalletBalance', { ...second, amount: 60_000 }, 'wallet');
say(52, 'wallet-1', 'wallet-events', 'WalletDeducted', { ...first, amount: 80_000 }, 'saga');
say(56, 'saga-1', 'gateway-commands', 'ProcessWithGateway', { ...first, amount: 80_000 }, 'gateway');
say(60, 'saga-1', 'payment-commands', 'RecordPaymentProgress', { ...first, states: ['WALLET_DEDUCTED'] }, 'payment');
say(560, 'wallet-2', 'wallet-events', 'WalletDeducted', { ...second, amount: 60_000 }, 'saga');
say(30_110, 'gateway-1', 'gateway-events', 'GatewayResponseReceived', { ...first, outcome: 'approved' }, 'saga');
say(30_115, 'saga-1', 'payment-commands', 'ConfirmPayment', first, 'payment');
say(30_120, 'payment-1', 'payment-events', 'PaymentCompleted', { ...first, amount: 80_000 }, 'wallet', 'saga');
say(30_130, 'payment-1', 'payment-events.dlq', 'DeadLetter', { reason: 'SCHEMA_INVALID' });

const balance = (atMs: number, process: string, available: number, locked: number): BalanceObservation => ({
  atMs,
  process,
  walletId: ids.wallet,
  available,
  locked,
});
export const wrongBalance: BalanceObservation = balance(552, 'wallet-2', -40_000, 140_000);

const state = (atMs: number, id: string, to: string, from?: string): StateObservation => ({
  atMs,
  process: 'payment-1',
  id,
  to,
  ...(from === undefined ? {} : { from }),
});

const pay = (request: number, sentMs: number, amount: number, id: string): HttpExchange => ({
  purpose: 'pay',
  request,
  attempt: 1,
  method: 'POST',
  path: '/api/v1/payments',
  idempotencyKey: `pay-${request}`,
  body: { wallet_id: ids.wallet, amount, currency: 'EUR' },
  sentMs,
  answer: { status: 202, body: { payment_id: id, status: 'INITIATED' }, receivedMs: sentMs + 4 },
});

const exchanges: readonly HttpExchange[] = [
  {
    purpose: 'open-wallet',
    request: -1,
    attempt: 1,
    method: 'POST',
    path: '/api/v1/wallets',
    body: { user_id: 'user-1', currency: 'EUR' },
    sentMs: 1,
    answer: { status: 201, body: { wallet_id: ids.wallet, user_id: 'user-1', currency: 'EUR' }, receivedMs: 4 },
  },
  pay(0, 10, 80_000, ids.first),
  pay(1, 11, 60_000, ids.second),
  {
    purpose: 'poll',
    request: 0,
    attempt: 7,
    method: 'GET',
    path: `/api/v1/payments/${ids.first}?wait=30`,
    sentMs: 30_100,
    answer: { status: 200, body: { payment_id: ids.first, status: 'COMPLETED' }, receivedMs: 30_125 },
  },
  {
    purpose: 'poll',
    request: 1,
    attempt: 1,
    method: 'GET',
    path: `/api/v1/payments/${ids.second}?wait=30`,
    sentMs: 545,
    error: 'ECONNRESET',
  },
];

const calls: readonly ProviderCall[] = [
  { provider: 'stripe', operation: 'create', paymentId: ids.first, arrivedMs: 60, answeredMs: 70, status: 201 },
  { provider: 'stripe', operation: 'confirm', paymentId: ids.first, arrivedMs: 74, behaviour: 'timeout-lands' },
  {
    provider: 'stripe',
    operation: 'retrieve',
    paymentId: ids.first,
    arrivedMs: 30_080,
    answeredMs: 30_095,
    status: 200,
  },
];

/** The sample run; it violates what a balance must never do. */
export const sampleHistory: PaymentHistory = {
  scenario: 'concurrent-payments',
  seed: 17,
  workload,
  startsAtMs: Date.UTC(2026, 0, 1),
  exchanges,
  records,
  balances: [balance(8, 'wallet-1', 100_000, 0), balance(45, 'wallet-1', 20_000, 80_000), wrongBalance],
  paymentStates: [
    state(12, ids.first, 'INITIATED'),
    state(14, ids.second, 'INITIATED'),
    state(18, ids.first, 'VALIDATED', 'INITIATED'),
    state(20, ids.second, 'VALIDATED', 'INITIATED'),
    state(64, ids.first, 'WALLET_DEDUCTED', 'VALIDATED'),
    state(66, ids.first, 'GATEWAY_PROCESSING', 'WALLET_DEDUCTED'),
    state(30_118, ids.first, 'COMPLETED', 'GATEWAY_PROCESSING'),
  ],
  sagaStates: [],
  database: { tables: inbox },
  ledgers: [
    {
      provider: 'stripe',
      charges: [
        {
          chargeId: 'ch_1',
          paymentId: ids.first,
          idempotencyKey: 'k1',
          amount: 80_000,
          currency: 'EUR',
          state: 'confirmed',
          confirmedMs: 74,
        },
      ],
      refunds: [],
    },
  ],
  calls,
  faults: [
    {
      atMs: 48,
      fault: {
        verb: 'crash',
        process: 'wallet-2',
        when: { point: 'postgres.commit.done', process: 'wallet-2', nth: 2 },
        restartAfterMs: 500,
      },
      hit: 'wallet-2',
    },
    {
      atMs: 74,
      fault: { verb: 'provider', provider: 'stripe', operation: 'confirm', nth: 1, behaviour: 'timeout-lands' },
      hit: ids.first,
    },
  ],
  failures: [],
  end: { kind: 'limit', atMs: 600_000, healedMs: 31_000, pending: ['payment 22222222 is VALIDATED'] },
};
