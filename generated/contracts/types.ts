// Generated from specs/ by `npm run generate`; do not edit.
// Types of all messages: a union that is discriminated by event_type.

/** Every event. */
export type EventMessage =
  | PaymentInitiated
  | PaymentValidated
  | PaymentCompleted
  | PaymentFailed
  | PaymentCancelled
  | ConcurrentPaymentDetected
  | PaymentStateInconsistency
  | RefundRequested
  | RefundCompleted
  | RefundFailed
  | NotificationSent
  | NotificationFailed
  | WalletCreated
  | WalletCredited
  | WalletBalanceChecked
  | WalletDeducted
  | WalletDeductionFailed
  | WalletRefunded
  | WalletSettled
  | WalletLocked
  | WalletUnlocked
  | GatewayRequestSent
  | GatewayResponseReceived
  | GatewayTimeoutOccurred
  | GatewayFallbackTriggered
  | GatewayFailed
  | GatewayVerificationRequired
  | GatewayRefunded
  | GatewayRefundFailed
  | CircuitBreakerOpened
  | CircuitBreakerHalfOpened
  | CircuitBreakerClosed
  | SagaStarted
  | SagaStepCompleted
  | SagaCompleted
  | SagaFailed
  | CompensationStarted
  | CompensationCompleted
  | SagaRecoveryRequired
  | SagaStuckDetected
  | MetricRecorded
  | AlertTriggered
  | InconsistencyDetected
  | SystemRecoveryStarted
  | SystemRecoveryCompleted;

/** Every command. */
export type CommandMessage =
  | ValidatePayment
  | RecordPaymentProgress
  | ConfirmPayment
  | MarkPaymentAsFailed
  | MarkPaymentAsCancelled
  | NotifyUser
  | CancelPaymentConfirmation
  | CompleteRefund
  | MarkRefundAsFailed
  | CheckWalletBalance
  | DeductWalletBalance
  | RefundWalletBalance
  | LockWallet
  | UnlockWallet
  | ProcessWithGateway
  | RefundWithGateway
  | CancelPaymentSaga
  | UpdateMetrics;

/** Every message that travels in the envelope. */
export type Message = EventMessage | CommandMessage;

/** Name of an event or a command. */
export type MessageType = Message['event_type'];
export type EventType = EventMessage['event_type'];
export type CommandType = CommandMessage['event_type'];

/** The message of a name, e.g. `MessageOf<'PaymentInitiated'>`; of several names their union. */
export type MessageOf<T extends MessageType> = Extract<Message, { event_type: T }>;

/** The data of the message of a name. */
export type DataOf<T extends MessageType> = MessageOf<T>['data'];

/** What all messages have in common. */
export type Envelope = Omit<Message, 'data'> & { data: object };

export /**
 * Kind of the aggregate whose history the message belongs to.
 */
type AggregateType = "payment" | "wallet" | "gateway" | "saga" | "refund" | "notification" | "breaker" | "service";

export interface AlertTriggered {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'AlertTriggered';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'service';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': AlertTriggeredData;
}

