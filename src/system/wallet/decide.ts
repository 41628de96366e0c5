/**
 * What a wallet answers to each message. Pure: the same wallet and the same message give the same answer, and nothing is read
 * or written here.
 */
import type { DataOf, MessageOf } from '../platform/index.ts';
import type { Wallet, WalletEvent } from './wallet.ts';

/** A message whose answer concerns one wallet. */
export type WalletInput = MessageOf<
  | 'CheckWalletBalance'
  | 'DeductWalletBalance'
  | 'RefundWalletBalance'
  | 'LockWallet'
  | 'UnlockWallet'
  | 'PaymentCompleted'
  | 'RefundCompleted'
>;

/** Events that follow, or why nothing can: a problem is recorded for a person. */
export interface Decision {
  readonly events: readonly WalletEvent[];
  readonly problem?: { readonly kind: string; readonly reason: string };
}

type DeductionErrorCode = DataOf<'WalletDeductionFailed'>['error_code'];

/** The answer of `wallet` to `input`. */
export function decide(wallet: Wallet, input: WalletInput): Decision {
  switch (input.event_type) {
    case 'CheckWalletBalance':
      return check(wallet, input.data);
    case 'DeductWalletBalance':
      return deduct(wallet, input.data);
    case 'RefundWalletBalance':
      return release(wallet, input.data.payment_id, 'WalletRefunded');
    case 'PaymentCompleted':
      return release(wallet, input.data.payment_id, 'WalletSettled');
    case 'RefundCompleted':
      return creditRefund(wallet, input.data);
    case 'LockWallet':
      return freeze(wallet, input.data, true);
    case 'UnlockWallet':
      return freeze(wallet, input.data, false);
  }
}

/** Freezes a wallet, or thaws it; nothing when it is so already. */
export function setFrozen(wallet: Wallet, frozen: boolean, reason: string): readonly WalletEvent[] {
  const isFrozen = wallet.status === 'frozen';
  if (isFrozen === frozen) return [];
  return [{ event_type: frozen ? 'WalletLocked' : 'WalletUnlocked', data: { wallet_id: wallet.walletId, reason } }];
}

/** Money that was paid in from outside. `wallet` must be open or frozen, and of that currency. */
export function topUp(wallet: Wallet, amount: number, reference: string): WalletEvent {
  return credited(wallet, { amount, source: 'top_up', reference });
}

function check(wallet: Wallet, request: DataOf<'CheckWalletBalance'>): Decision {
  const obstacle = obstacleOf(wallet, request);
  if (obstacle !== undefined) return deductionFailed(wallet, request, obstacle);
  const { payment_id, amount, currency } = request;
  const concurrent = concurrentPayment(wallet, request);
  return {
    events: [
      {
        event_type: 'WalletBalanceChecked',
        data: {
          wallet_id: wallet.walletId,
          payment_id,
          requested_amount: amount,
          available_balance: wallet.available,
          sufficient_funds: wallet.available >= amount,
          deficit_amount: deficit(wallet, amount),
          currency,
          ...(concurrent === undefined ? {} : { concurrent_payment_id: concurrent }),
        },
      },
    ],
  };
}

function deduct(wallet: Wallet, request: DataOf<'DeductWalletBalance'>): Decision {
  const { payment_id, amount, currency } = request;
  const hold = wallet.holds.get(payment_id);
  if (hold !== undefined) {
    return problem('hold-exists', `Payment ${payment_id} was to be deducted again; its hold is ${hold.state}.`);
  }
  const obstacle = obstacleOf(wallet, request);
  if (obstacle !== undefined) return deductionFailed(wallet, request, obstacle);
  if (wallet.available < amount) return insufficient(wallet, request);
  return {
    events: [
      {
        event_type: 'WalletDeducted',
        data: {
          wallet_id: wallet.walletId,
          payment_id,
          amount,
          currency,
          available_after: wallet.available - amount,
          locked_after: wallet.locked + amount,
        },
      },
    ],
  };
}

/** What is wrong with a request apart from the funds. */
function obstacleOf(wallet: Wallet, request: DataOf<'CheckWalletBalance'>): DeductionErrorCode | undefined {
  if (wallet.status === 'unknown') return 'WALLET_NOT_FOUND';
  // Somebody else's wallet is answered like one that isn't there, so that nothing is learned of it.
  if (request.user_id !== undefined && request.user_id !== wallet.userId) return 'WALLET_NOT_FOUND';
  if (wallet.currency !== request.currency) return 'CURRENCY_MISMATCH';
  return wallet.status === 'frozen' ? 'WALLET_FROZEN' : undefined;
}

function insufficient(wallet: Wallet, request: DataOf<'DeductWalletBalance'>): Decision {
  const concurrent = concurrentPayment(wallet, request);
  const funds = { available_balance: wallet.available, deficit_amount: deficit(wallet, request.amount) };
  return concurrent === undefined
    ? deductionFailed(wallet, request, 'INSUFFICIENT_FUNDS', funds)
    : deductionFailed(wallet, request, 'INSUFFICIENT_FUNDS_CONCURRENT', {
        ...funds,
        concurrent_payment_id: concurrent,
      });
}

