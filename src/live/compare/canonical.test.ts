import { describe, expect, it } from 'vitest';
import type { PaymentHistory, TopicRecord } from '../../simulation/payments/history.ts';
import { type Canonical, canonical, differences, endingsOf } from './canonical.ts';

const wallet = { userId: 'user-1', currency: 'EUR', topUp: 100 };

/** A run of two payments from one wallet, with these messages of the first. */
function history(records: readonly Partial<TopicRecord>[], id = 'a1'): PaymentHistory {
  const exchange = { attempt: 1, method: 'POST', path: '/', sentMs: 0 };
  const told = (body: unknown) => ({ status: 202, body, receivedMs: 1 });
  return {
    scenario: 'random',
    seed: 1,
    workload: { wallets: [wallet], requests: [0, 1].map(() => ({ kind: 'pay', atMs: 0, wallet: 0, amount: 5 })) },
    startsAtMs: 0,
    exchanges: [
      {
        ...exchange,
        purpose: 'open-wallet',
        request: -1,
        body: { user_id: 'user-1', currency: 'EUR' },
        answer: told({ wallet_id: `w-${id}` }),
      },
      { ...exchange, purpose: 'pay', request: 0, answer: told({ payment_id: `p-${id}` }) },
      { ...exchange, purpose: 'pay', request: 1, answer: told({ payment_id: `q-${id}` }) },
    ],
    records: records.map((one, offset) => ({
      topic: 'payment-events.v1',
      partition: 0,
      offset,
      key: `p-${id}`,
      text: '',
      value: {},
      headers: { event_id: `${offset}` },
      appendedMs: offset,
      producer: 'payment-1',
      ...one,
    })),
    balances: [
      { atMs: 1, process: 'wallet', walletId: `w-${id}`, available: 100, locked: 0 },
      { atMs: 2, process: 'wallet', walletId: `w-${id}`, available: 95, locked: 5 },
    ],
    paymentStates: [],
    sagaStates: [],
    database: {
      tables: {
        'payment.payment_status': [
          { payment_id: `p-${id}`, status: 'COMPLETED', error_code: null },
          { payment_id: `q-${id}`, status: 'FAILED', error_code: 'TIMEOUT' },
        ],
      },
    },
    ledgers: [
      {
        provider: 'stripe',
        charges: [
          { chargeId: 'c', paymentId: `p-${id}`, idempotencyKey: 'k', amount: 5, currency: 'EUR', state: 'confirmed' },
        ],
        refunds: [],
      },
    ],
    calls: [],
    faults: [],
    failures: [],
    end: { kind: 'quiescent', atMs: 5 },
  };
}

function message(type: string, data: Readonly<Record<string, unknown>> = {}): Partial<TopicRecord> {
  return { value: { event_type: type, data } };
}

const usual = [message('PaymentInitiated', { amount: 5, payment_id: 'x' }), message('PaymentCompleted')];

describe('the canonical form of a history', () => {
  it('tells messages per key and how everything ended, without ids and times', () => {
    expect(canonical(history(usual))).toEqual({
      'charges of payment 0': ['stripe confirmed 5'],
      'payment 0': ['COMPLETED'],
      'payment 0 on payment-events.v1': ['PaymentInitiated 5', 'PaymentCompleted'],
      'payment 1': ['FAILED TIMEOUT'],
      'wallet 0': ['95 free, 5 locked'],
    });
    expect(canonical(history(usual, 'b2'))).toEqual(canonical(history(usual)));
  });

  it('counts a message that was sent twice once, and leaves out copies for the audit', () => {
    const first = message('PaymentInitiated', { amount: 5 });
    const again = { ...first, headers: { event_id: '0' } };
    const copy = { ...first, topic: 'audit-events.v1' };
    expect(canonical(history([first, message('PaymentCompleted'), again, copy]))).toEqual(canonical(history(usual)));
  });

  it('tells what belongs to a part of the workload only, by its places in that part', () => {
    const part = canonical(history(usual), { requests: [1, 2], wallets: [1, 1] });
    expect(part).toEqual({ 'payment 0': ['FAILED TIMEOUT'] });
  });

  it('differs where the order of a key does, although everything ended alike', () => {
    const [one, other] = [canonical(history(usual)), canonical(history(usual.toReversed()))];
    expect(differences(one, other)).toEqual([
      'payment 0 on payment-events.v1: PaymentInitiated 5 · PaymentCompleted simulated, PaymentCompleted · PaymentInitiated 5 live',
    ]);
    expect(endingsOf(one)).toEqual(endingsOf(other));
  });

  it('differs where one side has nothing', () => {
    const none: Canonical = {};
    expect(differences({ 'wallet 0': ['5 free, 0 locked'] }, none)).toEqual([
      'wallet 0: 5 free, 0 locked simulated, nothing live',
    ]);
  });
});