export interface AlertTriggeredData {
  /**
   * One of the deployable services.
   */
  'service': ServiceName;
  /**
   * A sentence or a name for people to read.
   */
  'alert': string;
  /**
   * How urgent an alert is.
   */
  'severity': Severity;
  /**
   * Name of a metric as Prometheus sees it.
   */
  'metric'?: string;
  'value'?: number;
  'threshold'?: number;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface CancelPaymentConfirmation {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'CancelPaymentConfirmation';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'payment';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': CancelPaymentConfirmationData;
}

export interface CancelPaymentConfirmationData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface CancelPaymentSaga {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'CancelPaymentSaga';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'saga';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': CancelPaymentSagaData;
}

export interface CancelPaymentSagaData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface CheckWalletBalance {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'CheckWalletBalance';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'wallet';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': CheckWalletBalanceData;
}

export interface CheckWalletBalanceData {
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Money that moves or is missing, in minor units.
   */
  'amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
}

export interface CircuitBreakerClosed {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'CircuitBreakerClosed';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'breaker';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': CircuitBreakerClosedData;
}

export interface CircuitBreakerClosedData {
  /**
   * Payment provider; fallback goes in this order.
   */
  'provider': Provider;
  /**
   * A sentence or a name for people to read.
   */
  'reason'?: string;
}

export interface CircuitBreakerHalfOpened {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'CircuitBreakerHalfOpened';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'breaker';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': CircuitBreakerHalfOpenedData;
}

export interface CircuitBreakerHalfOpenedData {
  /**
   * Payment provider; fallback goes in this order.
   */
  'provider': Provider;
  /**
   * A sentence or a name for people to read.
   */
  'reason'?: string;
}

export interface CircuitBreakerOpened {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'CircuitBreakerOpened';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'breaker';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': CircuitBreakerOpenedData;
}

export interface CircuitBreakerOpenedData {
  /**
   * Payment provider; fallback goes in this order.
   */
  'provider': Provider;
  /**
   * How many.
   */
  'failure_count'?: number;
  /**
   * A share, from 0 to 1.
   */
  'failure_rate'?: number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'open_until'?: string;
  /**
   * A sentence or a name for people to read.
   */
  'reason'?: string;
}

export interface CompensationCompleted {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'CompensationCompleted';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'saga';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': CompensationCompletedData;
}

export interface CompensationCompletedData {
  /**
   * Identity of the saga of one payment.
   */
  'saga_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
}

export interface CompensationStarted {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'CompensationStarted';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'saga';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': CompensationStartedData;
}

export interface CompensationStartedData {
  /**
   * Identity of the saga of one payment.
   */
  'saga_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Machine-readable cause, e.g. INSUFFICIENT_FUNDS, GATEWAY_DECLINED, GATEWAY_EXHAUSTED, VALIDATION_FAILED, TIMEOUT.
   */
  'error_code': string;
  'steps': readonly CompensationStep[];
}

export /**
 * A step of compensation, named after its command.
 */
type CompensationStep = "CancelPaymentConfirmation" | "RefundWalletBalance" | "MarkPaymentAsFailed" | "MarkPaymentAsCancelled" | "NotifyUser" | "UpdateMetrics";

export interface CompleteRefund {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'CompleteRefund';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'refund';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': CompleteRefundData;
}

export interface CompleteRefundData {
  /**
   * Identity of a refund; idempotency key at the provider.
   */
  'refund_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Payment provider; fallback goes in this order.
   */
  'provider': Provider;
  /**
   * The refund as the provider names it.
   */
  'provider_refund_id': string;
}

export interface ConcurrentPaymentDetected {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'ConcurrentPaymentDetected';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'payment';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': ConcurrentPaymentDetectedData;
}

export interface ConcurrentPaymentDetectedData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id': string;
  'concurrent_payments': readonly string[];
  /**
   * A sentence or a name for people to read.
   */
  'resolution_strategy': string;
}

export interface ConfirmPayment {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'ConfirmPayment';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'payment';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': ConfirmPaymentData;
}

export interface ConfirmPaymentData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Payment provider; fallback goes in this order.
   */
  'provider': Provider;
  /**
   * The charge as the provider names it.
   */
  'provider_charge_id': string;
}

export /**
 * Where the money came from.
 */
type CreditSource = "top_up" | "refund";

export interface DeadLetter {
  /**
   * Topic that the message was consumed from.
   */
  'topic': string;
  'partition': number;
  /**
   * 64-bit offset as decimal text.
   */
  'offset': string;
  /**
   * Key of the message; absent if it had none.
   */
  'key'?: string;
  /**
   * Kafka headers of the message as text.
   */
  'headers': Record<string, string>;
  /**
   * The bytes of the message; they may be no JSON at all.
   */
  'value_base64': string;
  /**
   * One of the deployable services.
   */
  'consumer': ServiceName;
  /**
   * In one sentence why it was given up.
   */
  'reason': string;
  /**
   * The findings in detail: validation errors, or the error of each attempt.
   */
  'errors': readonly string[];
  /**
   * Number of the attempt, from 1.
   */
  'attempts': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'first_failed_at': string;
  /**
   * RFC 3339 instant, in UTC.
   */
  'last_failed_at': string;
}

