/**
 * The words of the saga service: what a saga knows, what it may be told, and what it may decide. Only types and
 * their few constants; the rules are in `decide.ts`.
 */
import type { DataOf, Draft } from '../platform/messages.ts';
import type { PaymentMethod, SagaState } from './machine.ts';

/** One saga, as `saga.active_sagas` holds it. Instants are ISO 8601 in UTC, amounts minor units. */
export interface Saga {
  readonly sagaId: string;
  readonly paymentId: string;
  readonly method: PaymentMethod;
  /** Present exactly when the method is `wallet`. */
  readonly walletId?: string;
  readonly merchantId: string;
  readonly amount: number;
  readonly currency: string;
  readonly state: SagaState;
  /** When it came into its state. */
  readonly stateSince: string;
  /** Until when the step in progress should be answered; absent where no clock may end the step. */
  readonly stepDeadlineAt?: string;
  /** Until when the whole saga should end; absent once it has passed. */
  readonly deadlineAt?: string;
  /** Why the payment is going to fail, once that is decided. */
  readonly failure?: Failure;
  /** Why the payment is going to be cancelled, once somebody asked for it. */
  readonly cancelReason?: string;
  /** True once `CompensationStarted` was published: `CompensationCompleted` is then owed. */
  readonly compensating: boolean;
}

/** Why a payment fails: what `MarkPaymentAsFailed` carries. */
export type Failure = Omit<DataOf<'MarkPaymentAsFailed'>, 'payment_id'>;

/** The messages that a saga publishes. */
export type SagaEvent = Draft<
  | 'SagaStarted'
  | 'SagaStepCompleted'
  | 'SagaCompleted'
  | 'SagaFailed'
  | 'CompensationStarted'
  | 'CompensationCompleted'
  | 'SagaRecoveryRequired'
  | 'SagaStuckDetected'
>;

/** The commands by which a saga moves the other services. */
export type SagaCommand = Draft<
  | 'ValidatePayment'
  | 'RecordPaymentProgress'
  | 'ConfirmPayment'
  | 'MarkPaymentAsFailed'
  | 'MarkPaymentAsCancelled'
  | 'NotifyUser'
  | 'CheckWalletBalance'
  | 'DeductWalletBalance'
  | 'RefundWalletBalance'
  | 'ProcessWithGateway'
>;

/** The payment as it was initiated: what a saga starts with. */
export interface NewPayment {
  readonly paymentId: string;
  readonly method: PaymentMethod;
  readonly walletId?: string;
  readonly merchantId: string;
  readonly amount: number;
  readonly currency: string;
}

/** What a running saga may be told, by a message or by a deadline. */
export type SagaInput =
  | { readonly type: 'PAYMENT_VALIDATED' }
  | { readonly type: 'PAYMENT_COMPLETED' }
  | { readonly type: 'PAYMENT_FAILED'; readonly failure: Failure }
  | { readonly type: 'PAYMENT_CANCELLED' }
  /** Without `shortfall` the funds are sufficient. */
  | { readonly type: 'BALANCE_CHECKED'; readonly shortfall?: Failure }
  | { readonly type: 'WALLET_DEDUCTED' }
  | { readonly type: 'WALLET_DEDUCTION_FAILED'; readonly failure: Failure }
  | { readonly type: 'WALLET_REFUNDED' }
  | { readonly type: 'GATEWAY_APPROVED'; readonly provider: Provider; readonly chargeId: string }
  | { readonly type: 'GATEWAY_REFUSED'; readonly failure: Failure }
  | { readonly type: 'GATEWAY_TIMED_OUT'; readonly retried: boolean }
  | { readonly type: 'GATEWAY_FELL_BACK' }
  | { readonly type: 'GATEWAY_VERIFICATION_REQUIRED'; readonly reason: string }
  | { readonly type: 'CANCEL'; readonly reason: string }
  | { readonly type: 'STEP_TIMED_OUT' }
  | { readonly type: 'SAGA_TIMED_OUT' };

export type Provider = DataOf<'ConfirmPayment'>['provider'];

/** Durations by which a saga is bounded, in milliseconds. */
export interface SagaLimits {
  /** Of the whole saga; by default 5 minutes. */
  readonly deadlineMs: number;
  /** Of one step; by default 1 minute. */
  readonly stepDeadlineMs: number;
}

/** What is to be stored and sent, in this order and in one transaction. */
export interface Decision {
  readonly saga: Saga;
  readonly events: readonly SagaEvent[];
  readonly commands: readonly SagaCommand[];
}
