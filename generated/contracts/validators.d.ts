// Generated from specs by npm run generate; do not edit.
// Validators of all messages; the functions are in validators.js.

import type { PaymentInitiated, PaymentValidated, PaymentCompleted, PaymentFailed, PaymentCancelled, ConcurrentPaymentDetected, PaymentStateInconsistency, RefundRequested, RefundCompleted, RefundFailed, NotificationSent, NotificationFailed, WalletCreated, WalletCredited, WalletBalanceChecked, WalletDeducted, WalletDeductionFailed, WalletRefunded, WalletSettled, WalletLocked, WalletUnlocked, GatewayRequestSent, GatewayResponseReceived, GatewayTimeoutOccurred, GatewayFallbackTriggered, GatewayFailed, GatewayChargeCancelled, GatewayVerificationRequired, GatewayRefunded, GatewayRefundFailed, GatewayActionRequired, GatewayChargeVoided, GatewayDisputeOpened, CircuitBreakerOpened, CircuitBreakerHalfOpened, CircuitBreakerClosed, SagaStarted, SagaStepCompleted, SagaStateChanged, SagaCompleted, SagaFailed, CompensationStarted, CompensationCompleted, SagaRecoveryRequired, SagaStuckDetected, MetricRecorded, AlertTriggered, InconsistencyDetected, SystemRecoveryStarted, SystemRecoveryCompleted, TopicSplitMarked, ValidatePayment, RecordPaymentProgress, ConfirmPayment, MarkPaymentAsFailed, MarkPaymentAsCancelled, NotifyUser, CancelPaymentConfirmation, CompleteRefund, MarkRefundAsFailed, CheckWalletBalance, DeductWalletBalance, RefundWalletBalance, LockWallet, UnlockWallet, ProcessWithGateway, CancelWithGateway, RefundWithGateway, CancelPaymentSaga, UpdateMetrics, PaymentInitiatedV0, DeadLetter, Message } from './types.ts';

/** `strict` for what we send: nothing beyond the specification. `tolerant` for what we receive: unknown fields are let pass. */
export type Mode = 'strict' | 'tolerant';

/** The message with its type, or everything that is wrong with it, e.g. `data.amount must be integer`. */
export type Parsed<T> =
  | { readonly ok: true; readonly message: T }
  | { readonly ok: false; readonly errors: readonly string[] };

/** Checks a parsed JSON value against the schema of its event_type. The value itself is returned, not a copy. */
export declare function parseMessage(value: unknown, mode: Mode): Parsed<Message>;

/** What keeps a message from being sent; empty when it is valid. */
export declare function validateStrict(value: unknown): readonly string[];

/** Checks a parsed JSON value against the schema of dead letters. */
export declare function parseDeadLetter(value: unknown, mode: Mode): Parsed<DeadLetter>;