export interface DeductWalletBalance {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'DeductWalletBalance';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'wallet';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': DeductWalletBalanceData;
}

export interface DeductWalletBalanceData {
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Money that moves or is missing, in minor units.
   */
  'amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
}

export /**
 * Why nothing was deducted. INSUFFICIENT_FUNDS_CONCURRENT means that unsettled holds of other payments would have covered the deficit; the newest of them is named in concurrent_payment_id.
 */
type DeductionErrorCode = "INSUFFICIENT_FUNDS" | "INSUFFICIENT_FUNDS_CONCURRENT" | "WALLET_FROZEN" | "WALLET_NOT_FOUND" | "CURRENCY_MISMATCH";

export interface GatewayFailed {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'GatewayFailed';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'gateway';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': GatewayFailedData;
}

export interface GatewayFailedData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Payment provider; fallback goes in this order.
   */
  'provider': Provider;
  /**
   * Machine-readable cause, e.g. INSUFFICIENT_FUNDS, GATEWAY_DECLINED, GATEWAY_EXHAUSTED, VALIDATION_FAILED, TIMEOUT.
   */
  'error_code': string;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface GatewayFallbackTriggered {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'GatewayFallbackTriggered';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'gateway';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': GatewayFallbackTriggeredData;
}

export interface GatewayFallbackTriggeredData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Payment provider; fallback goes in this order.
   */
  'primary_provider': Provider;
  /**
   * Payment provider; fallback goes in this order.
   */
  'fallback_provider': Provider;
  /**
   * A sentence or a name for people to read.
   */
  'primary_failure_reason': string;
}

export /**
 * What a provider was asked. Money moves on confirm and refund only.
 */
type GatewayOperation = "create" | "confirm" | "retrieve" | "cancel" | "refund";

export /**
 * A provider's definite answer.
 */
type GatewayOutcome = "approved" | "declined";

export interface GatewayRefundFailed {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'GatewayRefundFailed';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'gateway';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': GatewayRefundFailedData;
}

export interface GatewayRefundFailedData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Identity of a refund; idempotency key at the provider.
   */
  'refund_id': string;
  /**
   * Payment provider; fallback goes in this order.
   */
  'provider': Provider;
  /**
   * Money that moves or is missing, in minor units.
   */
  'amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
  /**
   * Machine-readable cause, e.g. INSUFFICIENT_FUNDS, GATEWAY_DECLINED, GATEWAY_EXHAUSTED, VALIDATION_FAILED, TIMEOUT.
   */
  'error_code': string;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface GatewayRefunded {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'GatewayRefunded';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'gateway';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': GatewayRefundedData;
}

export interface GatewayRefundedData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Identity of a refund; idempotency key at the provider.
   */
  'refund_id': string;
  /**
   * Payment provider; fallback goes in this order.
   */
  'provider': Provider;
  /**
   * Money that moves or is missing, in minor units.
   */
  'amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
  /**
   * The refund as the provider names it.
   */
  'provider_refund_id': string;
}

export interface GatewayRequestSent {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'GatewayRequestSent';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'gateway';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': GatewayRequestSentData;
}

export interface GatewayRequestSentData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Payment provider; fallback goes in this order.
   */
  'provider': Provider;
  /**
   * What a provider was asked. Money moves on confirm and refund only.
   */
  'operation': GatewayOperation;
  /**
   * Number of the attempt, from 1.
   */
  'attempt': number;
  /**
   * Money that moves or is missing, in minor units.
   */
  'amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
}

