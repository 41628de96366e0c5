import { describe, expect, test } from 'vitest';
import type { DataOf, Draft } from '../platform/index.ts';
import { newCause, toMessage } from '../platform/messages.ts';
import { decide, topUp, type WalletInput } from './decide.ts';
import { evolve, unknownWallet, type Wallet, type WalletEvent } from './wallet.ts';

const WALLET = 'wallet-1';
const A = '00000000-0000-4000-8000-00000000000a';
const B = '00000000-0000-4000-8000-00000000000b';
const C = '00000000-0000-4000-8000-00000000000c';

const created: WalletEvent = {
  event_type: 'WalletCreated',
  data: { wallet_id: WALLET, user_id: 'user', currency: 'EUR' },
};

function walletWith(amount: number, ...inputs: readonly WalletInput[]): Wallet {
  const empty = evolve(unknownWallet(WALLET), created);
  const funded = evolve(empty, topUp(empty, amount, 'cash'));
  return inputs.reduce((wallet, input) => decide(wallet, input).events.reduce(evolve, wallet), funded);
}

function isInput(message: ReturnType<typeof toMessage>): message is WalletInput {
  return (
    message.aggregate_type === 'wallet' ||
    message.event_type === 'PaymentCompleted' ||
    message.event_type === 'RefundCompleted'
  );
}

function input(draft: Draft): WalletInput {
  const type =
    draft.event_type === 'RefundCompleted' ? 'refund' : draft.event_type === 'PaymentCompleted' ? 'payment' : 'wallet';
  const message = toMessage(draft, { type, id: WALLET, version: 0 }, newCause());
  if (!isInput(message)) throw new Error(`${draft.event_type} is no input of a wallet`);
  return message;
}

const order = (payment_id: string, amount: number, currency = 'EUR') => ({
  wallet_id: WALLET,
  payment_id,
  amount,
  currency,
});
const check = (payment: string, amount: number) =>
  input({ event_type: 'CheckWalletBalance', data: order(payment, amount) });
const deduct = (payment: string, amount: number, currency?: string) =>
  input({ event_type: 'DeductWalletBalance', data: order(payment, amount, currency) });
const refund = (payment_id: string) =>
  input({ event_type: 'RefundWalletBalance', data: { wallet_id: WALLET, payment_id, reason: 'declined' } });
const complete = (payment_id: string, amount: number) =>
  input({
    event_type: 'PaymentCompleted',
    data: { ...order(payment_id, amount), provider: 'stripe', provider_charge_id: 'ch' },
  });
const refundOf = (payment_id: string, amount: number, refund_id: string = C) =>
  input({
    event_type: 'RefundCompleted',
    data: { ...order(payment_id, amount), refund_id, provider: 'stripe', provider_refund_id: 're' },
  });
const lock = input({ event_type: 'LockWallet', data: { wallet_id: WALLET, reason: 'dispute' } });
const unlock = input({ event_type: 'UnlockWallet', data: { wallet_id: WALLET, reason: 'settled' } });

function failure(wallet: Wallet, command: WalletInput): DataOf<'WalletDeductionFailed'> | undefined {
  const [event] = decide(wallet, command).events;
  return event?.event_type === 'WalletDeductionFailed' ? event.data : undefined;
}

describe('a check', () => {
  test('of 1000 where 250 are available says that 750 are missing', () => {
    expect(decide(walletWith(250), check(A, 1_000)).events).toMatchObject([
      { data: { sufficient_funds: false, available_balance: 250, requested_amount: 1_000, deficit_amount: 750 } },
    ]);
  });

  test('of all that is there is sufficient', () => {
    const [event] = decide(walletWith(250), check(A, 250)).events;
    expect(event).toMatchObject({ data: { sufficient_funds: true, deficit_amount: 0 } });
    expect(event?.data).not.toHaveProperty('concurrent_payment_id');
  });
});

