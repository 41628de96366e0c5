import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { foldAll, history, throughSnapshot } from '../platform/event-store/testing/stored.ts';
import { type Draft, type Message, newCause } from '../platform/index.ts';
import { toMessage } from '../platform/messages.ts';
import { decide, topUp, type WalletInput } from './decide.ts';
import { walletProjection } from './projection.ts';
import { evolve, unknownWallet, type Wallet, type WalletEvent } from './wallet.ts';

const WALLET = '11111111-1111-4111-8111-111111111111';
const payment = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;

const move = fc.record({
  kind: fc.constantFrom('topUp', 'deduct', 'refund', 'complete', 'lock', 'unlock', 'check'),
  payment: fc.integer({ min: 0, max: 9 }),
  amount: fc.integer({ min: 1, max: 1_000 }),
});
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never;

const CREATED: WalletEvent = {
  event_type: 'WalletCreated',
  data: { wallet_id: WALLET, user_id: 'user', currency: 'EUR' },
};

function draftOf({ kind, payment: n, amount }: Move): Draft {
  const order = { wallet_id: WALLET, payment_id: payment(n), amount, currency: 'EUR' };
  switch (kind) {
    case 'deduct':
      return { event_type: 'DeductWalletBalance', data: order };
    case 'refund':
      return { event_type: 'RefundWalletBalance', data: { wallet_id: WALLET, payment_id: payment(n), reason: 'no' } };
    case 'complete':
      return { event_type: 'PaymentCompleted', data: { ...order, provider: 'stripe', provider_charge_id: 'ch' } };
    case 'lock':
      return { event_type: 'LockWallet', data: { wallet_id: WALLET, reason: 'dispute' } };
    case 'unlock':
      return { event_type: 'UnlockWallet', data: { wallet_id: WALLET, reason: 'over' } };
    default:
      return { event_type: 'CheckWalletBalance', data: order };
  }
}

function isInput(message: Message): message is WalletInput {
  return message.event_type !== 'WalletCredited';
}

/** The wallet that the service would have, and its events. */
function play(moves: readonly Move[]): { readonly wallet: Wallet; readonly events: readonly WalletEvent[] } {
  let wallet = evolve(unknownWallet(WALLET), CREATED);
  const events: WalletEvent[] = [CREATED];
  for (const one of moves) {
    const draft = draftOf(one);
    const type = draft.event_type === 'PaymentCompleted' ? 'payment' : 'wallet';
    const id = type === 'payment' ? payment(one.payment) : WALLET;
    const input = toMessage(draft, { type, id, version: type === 'payment' ? 3 : 0 }, newCause());
    const more =
      one.kind === 'topUp'
        ? [topUp(wallet, one.amount, payment(9))]
        : isInput(input)
          ? decide(wallet, input).events
          : [];
    events.push(...more);
    wallet = more.reduce(evolve, wallet);
  }
  return { wallet, events };
}

const moves = fc.array(move, { maxLength: 80, size: 'max' });

describe('wallet_balances', () => {
  test.prop([moves, fc.nat(100)])('from a snapshot and the tail is what all events give', (list, cut) => {
    const events = history('wallet', WALLET, play(list).events);
    const all = foldAll(walletProjection, WALLET, events);
    const early = foldAll(walletProjection, WALLET, events.slice(0, 1 + (cut % events.length)));
    const resumed = foldAll(walletProjection, WALLET, events, throughSnapshot(walletProjection, WALLET, early));
    expect(resumed).toEqual(all);
  });

  test.prop([moves])('equals the wallet that the service has', (list) => {
    const { wallet, events } = play(list);
    const { state, version, occurredAt } = foldAll(walletProjection, WALLET, history('wallet', WALLET, events));
    const { userId, currency, available, locked } = wallet;
    const row = {
      wallet_id: WALLET,
      user_id: userId,
      currency,
      available,
      locked,
      frozen: wallet.status === 'frozen',
      version: wallet.version,
    };
    const aggregate = { id: WALLET, version, state, occurredAt };
    expect(walletProjection.differences(aggregate, row)).toEqual([]);
    expect(walletProjection.differences(aggregate, { ...row, available: available + 1 })).toMatchObject([
      { field: 'available', expected: String(available), actual: String(available + 1) },
    ]);
    const open = [...wallet.holds].filter(([, hold]) => hold.state === 'held').map(([id]) => id);
    expect([...state.holds.keys()].toSorted()).toEqual(open.toSorted());
  });

  example('a snapshot of another form is left aside', () => {
    expect(walletProjection.decode(WALLET, { status: 'open' })).toBeUndefined();
    expect(walletProjection.decode(WALLET, {})).toBeUndefined();
  });

  example('a hole in the events is noticed', () => {
    const events = history('wallet', WALLET, play([{ kind: 'topUp', payment: 1, amount: 5 }]).events);
    expect(() => foldAll(walletProjection, WALLET, events.slice(1))).toThrow('lacks its event 1');
  });
});