export interface GatewayResponseReceived {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'GatewayResponseReceived';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'gateway';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': GatewayResponseReceivedData;
}

export interface GatewayResponseReceivedData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Payment provider; fallback goes in this order.
   */
  'provider': Provider;
  /**
   * Number of the attempt, from 1.
   */
  'attempt': number;
  /**
   * A provider's definite answer.
   */
  'outcome': GatewayOutcome;
  /**
   * The charge as the provider names it.
   */
  'provider_charge_id': string;
  /**
   * A sentence or a name for people to read.
   */
  'decline_code'?: string;
  /**
   * Money that moves or is missing, in minor units.
   */
  'amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
}

export interface GatewayTimeoutOccurred {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'GatewayTimeoutOccurred';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'gateway';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': GatewayTimeoutOccurredData;
}

export interface GatewayTimeoutOccurredData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Payment provider; fallback goes in this order.
   */
  'provider': Provider;
  /**
   * Number of the attempt, from 1.
   */
  'attempt_number': number;
  /**
   * A duration in seconds.
   */
  'next_retry_in_seconds'?: number;
  /**
   * How many.
   */
  'circuit_breaker_failures': number;
}

export interface GatewayVerificationRequired {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'GatewayVerificationRequired';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'gateway';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': GatewayVerificationRequiredData;
}

export interface GatewayVerificationRequiredData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Payment provider; fallback goes in this order.
   */
  'provider': Provider;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface InconsistencyDetected {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'InconsistencyDetected';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'service';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': InconsistencyDetectedData;
}

export interface InconsistencyDetectedData {
  /**
   * One of the deployable services.
   */
  'service': ServiceName;
  /**
   * Kind of the aggregate whose history the message belongs to.
   */
  'subject_type': AggregateType;
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'subject_id': string;
  /**
   * A sentence or a name for people to read.
   */
  'field'?: string;
  /**
   * A sentence or a name for people to read.
   */
  'expected'?: string;
  /**
   * A sentence or a name for people to read.
   */
  'actual'?: string;
  'corrected': boolean;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface LockWallet {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'LockWallet';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'wallet';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': LockWalletData;
}

export interface LockWalletData {
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id': string;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface MarkPaymentAsCancelled {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'MarkPaymentAsCancelled';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'payment';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': MarkPaymentAsCancelledData;
}

export interface MarkPaymentAsCancelledData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface MarkPaymentAsFailed {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'MarkPaymentAsFailed';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'payment';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': MarkPaymentAsFailedData;
}

export interface MarkPaymentAsFailedData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Machine-readable cause, e.g. INSUFFICIENT_FUNDS, GATEWAY_DECLINED, GATEWAY_EXHAUSTED, VALIDATION_FAILED, TIMEOUT.
   */
  'error_code': string;
  /**
   * Step of the payment at which it failed, e.g. WALLET_VALIDATION, GATEWAY_PROCESSING.
   */
  'failure_stage': string;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
  /**
   * Money that moves or is missing, in minor units.
   */
  'requested_amount'?: number;
  /**
   * Money that is there, in minor units.
   */
  'available_balance'?: number;
  /**
   * Money that moves or is missing, in minor units.
   */
  'deficit_amount'?: number;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'concurrent_payment_id'?: string;
}

export interface MarkRefundAsFailed {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'MarkRefundAsFailed';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'refund';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': MarkRefundAsFailedData;
}