describe('a deduction', () => {
  test('moves the amount from available to locked', () => {
    expect(walletWith(1_000, deduct(A, 800))).toMatchObject({ available: 200, locked: 800, version: 3 });
  });

  test('that a hold is in the way of is concurrent, and names it', () => {
    expect(failure(walletWith(1_000, deduct(A, 800)), deduct(B, 600))).toMatchObject({
      error_code: 'INSUFFICIENT_FUNDS_CONCURRENT',
      available_balance: 200,
      deficit_amount: 400,
      concurrent_payment_id: A,
    });
  });

  test('names the newest of several holds', () => {
    const wallet = walletWith(1_000, deduct(B, 300), deduct(A, 300));
    expect(failure(wallet, deduct(C, 900))?.concurrent_payment_id).toBe(A);
  });

  test('that would fail without the holds too is just insufficient', () => {
    const found = failure(walletWith(1_000, deduct(A, 800)), deduct(B, 1_001));
    expect(found).toMatchObject({ error_code: 'INSUFFICIENT_FUNDS', deficit_amount: 801 });
    expect(found).not.toHaveProperty('concurrent_payment_id');
  });

  test('does not count holds that have ended', () => {
    const wallet = walletWith(1_000, deduct(A, 800), complete(A, 800));
    expect(failure(wallet, deduct(B, 600))?.error_code).toBe('INSUFFICIENT_FUNDS');
  });

  test('happens once per payment', () => {
    expect(decide(walletWith(1_000, deduct(A, 100)), deduct(A, 100))).toMatchObject({
      events: [],
      problem: { kind: 'hold-exists' },
    });
  });

  test.each([
    ['WALLET_NOT_FOUND', unknownWallet(WALLET), 'EUR'],
    ['WALLET_FROZEN', walletWith(1_000, lock), 'EUR'],
    ['CURRENCY_MISMATCH', walletWith(1_000), 'USD'],
  ])('is refused with %s', (code, wallet, currency) => {
    expect(failure(wallet, deduct(A, 1, currency))?.error_code).toBe(code);
  });

  test("from another user's wallet is refused like one from none", () => {
    const theirs = input({ event_type: 'DeductWalletBalance', data: { ...order(A, 1), user_id: 'somebody else' } });
    const ours = input({ event_type: 'DeductWalletBalance', data: { ...order(A, 1), user_id: 'user' } });
    expect(failure(walletWith(1_000), theirs)).toMatchObject({ error_code: 'WALLET_NOT_FOUND' });
    expect(failure(walletWith(1_000), theirs)).not.toHaveProperty('available_balance');
    expect(failure(walletWith(1_000), ours)).toBeUndefined();
  });

  test('works again once the wallet is thawed', () => {
    expect(walletWith(1_000, lock, unlock, deduct(A, 1_000))).toMatchObject({ available: 0, locked: 1_000 });
  });
});

describe('the end of a hold', () => {
  test('refunded, it is available again; settled, it is gone for good', () => {
    const wallet = walletWith(1_000, deduct(A, 300), deduct(B, 200), refund(A), complete(B, 200));
    expect(wallet).toMatchObject({ available: 800, locked: 0 });
  });

  test.each([
    ['refunded after it was settled', [complete(A, 300)], refund(A)],
    ['settled after it was refunded', [refund(A)], complete(A, 300)],
    ['refunded without ever having been', [], refund(B)],
  ])('is not %s', (_, before, again) => {
    const decision = decide(walletWith(1_000, deduct(A, 300), ...before), again);
    expect(decision).toMatchObject({ events: [], problem: { kind: 'hold-not-held' } });
  });

  test('by a refund that is repeated is nothing new', () => {
    expect(decide(walletWith(1_000, deduct(A, 300), refund(A)), refund(A))).toEqual({ events: [] });
  });

  test('comes to a frozen wallet too: what is under way is finished', () => {
    expect(walletWith(1_000, deduct(A, 300), lock, refund(A))).toMatchObject({ available: 1_000, locked: 0 });
  });
});

describe('a refund of a settled payment', () => {
  const settled = walletWith(1_000, deduct(A, 300), complete(A, 300));

  test('comes back as a credit, also in parts', () => {
    const wallet = walletWith(1_000, deduct(A, 300), complete(A, 300), refundOf(A, 100), refundOf(A, 200, B));
    expect(wallet).toMatchObject({ available: 1_000, locked: 0 });
    expect(decide(settled, refundOf(A, 100)).events).toMatchObject([
      { event_type: 'WalletCredited', data: { source: 'refund', reference: C, payment_id: A, available_after: 800 } },
    ]);
  });

  test.each([
    ['twice', [refundOf(A, 100)], refundOf(A, 100), 'refund-credited-already'],
    ['beyond what was taken', [refundOf(A, 250)], refundOf(A, 51, B), 'refund-too-large'],
    ['for a payment that took nothing', [], refundOf(B, 1), 'refund-too-large'],
  ])('is not credited %s', (_, before, again, kind) => {
    const wallet = before.reduce((one, each) => decide(one, each).events.reduce(evolve, one), settled);
    expect(decide(wallet, again)).toMatchObject({ events: [], problem: { kind } });
  });

  test('comes to a frozen wallet too', () => {
    expect(walletWith(300, deduct(A, 300), complete(A, 300), lock, refundOf(A, 300))).toMatchObject({ available: 300 });
  });
});

test('freezing a frozen wallet, or thawing an open one, is no event', () => {
  expect(decide(walletWith(1, lock), lock)).toEqual({ events: [] });
  expect(decide(walletWith(1), unlock)).toEqual({ events: [] });
});
