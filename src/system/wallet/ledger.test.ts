import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { type Draft, type Message, newCause } from '../platform/index.ts';
import { toMessage } from '../platform/messages.ts';
import { decide, topUp, type WalletInput } from './decide.ts';
import { entriesOf } from './ledger.ts';
import { evolve, unknownWallet, type Wallet, type WalletEvent } from './wallet.ts';

const WALLET = 'wallet-1';
const payment = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;

type Move =
  | { readonly kind: 'topUp' | 'deduct'; readonly payment: number; readonly amount: number }
  | {
      readonly kind: 'refund' | 'complete' | 'giveBack' | 'lock' | 'unlock' | 'check';
      readonly payment: number;
      readonly amount: number;
    };

const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.constantFrom('topUp', 'deduct', 'refund', 'complete', 'giveBack', 'lock', 'unlock', 'check'),
  payment: fc.integer({ min: 0, max: 5 }),
  amount: fc.integer({ min: 1, max: 1_000 }),
});

/** Long enough for a payment to be deducted, ended, and ended again. */
const moves = fc.array(move, { maxLength: 60, size: 'max' });

function draftOf({ kind, payment: n, amount }: Move): Draft {
  const order = { wallet_id: WALLET, payment_id: payment(n), amount, currency: 'EUR' };
  switch (kind) {
    case 'deduct':
      return { event_type: 'DeductWalletBalance', data: order };
    case 'refund':
      return {
        event_type: 'RefundWalletBalance',
        data: { wallet_id: WALLET, payment_id: payment(n), reason: 'declined' },
      };
    case 'complete':
      return { event_type: 'PaymentCompleted', data: { ...order, provider: 'stripe', provider_charge_id: 'ch' } };
    case 'giveBack': {
      const data = { ...order, refund_id: payment(9 - n), provider: 'stripe' as const, provider_refund_id: 're' };
      return { event_type: 'RefundCompleted', data };
    }
    case 'lock':
      return { event_type: 'LockWallet', data: { wallet_id: WALLET, reason: 'dispute' } };
    case 'unlock':
      return { event_type: 'UnlockWallet', data: { wallet_id: WALLET, reason: 'over' } };
    default:
      return { event_type: 'CheckWalletBalance', data: order };
  }
}

const ADDRESSEES: ReadonlyMap<string, Message['aggregate_type']> = new Map([
  ['PaymentCompleted', 'payment'],
  ['RefundCompleted', 'refund'],
]);

function isInput(message: Message): message is WalletInput {
  return message.event_type !== 'WalletCredited';
}

function eventsOf(wallet: Wallet, one: Move): readonly WalletEvent[] {
  if (one.kind === 'topUp') return [topUp(wallet, one.amount, 'cash')];
  const draft = draftOf(one);
  const input = toMessage(
    draft,
    { type: ADDRESSEES.get(draft.event_type) ?? 'wallet', id: WALLET, version: 0 },
    newCause(),
  );
  return isInput(input) ? decide(wallet, input).events : [];
}

/** A wallet after some moves, with all that was booked on the way. */
function play(moves: readonly Move[]) {
  const opened: WalletEvent = {
    event_type: 'WalletCreated',
    data: { wallet_id: WALLET, user_id: 'user', currency: 'EUR' },
  };
  let wallet = evolve(unknownWallet(WALLET), opened);
  const seen: Wallet[] = [];
  const messages: Message[] = [];
  for (const one of moves) {
    for (const event of eventsOf(wallet, one)) {
      wallet = evolve(wallet, event);
      messages.push(toMessage(event, { type: 'wallet', id: WALLET, version: wallet.version }, newCause()));
      seen.push(wallet);
    }
  }
  return { wallet, seen, entries: messages.map(entriesOf), messages };
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

test.prop([moves])('every movement, and so the books as a whole, adds up to zero', (played) => {
  for (const entries of play(played).entries) expect(sum(entries.map(({ amount }) => amount))).toBe(0);
});

test.prop([moves])('the accounts of a wallet are what the wallet has', (played) => {
  const { wallet, entries } = play(played);
  const account = (name: string) => sum(entries.flat().flatMap((one) => (one.account === name ? [one.amount] : [])));
  expect({ available: account('available'), locked: account('in_flight') }).toEqual({
    available: wallet.available,
    locked: wallet.locked,
  });
});

test.prop([moves])('nothing is ever negative, and what is locked is what is held', (played) => {
  for (const { available, locked, holds } of play(played).seen) {
    expect(available).toBeGreaterThanOrEqual(0);
    const held = [...holds.values()].flatMap((hold) => (hold.state === 'held' ? [hold.amount] : []));
    expect(locked).toBe(sum(held));
  }
});

test.prop([moves])('events tell the balance after them as it then is', (played) => {
  const { seen, messages } = play(played);
  messages.forEach(({ data }, index) => {
    if (!('available_after' in data)) return;
    expect(data).toMatchObject({ available_after: seen[index]?.available, locked_after: seen[index]?.locked });
  });
});

test.prop([moves])('a payment is deducted at most once, and its hold ends at most once', (played) => {
  const count = new Map<string, number>();
  for (const { event_type, data } of play(played).messages) {
    if (!('payment_id' in data) || !['WalletDeducted', 'WalletRefunded', 'WalletSettled'].includes(event_type))
      continue;
    const what = `${data.payment_id} ${event_type === 'WalletDeducted' ? 'deducted' : 'ended'}`;
    count.set(what, (count.get(what) ?? 0) + 1);
  }
  for (const times of count.values()) expect(times).toBe(1);
});

test.prop([moves])('what comes back of a payment is never more than it took', (played) => {
  const { messages } = play(played);
  for (const n of [0, 1, 2, 3, 4, 5]) {
    const of = (type: string) =>
      sum(
        messages.flatMap(({ event_type, data }) =>
          event_type === type && 'amount' in data && 'payment_id' in data && data.payment_id === payment(n)
            ? [data.amount]
            : [],
        ),
      );
    expect(of('WalletCredited')).toBeLessThanOrEqual(of('WalletDeducted'));
  }
});