export interface MarkRefundAsFailedData {
  /**
   * Identity of a refund; idempotency key at the provider.
   */
  'refund_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Machine-readable cause, e.g. INSUFFICIENT_FUNDS, GATEWAY_DECLINED, GATEWAY_EXHAUSTED, VALIDATION_FAILED, TIMEOUT.
   */
  'error_code': string;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface MetricRecorded {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'MetricRecorded';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'service';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': MetricRecordedData;
}

export interface MetricRecordedData {
  /**
   * One of the deployable services.
   */
  'service': ServiceName;
  /**
   * Name of a metric as Prometheus sees it.
   */
  'metric': string;
  'value': number;
  /**
   * A sentence or a name for people to read.
   */
  'unit'?: string;
  'labels'?: Record<string, string>;
}

export /**
 * A notification stored for the user to read, or a signed call of the merchant's URL.
 */
type NotificationChannel = "in_app" | "webhook";

export interface NotificationFailed {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'NotificationFailed';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'notification';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': NotificationFailedData;
}

export interface NotificationFailedData {
  /**
   * Identity of a notification; the receiver can recognise a repetition by it.
   */
  'notification_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * A notification stored for the user to read, or a signed call of the merchant's URL.
   */
  'channel': NotificationChannel;
  /**
   * How a payment ended.
   */
  'outcome': PaymentOutcome;
  /**
   * Number of the attempt, from 1.
   */
  'attempt': number;
  /**
   * A sentence or a name for people to read.
   */
  'reason'?: string;
}

export interface NotificationSent {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'NotificationSent';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'notification';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': NotificationSentData;
}

export interface NotificationSentData {
  /**
   * Identity of a notification; the receiver can recognise a repetition by it.
   */
  'notification_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * A notification stored for the user to read, or a signed call of the merchant's URL.
   */
  'channel': NotificationChannel;
  /**
   * How a payment ended.
   */
  'outcome': PaymentOutcome;
  /**
   * Number of the attempt, from 1.
   */
  'attempt': number;
}

export interface NotifyUser {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'NotifyUser';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'payment';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': NotifyUserData;
}

export interface NotifyUserData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * How a payment ended.
   */
  'outcome': PaymentOutcome;
}

export interface PaymentCancelled {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'PaymentCancelled';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'payment';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': PaymentCancelledData;
}

export interface PaymentCancelledData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id'?: string;
  /**
   * Money that moves or is missing, in minor units.
   */
  'amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface PaymentCompleted {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'PaymentCompleted';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'payment';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': PaymentCompletedData;
}

export interface PaymentCompletedData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id'?: string;
  /**
   * Money that moves or is missing, in minor units.
   */
  'amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
  /**
   * Payment provider; fallback goes in this order.
   */
  'provider': Provider;
  /**
   * The charge as the provider names it.
   */
  'provider_charge_id': string;
}

export interface PaymentFailed {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'PaymentFailed';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'payment';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': PaymentFailedData;
}

export interface PaymentFailedData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id'?: string;
  /**
   * Money that moves or is missing, in minor units.
   */
  'amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
  /**
   * Machine-readable cause, e.g. INSUFFICIENT_FUNDS, GATEWAY_DECLINED, GATEWAY_EXHAUSTED, VALIDATION_FAILED, TIMEOUT.
   */
  'error_code': string;
  /**
   * Step of the payment at which it failed, e.g. WALLET_VALIDATION, GATEWAY_PROCESSING.
   */
  'failure_stage': string;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
  /**
   * Money that moves or is missing, in minor units.
   */
  'requested_amount'?: number;
  /**
   * Money that is there, in minor units.
   */
  'available_balance'?: number;
  /**
   * Money that moves or is missing, in minor units.
   */
  'deficit_amount'?: number;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'concurrent_payment_id'?: string;
}

export interface PaymentInitiated {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'PaymentInitiated';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'payment';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': PaymentInitiatedData;
}

export interface PaymentInitiatedData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id'?: string;
  /**
   * The user as the API's caller names him.
   */
  'user_id': string;
  /**
   * The merchant as the API's caller names him.
   */
  'merchant_id': string;
  /**
   * Money that moves or is missing, in minor units.
   */
  'amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
  /**
   * From the wallet, or by a card at the provider without a wallet step.
   */
  'method': PaymentMethod;
  /**
   * A sentence or a name for people to read.
   */
  'description'?: string;
}

export /**
 * From the wallet, or by a card at the provider without a wallet step.
 */
type PaymentMethod = "wallet" | "external";

