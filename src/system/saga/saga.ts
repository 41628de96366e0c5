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
  /** Whose payment it is; absent only in sagas of an older version. */
  readonly userId?: string;
  readonly merchantId: string;
  readonly amount: number;
  readonly currency: string;
  /** The card's token at the provider, for payments without a wallet. */
  readonly source?: string;
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
  /** Who approved the charge, once somebody did. */
  readonly approval?: Approval;
  /** How often the current step was looked after because its answer was overdue. */
  readonly attempts: number;
  /** True once it was told that the saga has been in its state for too long. */
  readonly stuck: boolean;
}

/** A charge that a provider has approved. */
export interface Approval {
  readonly provider: Provider;
  readonly chargeId: string;
}

/** Why a payment fails: what `MarkPaymentAsFailed` carries. */
export type Failure = Omit<DataOf<'MarkPaymentAsFailed'>, 'payment_id'>;

/** The messages that a saga publishes. */
export type SagaEvent = Draft<
  | 'SagaStarted'
  | 'SagaStepCompleted'
  | 'SagaStateChanged'
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
  | 'CancelWithGateway'
  | 'UpdateMetrics'
  | 'CancelPaymentConfirmation'
  | 'RefundWithGateway'
  | 'CompleteRefund'
  | 'MarkRefundAsFailed'
  | 'LockWallet'
>;

/** The payment as it was initiated: what a saga starts with. */
export interface NewPayment {
  readonly paymentId: string;
  readonly method: PaymentMethod;
  readonly walletId?: string;
  readonly userId?: string;
  readonly merchantId: string;
  readonly amount: number;
  readonly currency: string;
  readonly source?: string;
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
  | { readonly type: 'GATEWAY_CANCELLED' }
  | { readonly type: 'GATEWAY_TIMED_OUT'; readonly retried: boolean }
  | { readonly type: 'GATEWAY_FELL_BACK' }
  | { readonly type: 'GATEWAY_ACTION_REQUIRED' }
  | { readonly type: 'GATEWAY_VERIFICATION_REQUIRED'; readonly reason: string }
  | { readonly type: 'CANCEL'; readonly reason: string }
  | { readonly type: 'STEP_TIMED_OUT' }
  | { readonly type: 'SAGA_TIMED_OUT' };

export type Provider = DataOf<'ConfirmPayment'>['provider'];

/** All providers that a charge may be at. */
export const PROVIDERS = ['stripe', 'paypal', 'adyen'] as const satisfies readonly Provider[];

/** Durations by which a saga is bounded, in milliseconds. */
export interface SagaLimits {
  /** Of the whole saga; by default 5 minutes. */
  readonly deadlineMs: number;
  /** Of one step; by default 1 minute. */
  readonly stepDeadlineMs: number;
  /** From when on a saga in one and the same state counts as stuck; by default 5 minutes. */
  readonly stuckAfterMs: number;
  /** How often a step whose answer is overdue is looked after before a person is asked; by default 3. */
  readonly recoveryAttempts: number;
}

/** What is to be stored and sent, in this order and in one transaction. */
export interface Decision {
  readonly saga: Saga;
  readonly events: readonly SagaEvent[];
  readonly commands: readonly SagaCommand[];
}