function deductionFailed(
  wallet: Wallet,
  { payment_id, amount, currency }: DataOf<'DeductWalletBalance'>,
  error_code: DeductionErrorCode,
  funds: Pick<DataOf<'WalletDeductionFailed'>, 'available_balance' | 'deficit_amount' | 'concurrent_payment_id'> = {},
): Decision {
  return {
    events: [
      {
        event_type: 'WalletDeductionFailed',
        data: { wallet_id: wallet.walletId, payment_id, error_code, requested_amount: amount, currency, ...funds },
      },
    ],
  };
}

/** How much is missing; 0 when nothing is. */
function deficit(wallet: Wallet, amount: number): number {
  return Math.max(0, amount - wallet.available);
}

/**
 * When funds are missing that the unsettled holds of other payments would have covered: the payment with the newest of these holds.
 */
function concurrentPayment(wallet: Wallet, request: DataOf<'CheckWalletBalance'>): string | undefined {
  const missing = deficit(wallet, request.amount);
  if (missing === 0) return undefined;
  const others = [...wallet.holds].filter(([id, hold]) => id !== request.payment_id && hold.state === 'held');
  const covered = others.reduce((sum, [, hold]) => sum + hold.amount, 0);
  if (covered < missing) return undefined;
  return others.reduce((newest, other) => (other[1].version > newest[1].version ? other : newest))[0];
}

/**
 * Ends the hold of a payment, by giving the money back or by letting it go for good; at most once. The saga repeats a compensation whose
 * answer is overdue, so a refund of what is refunded is nothing to worry about.
 */
function release(wallet: Wallet, paymentId: string, event_type: 'WalletRefunded' | 'WalletSettled'): Decision {
  const hold = wallet.holds.get(paymentId);
  if (event_type === 'WalletRefunded' && hold?.state === 'refunded') return { events: [] };
  if (hold?.state !== 'held') {
    const found = hold === undefined ? 'it has no hold' : `its hold is ${hold.state} already`;
    return problem('hold-not-held', `${event_type} was due for payment ${paymentId}, but ${found}.`);
  }
  const { amount } = hold;
  return {
    events: [
      {
        event_type,
        data: {
          wallet_id: wallet.walletId,
          payment_id: paymentId,
          amount,
          currency: wallet.currency,
          available_after: wallet.available + (event_type === 'WalletRefunded' ? amount : 0),
          locked_after: wallet.locked - amount,
        },
      },
    ],
  };
}

/** Gives back what was settled: each refund once, and all of a payment's never more than its hold took. */
function creditRefund(wallet: Wallet, refund: DataOf<'RefundCompleted'>): Decision {
  const { refund_id, payment_id, amount, currency } = refund;
  if (wallet.status === 'unknown' || wallet.currency !== currency) {
    return problem(
      'refund-not-creditable',
      `Refund ${refund_id} of ${amount} ${currency} does not fit wallet ${wallet.walletId}.`,
    );
  }
  if (wallet.refunds.has(refund_id)) {
    return problem('refund-credited-already', `Refund ${refund_id} was credited before; it came again.`);
  }
  const taken = wallet.holds.get(payment_id)?.amount ?? 0;
  const returned = [...wallet.refunds.values()].reduce(
    (sum, earlier) => (earlier.paymentId === payment_id ? sum + earlier.amount : sum),
    0,
  );
  if (returned + amount > taken) {
    return problem(
      'refund-too-large',
      `Refund ${refund_id} of ${amount} would bring the refunds of payment ${payment_id} to ${returned + amount}, but it took ${taken}.`,
    );
  }
  return { events: [credited(wallet, { amount, source: 'refund', reference: refund_id, payment_id })] };
}

type Credit = Pick<DataOf<'WalletCredited'>, 'amount' | 'source' | 'reference' | 'payment_id'>;

function credited(wallet: Wallet, credit: Credit): WalletEvent {
  return {
    event_type: 'WalletCredited',
    data: {
      wallet_id: wallet.walletId,
      currency: wallet.currency,
      available_after: wallet.available + credit.amount,
      locked_after: wallet.locked,
      ...credit,
    },
  };
}

/** Freezes or thaws; a wallet that is so already stays as it is. */
function freeze(wallet: Wallet, { reason }: DataOf<'LockWallet'>, frozen: boolean): Decision {
  if (wallet.status === 'unknown') {
    return problem('wallet-not-found', `Wallet ${wallet.walletId} was to be frozen or thawed, but does not exist.`);
  }
  return { events: setFrozen(wallet, frozen, reason) };
}

function problem(kind: string, reason: string): Decision {
  return { events: [], problem: { kind, reason } };
}