export /**
 * How a payment ended.
 */
type PaymentOutcome = "COMPLETED" | "FAILED" | "CANCELLED";

export interface PaymentStateInconsistency {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'PaymentStateInconsistency';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'payment';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': PaymentStateInconsistencyData;
}

export interface PaymentStateInconsistencyData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * A sentence or a name for people to read.
   */
  'state': string;
  /**
   * A sentence or a name for people to read.
   */
  'unexpected': string;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface PaymentValidated {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'PaymentValidated';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'payment';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': PaymentValidatedData;
}

export interface PaymentValidatedData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
}

export interface ProcessWithGateway {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'ProcessWithGateway';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'gateway';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': ProcessWithGatewayData;
}

export interface ProcessWithGatewayData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Money that moves or is missing, in minor units.
   */
  'amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
  /**
   * The merchant as the API's caller names him.
   */
  'merchant_id': string;
  /**
   * From the wallet, or by a card at the provider without a wallet step.
   */
  'method': PaymentMethod;
}

export /**
 * A state of a payment between validation and its end.
 */
type ProgressState = "WALLET_CHECKED" | "WALLET_DEDUCTED" | "GATEWAY_PROCESSING" | "GATEWAY_RETRYING" | "GATEWAY_FALLBACK" | "PENDING_REVIEW";

export /**
 * Payment provider; fallback goes in this order.
 */
type Provider = "stripe" | "paypal" | "adyen";

export interface RecordPaymentProgress {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'RecordPaymentProgress';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'payment';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': RecordPaymentProgressData;
}

export interface RecordPaymentProgressData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  'states': readonly ProgressState[];
}

export /**
 * What is done about an unfinished saga.
 */
type RecoveryAction = "continue" | "compensate" | "verify" | "alert";

export interface RefundCompleted {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'RefundCompleted';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'refund';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': RefundCompletedData;
}

export interface RefundCompletedData {
  /**
   * Identity of a refund; idempotency key at the provider.
   */
  'refund_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id'?: string;
  /**
   * Money that moves or is missing, in minor units.
   */
  'amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
  /**
   * Payment provider; fallback goes in this order.
   */
  'provider': Provider;
  /**
   * The refund as the provider names it.
   */
  'provider_refund_id': string;
}

export interface RefundFailed {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'RefundFailed';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'refund';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': RefundFailedData;
}