/** True for a dead letter without anything beyond the specification. The other predicates are strict likewise. */
export declare function isDeadLetter(value: unknown): value is DeadLetter;
export declare function isPaymentInitiated(value: unknown): value is PaymentInitiated;
export declare function isPaymentValidated(value: unknown): value is PaymentValidated;
export declare function isPaymentCompleted(value: unknown): value is PaymentCompleted;
export declare function isPaymentFailed(value: unknown): value is PaymentFailed;
export declare function isPaymentCancelled(value: unknown): value is PaymentCancelled;
export declare function isConcurrentPaymentDetected(value: unknown): value is ConcurrentPaymentDetected;
export declare function isPaymentStateInconsistency(value: unknown): value is PaymentStateInconsistency;
export declare function isRefundRequested(value: unknown): value is RefundRequested;
export declare function isRefundCompleted(value: unknown): value is RefundCompleted;
export declare function isRefundFailed(value: unknown): value is RefundFailed;
export declare function isNotificationSent(value: unknown): value is NotificationSent;
export declare function isNotificationFailed(value: unknown): value is NotificationFailed;
export declare function isWalletCreated(value: unknown): value is WalletCreated;
export declare function isWalletCredited(value: unknown): value is WalletCredited;
export declare function isWalletBalanceChecked(value: unknown): value is WalletBalanceChecked;
export declare function isWalletDeducted(value: unknown): value is WalletDeducted;
export declare function isWalletDeductionFailed(value: unknown): value is WalletDeductionFailed;
export declare function isWalletRefunded(value: unknown): value is WalletRefunded;
export declare function isWalletSettled(value: unknown): value is WalletSettled;
export declare function isWalletLocked(value: unknown): value is WalletLocked;
export declare function isWalletUnlocked(value: unknown): value is WalletUnlocked;
export declare function isGatewayRequestSent(value: unknown): value is GatewayRequestSent;
export declare function isGatewayResponseReceived(value: unknown): value is GatewayResponseReceived;
export declare function isGatewayTimeoutOccurred(value: unknown): value is GatewayTimeoutOccurred;
export declare function isGatewayFallbackTriggered(value: unknown): value is GatewayFallbackTriggered;
export declare function isGatewayFailed(value: unknown): value is GatewayFailed;
export declare function isGatewayChargeCancelled(value: unknown): value is GatewayChargeCancelled;
export declare function isGatewayVerificationRequired(value: unknown): value is GatewayVerificationRequired;
export declare function isGatewayRefunded(value: unknown): value is GatewayRefunded;
export declare function isGatewayRefundFailed(value: unknown): value is GatewayRefundFailed;
export declare function isGatewayActionRequired(value: unknown): value is GatewayActionRequired;
export declare function isGatewayChargeVoided(value: unknown): value is GatewayChargeVoided;
export declare function isGatewayDisputeOpened(value: unknown): value is GatewayDisputeOpened;
export declare function isCircuitBreakerOpened(value: unknown): value is CircuitBreakerOpened;
export declare function isCircuitBreakerHalfOpened(value: unknown): value is CircuitBreakerHalfOpened;
export declare function isCircuitBreakerClosed(value: unknown): value is CircuitBreakerClosed;
export declare function isSagaStarted(value: unknown): value is SagaStarted;
export declare function isSagaStepCompleted(value: unknown): value is SagaStepCompleted;
export declare function isSagaStateChanged(value: unknown): value is SagaStateChanged;
export declare function isSagaCompleted(value: unknown): value is SagaCompleted;
export declare function isSagaFailed(value: unknown): value is SagaFailed;
export declare function isCompensationStarted(value: unknown): value is CompensationStarted;
export declare function isCompensationCompleted(value: unknown): value is CompensationCompleted;
export declare function isSagaRecoveryRequired(value: unknown): value is SagaRecoveryRequired;
export declare function isSagaStuckDetected(value: unknown): value is SagaStuckDetected;
export declare function isMetricRecorded(value: unknown): value is MetricRecorded;
export declare function isAlertTriggered(value: unknown): value is AlertTriggered;
export declare function isInconsistencyDetected(value: unknown): value is InconsistencyDetected;
export declare function isSystemRecoveryStarted(value: unknown): value is SystemRecoveryStarted;
export declare function isSystemRecoveryCompleted(value: unknown): value is SystemRecoveryCompleted;
export declare function isTopicSplitMarked(value: unknown): value is TopicSplitMarked;
export declare function isValidatePayment(value: unknown): value is ValidatePayment;
export declare function isRecordPaymentProgress(value: unknown): value is RecordPaymentProgress;
export declare function isConfirmPayment(value: unknown): value is ConfirmPayment;
export declare function isMarkPaymentAsFailed(value: unknown): value is MarkPaymentAsFailed;
export declare function isMarkPaymentAsCancelled(value: unknown): value is MarkPaymentAsCancelled;
export declare function isNotifyUser(value: unknown): value is NotifyUser;
export declare function isCancelPaymentConfirmation(value: unknown): value is CancelPaymentConfirmation;
export declare function isCompleteRefund(value: unknown): value is CompleteRefund;
export declare function isMarkRefundAsFailed(value: unknown): value is MarkRefundAsFailed;
export declare function isCheckWalletBalance(value: unknown): value is CheckWalletBalance;
export declare function isDeductWalletBalance(value: unknown): value is DeductWalletBalance;
export declare function isRefundWalletBalance(value: unknown): value is RefundWalletBalance;
export declare function isLockWallet(value: unknown): value is LockWallet;
export declare function isUnlockWallet(value: unknown): value is UnlockWallet;
export declare function isProcessWithGateway(value: unknown): value is ProcessWithGateway;
export declare function isCancelWithGateway(value: unknown): value is CancelWithGateway;
export declare function isRefundWithGateway(value: unknown): value is RefundWithGateway;
export declare function isCancelPaymentSaga(value: unknown): value is CancelPaymentSaga;
export declare function isUpdateMetrics(value: unknown): value is UpdateMetrics;
export declare function isPaymentInitiatedV0(value: unknown): value is PaymentInitiatedV0;
