/**
 * A wallet as decisions see it, and how its events change it. Pure. Amounts are integers in minor units.
 */
import type { DataOf, Draft, Message, MessageOf } from '../platform/index.ts';

/** What one payment has locked. `version` is the wallet's at which it was made: the higher, the newer. */
export interface Hold {
  readonly amount: number;
  readonly state: 'held' | 'settled' | 'refunded';
  readonly version: number;
}

/** A refund that was credited; `paymentId` is the payment that it refunds. */
export interface RefundCredit {
  readonly paymentId: string;
  readonly amount: number;
}

/** Balance = available + locked, and locked = the sum of the holds that are still held. */
export interface Wallet {
  readonly walletId: string;
  /** `unknown` until it is created. */
  readonly status: 'unknown' | 'open' | 'frozen';
  readonly userId: string;
  readonly currency: string;
  readonly available: number;
  readonly locked: number;
  /** Number of its events. */
  readonly version: number;
  /** By payment: all that are held, and those of payments that a decision is about. */
  readonly holds: ReadonlyMap<string, Hold>;
  /** By refund: those of payments that a decision is about. */
  readonly refunds: ReadonlyMap<string, RefundCredit>;
}

const WALLET_EVENT_TYPES = [
  'WalletCreated',
  'WalletCredited',
  'WalletBalanceChecked',
  'WalletDeducted',
  'WalletDeductionFailed',
  'WalletRefunded',
  'WalletSettled',
  'WalletLocked',
  'WalletUnlocked',
] as const;

/** The types of a wallet's events. */
export type WalletEventType = (typeof WALLET_EVENT_TYPES)[number];

export type WalletEvent = Draft<WalletEventType>;

const wanted: ReadonlySet<string> = new Set(WALLET_EVENT_TYPES);

/** True for the events of wallets. */
export function isWalletEvent(message: Message): message is MessageOf<WalletEventType> {
  return wanted.has(message.event_type);
}

/** A wallet before its first event. */
export function unknownWallet(walletId: string): Wallet {
  return {
    walletId,
    status: 'unknown',
    userId: '',
    currency: '',
    available: 0,
    locked: 0,
    version: 0,
    holds: new Map(),
    refunds: new Map(),
  };
}

/** The wallet after one of its events. Every event counts one version. */
export function evolve(before: Wallet, event: WalletEvent): Wallet {
  const wallet = { ...before, version: before.version + 1 };
  switch (event.event_type) {
    case 'WalletCreated':
      return { ...wallet, status: 'open', userId: event.data.user_id, currency: event.data.currency };
    case 'WalletCredited':
      return credited(wallet, event.data);
    case 'WalletDeducted':
      return held(wallet, event.data);
    case 'WalletRefunded':
      return { ...ended(wallet, event.data, 'refunded'), available: wallet.available + event.data.amount };
    case 'WalletSettled':
      return ended(wallet, event.data, 'settled');
    case 'WalletLocked':
      return { ...wallet, status: 'frozen' };
    case 'WalletUnlocked':
      return { ...wallet, status: 'open' };
    case 'WalletBalanceChecked':
    case 'WalletDeductionFailed':
      return wallet;
  }
}

function credited(wallet: Wallet, { source, reference, payment_id, amount }: DataOf<'WalletCredited'>): Wallet {
  const credited = { ...wallet, available: wallet.available + amount };
  if (source !== 'refund' || payment_id === undefined) return credited;
  return { ...credited, refunds: new Map(wallet.refunds).set(reference, { paymentId: payment_id, amount }) };
}

function held(wallet: Wallet, { payment_id, amount }: DataOf<'WalletDeducted'>): Wallet {
  return {
    ...wallet,
    available: wallet.available - amount,
    locked: wallet.locked + amount,
    holds: new Map(wallet.holds).set(payment_id, { amount, state: 'held', version: wallet.version }),
  };
}

function ended(wallet: Wallet, { payment_id, amount }: DataOf<'WalletSettled'>, state: 'settled' | 'refunded'): Wallet {
  const hold = wallet.holds.get(payment_id);
  const version = hold?.version ?? wallet.version;
  return {
    ...wallet,
    locked: wallet.locked - amount,
    holds: new Map(wallet.holds).set(payment_id, { amount, state, version }),
  };
}