export interface RefundFailedData {
  /**
   * Identity of a refund; idempotency key at the provider.
   */
  'refund_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id'?: string;
  /**
   * Money that moves or is missing, in minor units.
   */
  'amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
  /**
   * Machine-readable cause, e.g. INSUFFICIENT_FUNDS, GATEWAY_DECLINED, GATEWAY_EXHAUSTED, VALIDATION_FAILED, TIMEOUT.
   */
  'error_code': string;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface RefundRequested {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'RefundRequested';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'refund';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': RefundRequestedData;
}

export interface RefundRequestedData {
  /**
   * Identity of a refund; idempotency key at the provider.
   */
  'refund_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id'?: string;
  /**
   * Money that moves or is missing, in minor units.
   */
  'amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface RefundWalletBalance {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'RefundWalletBalance';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'wallet';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': RefundWalletBalanceData;
}

export interface RefundWalletBalanceData {
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface RefundWithGateway {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'RefundWithGateway';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'gateway';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': RefundWithGatewayData;
}

export interface RefundWithGatewayData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Identity of a refund; idempotency key at the provider.
   */
  'refund_id': string;
  /**
   * Money that moves or is missing, in minor units.
   */
  'amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface SagaCompleted {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'SagaCompleted';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'saga';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': SagaCompletedData;
}

export interface SagaCompletedData {
  /**
   * Identity of the saga of one payment.
   */
  'saga_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
}

export interface SagaFailed {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'SagaFailed';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'saga';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': SagaFailedData;
}

export interface SagaFailedData {
  /**
   * Identity of the saga of one payment.
   */
  'saga_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Machine-readable cause, e.g. INSUFFICIENT_FUNDS, GATEWAY_DECLINED, GATEWAY_EXHAUSTED, VALIDATION_FAILED, TIMEOUT.
   */
  'error_code': string;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface SagaRecoveryRequired {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'SagaRecoveryRequired';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'saga';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': SagaRecoveryRequiredData;
}

export interface SagaRecoveryRequiredData {
  /**
   * Identity of the saga of one payment.
   */
  'saga_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * What is done about an unfinished saga.
   */
  'action'?: RecoveryAction;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface SagaStarted {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'SagaStarted';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'saga';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': SagaStartedData;
}

export interface SagaStartedData {
  /**
   * Identity of the saga of one payment.
   */
  'saga_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * RFC 3339 instant, in UTC.
   */
  'deadline_at': string;
}

export /**
 * A step of the saga, named after its command.
 */
type SagaStep = "ValidatePayment" | "CheckWalletBalance" | "DeductWalletBalance" | "ProcessWithGateway" | "ConfirmPayment";

export interface SagaStepCompleted {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'SagaStepCompleted';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'saga';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': SagaStepCompletedData;
}

export interface SagaStepCompletedData {
  /**
   * Identity of the saga of one payment.
   */
  'saga_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * A step of the saga, named after its command.
   */
  'step': SagaStep;
}

export interface SagaStuckDetected {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'SagaStuckDetected';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'saga';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': SagaStuckDetectedData;
}

export interface SagaStuckDetectedData {
  /**
   * Identity of the saga of one payment.
   */
  'saga_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * A sentence or a name for people to read.
   */
  'state'?: string;
  /**
   * RFC 3339 instant, in UTC.
   */
  'stuck_since'?: string;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export /**
 * One of the deployable services.
 */
type ServiceName = "payment" | "wallet" | "gateway" | "saga" | "metrics" | "recovery";

export /**
 * How urgent an alert is.
 */
type Severity = "info" | "warning" | "critical";

export interface SystemRecoveryCompleted {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'SystemRecoveryCompleted';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'service';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': SystemRecoveryCompletedData;
}

export interface SystemRecoveryCompletedData {
  /**
   * One of the deployable services.
   */
  'service': ServiceName;
  /**
   * A duration in seconds.
   */
  'recovery_duration': number;
  'services_recovered': readonly ServiceName[];
  /**
   * How many.
   */
  'events_reprocessed': number;
  /**
   * How many.
   */
  'sagas_resumed': number;
}

export interface SystemRecoveryStarted {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'SystemRecoveryStarted';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'service';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': SystemRecoveryStartedData;
}

export interface SystemRecoveryStartedData {
  /**
   * One of the deployable services.
   */
  'service': ServiceName;
  'services'?: readonly ServiceName[];
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface UnlockWallet {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'UnlockWallet';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'wallet';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': UnlockWalletData;
}

export interface UnlockWalletData {
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id': string;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface UpdateMetrics {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'UpdateMetrics';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'service';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': UpdateMetricsData;
}

export interface UpdateMetricsData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * How a payment ended.
   */
  'outcome': PaymentOutcome;
}

export interface ValidatePayment {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'ValidatePayment';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'payment';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': ValidatePaymentData;
}

export interface ValidatePaymentData {
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
}

export interface WalletBalanceChecked {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'WalletBalanceChecked';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'wallet';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': WalletBalanceCheckedData;
}

export interface WalletBalanceCheckedData {
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Money that moves or is missing, in minor units.
   */
  'requested_amount': number;
  /**
   * Money that is there, in minor units.
   */
  'available_balance': number;
  'sufficient_funds': boolean;
  /**
   * Money that is there, in minor units.
   */
  'deficit_amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'concurrent_payment_id'?: string;
}

export interface WalletCreated {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'WalletCreated';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'wallet';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': WalletCreatedData;
}

export interface WalletCreatedData {
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id': string;
  /**
   * The user as the API's caller names him.
   */
  'user_id': string;
  /**
   * ISO 4217 code.
   */
  'currency': string;
}

export interface WalletCredited {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'WalletCredited';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'wallet';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': WalletCreditedData;
}

export interface WalletCreditedData {
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id': string;
  /**
   * Money that moves or is missing, in minor units.
   */
  'amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
  /**
   * Where the money came from.
   */
  'source': CreditSource;
  /**
   * A sentence or a name for people to read.
   */
  'reference': string;
  /**
   * Money that is there, in minor units.
   */
  'available_after': number;
  /**
   * Money that is there, in minor units.
   */
  'locked_after': number;
}

export interface WalletDeducted {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'WalletDeducted';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'wallet';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': WalletDeductedData;
}

export interface WalletDeductedData {
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Money that moves or is missing, in minor units.
   */
  'amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
  /**
   * Money that is there, in minor units.
   */
  'available_after': number;
  /**
   * Money that is there, in minor units.
   */
  'locked_after': number;
}

export interface WalletDeductionFailed {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'WalletDeductionFailed';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'wallet';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': WalletDeductionFailedData;
}

export interface WalletDeductionFailedData {
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Why nothing was deducted. INSUFFICIENT_FUNDS_CONCURRENT means that unsettled holds of other payments would have covered the deficit; the newest of them is named in concurrent_payment_id.
   */
  'error_code': DeductionErrorCode;
  /**
   * Money that moves or is missing, in minor units.
   */
  'requested_amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
  /**
   * Money that is there, in minor units.
   */
  'available_balance'?: number;
  /**
   * Money that moves or is missing, in minor units.
   */
  'deficit_amount'?: number;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'concurrent_payment_id'?: string;
}

export interface WalletLocked {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'WalletLocked';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'wallet';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': WalletLockedData;
}

export interface WalletLockedData {
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id': string;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}

export interface WalletRefunded {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'WalletRefunded';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'wallet';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': WalletRefundedData;
}

export interface WalletRefundedData {
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Money that moves or is missing, in minor units.
   */
  'amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
  /**
   * Money that is there, in minor units.
   */
  'available_after': number;
  /**
   * Money that is there, in minor units.
   */
  'locked_after': number;
}

export interface WalletSettled {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'WalletSettled';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'wallet';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': WalletSettledData;
}

export interface WalletSettledData {
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id': string;
  /**
   * Identity of a payment; key of payment, gateway and saga messages.
   */
  'payment_id': string;
  /**
   * Money that moves or is missing, in minor units.
   */
  'amount': number;
  /**
   * ISO 4217 code.
   */
  'currency': string;
  /**
   * Money that is there, in minor units.
   */
  'available_after': number;
  /**
   * Money that is there, in minor units.
   */
  'locked_after': number;
}

export interface WalletUnlocked {
  /**
   * Identity of the message; a repetition carries the same one.
   */
  'event_id': string;
  'event_type': 'WalletUnlocked';
  /**
   * Version of the schema of the data.
   */
  'event_version': 1;
  'aggregate_type': 'wallet';
  /**
   * Identity of the aggregate: a UUID, a provider or a service.
   */
  'aggregate_id': string;
  /**
   * Position in the history of the aggregate, from 1 and without gaps. 0 for commands, and for facts about something that has no history.
   */
  'aggregate_version': number;
  /**
   * RFC 3339 instant, in UTC.
   */
  'occurred_at': string;
  /**
   * The same for everything that one API call, timer, webhook or start-up set off.
   */
  'correlation_id': string;
  /**
   * event_id of the message that caused this one; at the start of a chain the correlation_id.
   */
  'causation_id': string;
  'data': WalletUnlockedData;
}

export interface WalletUnlockedData {
  /**
   * Identity of a wallet; key of wallet messages.
   */
  'wallet_id': string;
  /**
   * A sentence or a name for people to read.
   */
  'reason': string;
}
