/** A payment as decisions see it. Amounts are integers in minor units. */
import type { DataOf, Draft } from '../platform/index.ts';
import type { PaymentState } from './machine.ts';

/** What a payment was asked to do; never changes. */
export interface PaymentOrder {
  readonly paymentId: string;
  readonly userId: string;
  readonly merchantId: string;
  /** Absent for payments that don't go through a wallet. */
  readonly walletId?: string;
  readonly amount: number;
  readonly currency: string;
  readonly method: 'wallet' | 'external';
  /** The card's token at the provider, for payments that don't go through a wallet. */
  readonly source?: string;
  readonly description?: string;
}

/** Why a payment ended without success, as its owner is told. */
export interface PaymentError {
  readonly code: string;
  readonly message: string;
  /** Such as `requested_amount`, `available_balance`, `deficit_amount`. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface Payment {
  readonly order: PaymentOrder;
  readonly status: PaymentState;
  /** Number of its events. Progress between validation and the end has no events, so `status` says more. */
  readonly version: number;
  readonly error?: PaymentError;
  /** Who was paid, once it was confirmed. */
  readonly charge?: Charge;
  /** True once its owner was, or is about to be, told how it ended. */
  readonly notified: boolean;
}

/** A charge that a provider has approved. */
export interface Charge {
  readonly provider: Provider;
  readonly chargeId: string;
}

export type Provider = DataOf<'ConfirmPayment'>['provider'];

/** All providers that may have been paid. */
export const PROVIDERS = ['stripe', 'paypal', 'adyen'] as const satisfies readonly Provider[];

export type PaymentOutcome = DataOf<'NotifyUser'>['outcome'];

export type PaymentEvent = Draft<
  | 'PaymentInitiated'
  | 'PaymentValidated'
  | 'PaymentCompleted'
  | 'PaymentFailed'
  | 'PaymentCancelled'
  | 'ConcurrentPaymentDetected'
  | 'PaymentStateInconsistency'
>;

/** The event with which a payment begins. */
export function initiated(order: PaymentOrder): PaymentEvent {
  const { paymentId, userId, merchantId, walletId, amount, currency, method, source, description } = order;
  return {
    event_type: 'PaymentInitiated',
    data: {
      payment_id: paymentId,
      ...(walletId === undefined ? {} : { wallet_id: walletId }),
      user_id: userId,
      merchant_id: merchantId,
      amount,
      currency,
      method,
      ...(source === undefined ? {} : { source }),
      ...(description === undefined ? {} : { description }),
    },
  };
}

/** How a payment that has ended is called towards its owner; undefined while it is open. */
export function outcomeOf(status: PaymentState): PaymentOutcome | undefined {
  return status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED' ? status : undefined;
}
