// Generated from specs by npm run generate; do not edit.
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
  | GatewayChargeCancelled
  | GatewayVerificationRequired
  | GatewayRefunded
  | GatewayRefundFailed
  | GatewayActionRequired
  | GatewayChargeVoided
  | GatewayDisputeOpened
  | CircuitBreakerOpened
  | CircuitBreakerHalfOpened
  | CircuitBreakerClosed
  | SagaStarted
  | SagaStepCompleted
  | SagaStateChanged
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
  | SystemRecoveryCompleted
  | TopicSplitMarked;

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
  | CancelWithGateway
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

/** Kind of the aggregate whose history the message belongs to. */
export type AggregateType = 'payment' | 'wallet' | 'gateway' | 'saga' | 'refund' | 'notification' | 'breaker' | 'service';

/** Sent by the metrics service when a value crossed the threshold of an alert, and by the recovery service when a service does not come back, or has found state that differed from its events. */
export interface AlertTriggered {
  event_id: string;
  event_type: 'AlertTriggered';
  event_version: 1;
  aggregate_type: 'service';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: AlertTriggeredData;
}

export interface AlertTriggeredData {
  /** One of the deployable services. */
  service: ServiceName;
  /** A sentence or a name for people to read. */
  alert: string;
  /** How urgent an alert is. */
  severity: Severity;
  /** Name of a metric as Prometheus sees it. */
  metric?: string;
  value?: number;
  threshold?: number;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the saga orchestrator to compensate a confirmed payment. A payment that has ended stays as it ended, so it is answered by RefundRequested for all that has not been given back yet. */
export interface CancelPaymentConfirmation {
  event_id: string;
  event_type: 'CancelPaymentConfirmation';
  event_version: 1;
  aggregate_type: 'payment';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: CancelPaymentConfirmationData;
}

export interface CancelPaymentConfirmationData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the payment service on POST /api/v1/payments/:id/cancel. The saga is the authority: it stops at the next step boundary, asks the gateway once that is at work, or refuses and records the refusal. */
export interface CancelPaymentSaga {
  event_id: string;
  event_type: 'CancelPaymentSaga';
  event_version: 1;
  aggregate_type: 'saga';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: CancelPaymentSagaData;
}

export interface CancelPaymentSagaData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the saga orchestrator when somebody calls off a payment that the gateway is working on. Until a confirm was sent to a provider it is answered by GatewayChargeCancelled; afterwards it changes nothing, and the provider's answer counts. */
export interface CancelWithGateway {
  event_id: string;
  event_type: 'CancelWithGateway';
  event_version: 1;
  aggregate_type: 'gateway';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: CancelWithGatewayData;
}

export interface CancelWithGatewayData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the saga orchestrator after validation. Answered by WalletBalanceChecked. */
export interface CheckWalletBalance {
  event_id: string;
  event_type: 'CheckWalletBalance';
  event_version: 1;
  aggregate_type: 'wallet';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: CheckWalletBalanceData;
}

export interface CheckWalletBalanceData {
  /** Identity of a wallet; key of wallet messages. */
  wallet_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** The user as the API's caller names him. */
  user_id?: string;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
}

/** Sent by the gateway service when the probe succeeded and calls flow again. */
export interface CircuitBreakerClosed {
  event_id: string;
  event_type: 'CircuitBreakerClosed';
  event_version: 1;
  aggregate_type: 'breaker';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: CircuitBreakerClosedData;
}

export interface CircuitBreakerClosedData {
  /** Payment provider; fallback goes in this order. */
  provider: Provider;
  /** A sentence or a name for people to read. */
  reason?: string;
}

/** Sent by the gateway service when the open time is over and one probe is let through. */
export interface CircuitBreakerHalfOpened {
  event_id: string;
  event_type: 'CircuitBreakerHalfOpened';
  event_version: 1;
  aggregate_type: 'breaker';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: CircuitBreakerHalfOpenedData;
}

export interface CircuitBreakerHalfOpenedData {
  /** Payment provider; fallback goes in this order. */
  provider: Provider;
  /** A sentence or a name for people to read. */
  reason?: string;
}

/** Sent by the gateway service when the breaker of a provider opens: consecutive failures, or the failure rate in the sliding window. `open_until` is when the first probe is allowed. */
export interface CircuitBreakerOpened {
  event_id: string;
  event_type: 'CircuitBreakerOpened';
  event_version: 1;
  aggregate_type: 'breaker';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: CircuitBreakerOpenedData;
}

export interface CircuitBreakerOpenedData {
  /** Payment provider; fallback goes in this order. */
  provider: Provider;
  /** How many. */
  failure_count?: number;
  /** A share, from 0 to 1. */
  failure_rate?: number;
  /** RFC 3339 instant, in UTC. */
  open_until?: string;
  /** A sentence or a name for people to read. */
  reason?: string;
}

/** Sent by the saga orchestrator when everything that had been done was undone. */
export interface CompensationCompleted {
  event_id: string;
  event_type: 'CompensationCompleted';
  event_version: 1;
  aggregate_type: 'saga';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: CompensationCompletedData;
}

export interface CompensationCompletedData {
  /** Identity of the saga of one payment. */
  saga_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
}

/** Sent by the saga orchestrator when completed steps have to be undone. `steps` are the compensating commands in order. */
export interface CompensationStarted {
  event_id: string;
  event_type: 'CompensationStarted';
  event_version: 1;
  aggregate_type: 'saga';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: CompensationStartedData;
}

export interface CompensationStartedData {
  /** Identity of the saga of one payment. */
  saga_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Machine-readable cause, e.g. INSUFFICIENT_FUNDS, GATEWAY_DECLINED, GATEWAY_EXHAUSTED, VALIDATION_FAILED, TIMEOUT. */
  error_code: string;
  steps: readonly CompensationStep[];
}

/** A step of compensation, named after its command. */
export type CompensationStep = 'CancelPaymentConfirmation' | 'RefundWalletBalance' | 'MarkPaymentAsFailed' | 'MarkPaymentAsCancelled' | 'NotifyUser' | 'UpdateMetrics';

/** Sent by the saga orchestrator when the provider has paid a refund back. Answered by RefundCompleted. */
export interface CompleteRefund {
  event_id: string;
  event_type: 'CompleteRefund';
  event_version: 1;
  aggregate_type: 'refund';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: CompleteRefundData;
}

export interface CompleteRefundData {
  /** Identity of a refund; idempotency key at the provider. */
  refund_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Payment provider; fallback goes in this order. */
  provider: Provider;
  /** The refund as the provider names it. */
  provider_refund_id: string;
}

/** Sent by the payment service in the validating transaction when other payments of the same wallet are still open. The deduction decides which of them succeeds. */
export interface ConcurrentPaymentDetected {
  event_id: string;
  event_type: 'ConcurrentPaymentDetected';
  event_version: 1;
  aggregate_type: 'payment';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: ConcurrentPaymentDetectedData;
}

export interface ConcurrentPaymentDetectedData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Identity of a wallet; key of wallet messages. */
  wallet_id: string;
  concurrent_payments: readonly string[];
  /** A sentence or a name for people to read. */
  resolution_strategy: string;
}

/** Sent by the saga orchestrator when a provider approved. Answered by PaymentCompleted. */
export interface ConfirmPayment {
  event_id: string;
  event_type: 'ConfirmPayment';
  event_version: 1;
  aggregate_type: 'payment';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: ConfirmPaymentData;
}

export interface ConfirmPaymentData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Payment provider; fallback goes in this order. */
  provider: Provider;
  /** The charge as the provider names it. */
  provider_charge_id: string;
}

/** Where the money came from. */
export type CreditSource = 'top_up' | 'refund';

/** Sent by a consumer instead of processing a message that does not validate, or whose processing failed in every attempt. The partition goes on; the letter is redriven later, by itself if the cause was temporary. */
export interface DeadLetter {
  /** Topic that the message was consumed from. */
  topic: string;
  partition: number;
  /** 64-bit offset as decimal text. */
  offset: string;
  /** Key of the message; absent if it had none. */
  key?: string;
  /** Kafka headers of the message as text. */
  headers: Record<string, string>;
  /** The bytes of the message; they may be no JSON at all. */
  value_base64: string;
  /** One of the deployable services. */
  consumer: ServiceName;
  /** In one sentence why it was given up. */
  reason: string;
  /** The findings in detail: validation errors, or the error of each attempt. */
  errors: readonly string[];
  /** Number of the attempt, from 1. */
  attempts: number;
  /** RFC 3339 instant, in UTC. */
  first_failed_at: string;
  /** RFC 3339 instant, in UTC. */
  last_failed_at: string;
}

/** Sent by the saga orchestrator when the funds seemed to suffice. Answered by WalletDeducted or WalletDeductionFailed. */
export interface DeductWalletBalance {
  event_id: string;
  event_type: 'DeductWalletBalance';
  event_version: 1;
  aggregate_type: 'wallet';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: DeductWalletBalanceData;
}

export interface DeductWalletBalanceData {
  /** Identity of a wallet; key of wallet messages. */
  wallet_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** The user as the API's caller names him. */
  user_id?: string;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
}

/** Why nothing was deducted. INSUFFICIENT_FUNDS_CONCURRENT means that unsettled holds of other payments would have covered the deficit; the newest of them is named in concurrent_payment_id. */
export type DeductionErrorCode = 'INSUFFICIENT_FUNDS' | 'INSUFFICIENT_FUNDS_CONCURRENT' | 'WALLET_FROZEN' | 'WALLET_NOT_FOUND' | 'CURRENCY_MISMATCH';

/** Sent by the gateway service when the holder of the card has to agree to the charge at the provider (3-D Secure). Until then no money has moved; when `expires_at` has passed, the charge is cancelled. The saga orchestrator keeps the payment in GATEWAY_PROCESSING, or brings it back there. */
export interface GatewayActionRequired {
  event_id: string;
  event_type: 'GatewayActionRequired';
  event_version: 1;
  aggregate_type: 'gateway';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: GatewayActionRequiredData;
}

export interface GatewayActionRequiredData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Payment provider; fallback goes in this order. */
  provider: Provider;
  /** The charge as the provider names it. */
  provider_charge_id: string;
  /** RFC 3339 instant, in UTC. */
  expires_at: string;
}

/** Sent by the gateway service when a payment was called off before any provider was asked to confirm its charge: no money was moved, and none will be. The saga gives the funds back and cancels the payment. */
export interface GatewayChargeCancelled {
  event_id: string;
  event_type: 'GatewayChargeCancelled';
  event_version: 1;
  aggregate_type: 'gateway';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: GatewayChargeCancelledData;
}

export interface GatewayChargeCancelledData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Payment provider; fallback goes in this order. */
  provider: Provider;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the gateway service when a charge that had been given up succeeded after all and was undone at the provider: the payment went elsewhere, or failed, in the meantime. */
export interface GatewayChargeVoided {
  event_id: string;
  event_type: 'GatewayChargeVoided';
  event_version: 1;
  aggregate_type: 'gateway';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: GatewayChargeVoidedData;
}

export interface GatewayChargeVoidedData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Payment provider; fallback goes in this order. */
  provider: Provider;
  /** The charge as the provider names it. */
  provider_charge_id: string;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the gateway service when a provider tells, by webhook, that the holder of a card disputes a charge of a payment. The saga orchestrator freezes the wallet and asks for a person. */
export interface GatewayDisputeOpened {
  event_id: string;
  event_type: 'GatewayDisputeOpened';
  event_version: 1;
  aggregate_type: 'gateway';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: GatewayDisputeOpenedData;
}

export interface GatewayDisputeOpenedData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** The dispute as the provider names it. */
  dispute_id: string;
  /** Payment provider; fallback goes in this order. */
  provider: Provider;
  /** The charge as the provider names it. */
  provider_charge_id: string;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the gateway service when no provider will take the payment and none has or can still take it. The saga compensates. */
export interface GatewayFailed {
  event_id: string;
  event_type: 'GatewayFailed';
  event_version: 1;
  aggregate_type: 'gateway';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: GatewayFailedData;
}

export interface GatewayFailedData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Payment provider; fallback goes in this order. */
  provider: Provider;
  /** Machine-readable cause, e.g. INSUFFICIENT_FUNDS, GATEWAY_DECLINED, GATEWAY_EXHAUSTED, VALIDATION_FAILED, TIMEOUT. */
  error_code: string;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the gateway service when the payment goes to the next provider: only after a definite decline, or after the earlier attempt can no longer succeed. */
export interface GatewayFallbackTriggered {
  event_id: string;
  event_type: 'GatewayFallbackTriggered';
  event_version: 1;
  aggregate_type: 'gateway';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: GatewayFallbackTriggeredData;
}

export interface GatewayFallbackTriggeredData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Payment provider; fallback goes in this order. */
  primary_provider: Provider;
  /** Payment provider; fallback goes in this order. */
  fallback_provider: Provider;
  /** A sentence or a name for people to read. */
  primary_failure_reason: string;
}

/** What a provider was asked. Money moves on confirm, refund and void only; void gives back what is left of a charge. */
export type GatewayOperation = 'create' | 'confirm' | 'retrieve' | 'cancel' | 'refund' | 'void';

/** A provider's definite answer. */
export type GatewayOutcome = 'approved' | 'declined';

/** Sent by the gateway service when the provider definitely refused the refund, or when there is no charge to give back from (then without a provider). */
export interface GatewayRefundFailed {
  event_id: string;
  event_type: 'GatewayRefundFailed';
  event_version: 1;
  aggregate_type: 'gateway';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: GatewayRefundFailedData;
}

export interface GatewayRefundFailedData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Identity of a refund; idempotency key at the provider. */
  refund_id: string;
  /** Payment provider; fallback goes in this order. */
  provider?: Provider;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
  /** Machine-readable cause, e.g. INSUFFICIENT_FUNDS, GATEWAY_DECLINED, GATEWAY_EXHAUSTED, VALIDATION_FAILED, TIMEOUT. */
  error_code: string;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the gateway service on RefundWithGateway, when the provider has paid back. */
export interface GatewayRefunded {
  event_id: string;
  event_type: 'GatewayRefunded';
  event_version: 1;
  aggregate_type: 'gateway';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: GatewayRefundedData;
}

export interface GatewayRefundedData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Identity of a refund; idempotency key at the provider. */
  refund_id: string;
  /** Payment provider; fallback goes in this order. */
  provider: Provider;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
  /** The refund as the provider names it. */
  provider_refund_id: string;
}

/** Sent by the gateway service before a call to a provider leaves, in the transaction that persists the attempt. */
export interface GatewayRequestSent {
  event_id: string;
  event_type: 'GatewayRequestSent';
  event_version: 1;
  aggregate_type: 'gateway';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: GatewayRequestSentData;
}

export interface GatewayRequestSentData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Payment provider; fallback goes in this order. */
  provider: Provider;
  /** What a provider was asked. Money moves on confirm, refund and void only; void gives back what is left of a charge. */
  operation: GatewayOperation;
  /** Number of the attempt, from 1. */
  attempt: number;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
}

/** Sent by the gateway service when a provider has definitely approved or declined the charge. Money moved only if approved. */
export interface GatewayResponseReceived {
  event_id: string;
  event_type: 'GatewayResponseReceived';
  event_version: 1;
  aggregate_type: 'gateway';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: GatewayResponseReceivedData;
}

export interface GatewayResponseReceivedData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Payment provider; fallback goes in this order. */
  provider: Provider;
  /** Number of the attempt, from 1. */
  attempt: number;
  /** A provider's definite answer. */
  outcome: GatewayOutcome;
  /** The charge as the provider names it. */
  provider_charge_id: string;
  /** A sentence or a name for people to read. */
  decline_code?: string;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
}

/** Sent by the gateway service when an attempt timed out: its outcome is unknown. `next_retry_in_seconds` is absent after the last attempt. */
export interface GatewayTimeoutOccurred {
  event_id: string;
  event_type: 'GatewayTimeoutOccurred';
  event_version: 1;
  aggregate_type: 'gateway';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: GatewayTimeoutOccurredData;
}

export interface GatewayTimeoutOccurredData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Payment provider; fallback goes in this order. */
  provider: Provider;
  /** Number of the attempt, from 1. */
  attempt_number: number;
  /** A duration in seconds. */
  next_retry_in_seconds?: number;
  /** How many. */
  circuit_breaker_failures: number;
}

/** Sent by the gateway service when it cannot find out whether a provider took the money. Funds stay locked, the payment waits in PENDING_REVIEW, the provider is asked again later. */
export interface GatewayVerificationRequired {
  event_id: string;
  event_type: 'GatewayVerificationRequired';
  event_version: 1;
  aggregate_type: 'gateway';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: GatewayVerificationRequiredData;
}

export interface GatewayVerificationRequiredData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Payment provider; fallback goes in this order. */
  provider: Provider;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the service whose read model (a balance, a payment, a saga) differs from the fold of its events. `expected` is what the events give; the read model is corrected to it. */
export interface InconsistencyDetected {
  event_id: string;
  event_type: 'InconsistencyDetected';
  event_version: 1;
  aggregate_type: 'service';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: InconsistencyDetectedData;
}

export interface InconsistencyDetectedData {
  /** One of the deployable services. */
  service: ServiceName;
  /** Kind of the aggregate whose history the message belongs to. */
  subject_type: AggregateType;
  /** Identity of the aggregate: a UUID, a provider or a service. */
  subject_id: string;
  /** A sentence or a name for people to read. */
  field?: string;
  /** A sentence or a name for people to read. */
  expected?: string;
  /** A sentence or a name for people to read. */
  actual?: string;
  corrected: boolean;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the saga orchestrator on a dispute or suspicion of fraud. Answered by WalletLocked. */
export interface LockWallet {
  event_id: string;
  event_type: 'LockWallet';
  event_version: 1;
  aggregate_type: 'wallet';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: LockWalletData;
}

export interface LockWalletData {
  /** Identity of a wallet; key of wallet messages. */
  wallet_id: string;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the saga orchestrator when a cancellation took effect. Answered by PaymentCancelled. */
export interface MarkPaymentAsCancelled {
  event_id: string;
  event_type: 'MarkPaymentAsCancelled';
  event_version: 1;
  aggregate_type: 'payment';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: MarkPaymentAsCancelledData;
}

export interface MarkPaymentAsCancelledData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the saga orchestrator when the payment will not happen and nothing is held any more. Answered by PaymentFailed. */
export interface MarkPaymentAsFailed {
  event_id: string;
  event_type: 'MarkPaymentAsFailed';
  event_version: 1;
  aggregate_type: 'payment';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: MarkPaymentAsFailedData;
}

export interface MarkPaymentAsFailedData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Machine-readable cause, e.g. INSUFFICIENT_FUNDS, GATEWAY_DECLINED, GATEWAY_EXHAUSTED, VALIDATION_FAILED, TIMEOUT. */
  error_code: string;
  /** Step of the payment at which it failed, e.g. WALLET_VALIDATION, GATEWAY_PROCESSING. */
  failure_stage: string;
  /** A sentence or a name for people to read. */
  reason: string;
  /** Money that moves or is missing, in minor units. */
  requested_amount?: number;
  /** Money that is there, in minor units. */
  available_balance?: number;
  /** Money that moves or is missing, in minor units. */
  deficit_amount?: number;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  concurrent_payment_id?: string;
}

/** Sent by the saga orchestrator when the provider refused a refund. Answered by RefundFailed. */
export interface MarkRefundAsFailed {
  event_id: string;
  event_type: 'MarkRefundAsFailed';
  event_version: 1;
  aggregate_type: 'refund';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: MarkRefundAsFailedData;
}

export interface MarkRefundAsFailedData {
  /** Identity of a refund; idempotency key at the provider. */
  refund_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Machine-readable cause, e.g. INSUFFICIENT_FUNDS, GATEWAY_DECLINED, GATEWAY_EXHAUSTED, VALIDATION_FAILED, TIMEOUT. */
  error_code: string;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the metrics service: one value of one metric at the end of an interval. */
export interface MetricRecorded {
  event_id: string;
  event_type: 'MetricRecorded';
  event_version: 1;
  aggregate_type: 'service';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: MetricRecordedData;
}

export interface MetricRecordedData {
  /** One of the deployable services. */
  service: ServiceName;
  /** Name of a metric as Prometheus sees it. */
  metric: string;
  value: number;
  /** A sentence or a name for people to read. */
  unit?: string;
  labels?: Record<string, string>;
}

/** A notification stored for the user to read, or a signed call of the merchant's URL. */
export type NotificationChannel = 'in_app' | 'webhook';

/** Sent by the payment service when an attempt to tell the outcome failed. It is repeated with backoff a bounded number of times, next at `next_attempt_at`; without that it was given up. */
export interface NotificationFailed {
  event_id: string;
  event_type: 'NotificationFailed';
  event_version: 1;
  aggregate_type: 'notification';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: NotificationFailedData;
}

export interface NotificationFailedData {
  /** Identity of a notification; the receiver can recognise a repetition by it. */
  notification_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** A notification stored for the user to read, or a signed call of the merchant's URL. */
  channel: NotificationChannel;
  /** How a payment ended. */
  outcome: PaymentOutcome;
  /** Number of the attempt, from 1. */
  attempt: number;
  /** A sentence or a name for people to read. */
  reason?: string;
  /** RFC 3339 instant, in UTC. */
  next_attempt_at?: string;
}

/** Sent by the payment service when the user or merchant was told the outcome of a payment. */
export interface NotificationSent {
  event_id: string;
  event_type: 'NotificationSent';
  event_version: 1;
  aggregate_type: 'notification';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: NotificationSentData;
}

export interface NotificationSentData {
  /** Identity of a notification; the receiver can recognise a repetition by it. */
  notification_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** A notification stored for the user to read, or a signed call of the merchant's URL. */
  channel: NotificationChannel;
  /** How a payment ended. */
  outcome: PaymentOutcome;
  /** Number of the attempt, from 1. */
  attempt: number;
}

/** Sent by the saga orchestrator at every end of a payment: completed, failed or cancelled. Answered by NotificationSent or NotificationFailed. */
export interface NotifyUser {
  event_id: string;
  event_type: 'NotifyUser';
  event_version: 1;
  aggregate_type: 'payment';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: NotifyUserData;
}

export interface NotifyUserData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** How a payment ended. */
  outcome: PaymentOutcome;
}

/** Sent by the payment service on MarkPaymentAsCancelled, after the saga has given back what was held. Terminal. */
export interface PaymentCancelled {
  event_id: string;
  event_type: 'PaymentCancelled';
  event_version: 1;
  aggregate_type: 'payment';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: PaymentCancelledData;
}

export interface PaymentCancelledData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Identity of a wallet; key of wallet messages. */
  wallet_id?: string;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the payment service on ConfirmPayment. Terminal: the wallet settles the hold and the saga ends. */
export interface PaymentCompleted {
  event_id: string;
  event_type: 'PaymentCompleted';
  event_version: 1;
  aggregate_type: 'payment';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: PaymentCompletedData;
}

export interface PaymentCompletedData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Identity of a wallet; key of wallet messages. */
  wallet_id?: string;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
  /** Payment provider; fallback goes in this order. */
  provider: Provider;
  /** The charge as the provider names it. */
  provider_charge_id: string;
}

/** Sent by the payment service on MarkPaymentAsFailed, or by itself when validation fails. Terminal. The amounts are there when funds were missing. */
export interface PaymentFailed {
  event_id: string;
  event_type: 'PaymentFailed';
  event_version: 1;
  aggregate_type: 'payment';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: PaymentFailedData;
}

export interface PaymentFailedData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Identity of a wallet; key of wallet messages. */
  wallet_id?: string;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
  /** Machine-readable cause, e.g. INSUFFICIENT_FUNDS, GATEWAY_DECLINED, GATEWAY_EXHAUSTED, VALIDATION_FAILED, TIMEOUT. */
  error_code: string;
  /** Step of the payment at which it failed, e.g. WALLET_VALIDATION, GATEWAY_PROCESSING. */
  failure_stage: string;
  /** A sentence or a name for people to read. */
  reason: string;
  /** Money that moves or is missing, in minor units. */
  requested_amount?: number;
  /** Money that is there, in minor units. */
  available_balance?: number;
  /** Money that moves or is missing, in minor units. */
  deficit_amount?: number;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  concurrent_payment_id?: string;
}

/** Sent by the payment service in the transaction that accepts POST /api/v1/payments. The saga orchestrator starts a saga for it. */
export interface PaymentInitiated {
  event_id: string;
  event_type: 'PaymentInitiated';
  event_version: 1;
  aggregate_type: 'payment';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: PaymentInitiatedData;
}

export interface PaymentInitiatedData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Identity of a wallet; key of wallet messages. */
  wallet_id?: string;
  /** The user as the API's caller names him. */
  user_id: string;
  /** The merchant as the API's caller names him. */
  merchant_id: string;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
  /** From the wallet, or by a card at the provider without a wallet step. */
  method: PaymentMethod;
  /** A card as the providers' token for it, never its number. `tok_stripe_…` is known to that provider only, a token that names no provider to all of them. */
  source?: string;
  /** A sentence or a name for people to read. */
  description?: string;
}

/** Amounts in major units as decimal fractions, the method under another name. */
export interface PaymentInitiatedV0 {
  event_id: string;
  event_type: 'PaymentInitiated';
  event_version: 0;
  aggregate_type: 'payment';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: PaymentInitiatedV0Data;
}

export interface PaymentInitiatedV0Data {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Identity of a wallet; key of wallet messages. */
  wallet_id?: string;
  /** The user as the API's caller names him. */
  user_id: string;
  /** The merchant as the API's caller names him. */
  merchant_id: string;
  /** In major units; with no more decimals than the currency has, up to the error of a float. */
  amount: number;
  /** The currencies that there were. */
  currency: PaymentInitiatedV0DataCurrency;
  /** From the wallet, or by a card at the provider without a wallet step. */
  payment_method: PaymentMethod;
  /** A sentence or a name for people to read. */
  description?: string;
}

/** The currencies that there were. */
export type PaymentInitiatedV0DataCurrency = 'EUR' | 'GBP' | 'JPY' | 'MXN' | 'USD';

/** From the wallet, or by a card at the provider without a wallet step. */
export type PaymentMethod = 'wallet' | 'external';

/** How a payment ended. */
export type PaymentOutcome = 'COMPLETED' | 'FAILED' | 'CANCELLED';

/** Sent by the payment service when a command does not fit the state of the payment. The payment does not change; a person has to look. */
export interface PaymentStateInconsistency {
  event_id: string;
  event_type: 'PaymentStateInconsistency';
  event_version: 1;
  aggregate_type: 'payment';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: PaymentStateInconsistencyData;
}

export interface PaymentStateInconsistencyData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** A sentence or a name for people to read. */
  state: string;
  /** A sentence or a name for people to read. */
  unexpected: string;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the payment service when ValidatePayment found the payment acceptable (limits, merchant, currency). */
export interface PaymentValidated {
  event_id: string;
  event_type: 'PaymentValidated';
  event_version: 1;
  aggregate_type: 'payment';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: PaymentValidatedData;
}

export interface PaymentValidatedData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
}

/** Sent by the saga orchestrator when funds are locked (or at once, for external payments). Answered by GatewayResponseReceived, GatewayFailed or GatewayVerificationRequired. */
export interface ProcessWithGateway {
  event_id: string;
  event_type: 'ProcessWithGateway';
  event_version: 1;
  aggregate_type: 'gateway';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: ProcessWithGatewayData;
}

export interface ProcessWithGatewayData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
  /** The merchant as the API's caller names him. */
  merchant_id: string;
  /** From the wallet, or by a card at the provider without a wallet step. */
  method: PaymentMethod;
  /** A card as the providers' token for it, never its number. `tok_stripe_…` is known to that provider only, a token that names no provider to all of them. */
  source?: string;
}

/** A state of a payment between validation and its end. */
export type ProgressState = 'WALLET_CHECKED' | 'WALLET_DEDUCTED' | 'GATEWAY_PROCESSING' | 'GATEWAY_RETRYING' | 'GATEWAY_FALLBACK' | 'PENDING_REVIEW';

/** Payment provider; fallback goes in this order. */
export type Provider = 'stripe' | 'paypal' | 'adyen';

/** Sent by the saga orchestrator when a step moved the payment on; the payment passes through `states` in this order. */
export interface RecordPaymentProgress {
  event_id: string;
  event_type: 'RecordPaymentProgress';
  event_version: 1;
  aggregate_type: 'payment';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: RecordPaymentProgressData;
}

export interface RecordPaymentProgressData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  states: readonly ProgressState[];
}

/** What is done about an unfinished saga. */
export type RecoveryAction = 'continue' | 'compensate' | 'verify' | 'alert';

/** Sent by the payment service on CompleteRefund, when the provider has paid back. The wallet credits the user. */
export interface RefundCompleted {
  event_id: string;
  event_type: 'RefundCompleted';
  event_version: 1;
  aggregate_type: 'refund';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: RefundCompletedData;
}

export interface RefundCompletedData {
  /** Identity of a refund; idempotency key at the provider. */
  refund_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Identity of a wallet; key of wallet messages. */
  wallet_id?: string;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
  /** Payment provider; fallback goes in this order. */
  provider: Provider;
  /** The refund as the provider names it. */
  provider_refund_id: string;
}

/** Sent by the payment service on MarkRefundAsFailed. The amount may be refunded anew. The saga orchestrator asks for a person when it was the compensation of a confirmed payment. */
export interface RefundFailed {
  event_id: string;
  event_type: 'RefundFailed';
  event_version: 1;
  aggregate_type: 'refund';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: RefundFailedData;
}

export interface RefundFailedData {
  /** Identity of a refund; idempotency key at the provider. */
  refund_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Identity of a wallet; key of wallet messages. */
  wallet_id?: string;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
  /** Machine-readable cause, e.g. INSUFFICIENT_FUNDS, GATEWAY_DECLINED, GATEWAY_EXHAUSTED, VALIDATION_FAILED, TIMEOUT. */
  error_code: string;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the payment service when a refund of a completed payment was accepted: partial or full, never more than what was settled. The saga orchestrator carries it out. */
export interface RefundRequested {
  event_id: string;
  event_type: 'RefundRequested';
  event_version: 1;
  aggregate_type: 'refund';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: RefundRequestedData;
}

export interface RefundRequestedData {
  /** Identity of a refund; idempotency key at the provider. */
  refund_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Identity of a wallet; key of wallet messages. */
  wallet_id?: string;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the saga orchestrator to compensate a deduction. Answered by WalletRefunded. */
export interface RefundWalletBalance {
  event_id: string;
  event_type: 'RefundWalletBalance';
  event_version: 1;
  aggregate_type: 'wallet';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: RefundWalletBalanceData;
}

export interface RefundWalletBalanceData {
  /** Identity of a wallet; key of wallet messages. */
  wallet_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the saga orchestrator on RefundRequested. Answered by GatewayRefunded or GatewayRefundFailed. */
export interface RefundWithGateway {
  event_id: string;
  event_type: 'RefundWithGateway';
  event_version: 1;
  aggregate_type: 'gateway';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: RefundWithGatewayData;
}

export interface RefundWithGatewayData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Identity of a refund; idempotency key at the provider. */
  refund_id: string;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the saga orchestrator on PaymentCompleted, after the last step. Terminal. */
export interface SagaCompleted {
  event_id: string;
  event_type: 'SagaCompleted';
  event_version: 1;
  aggregate_type: 'saga';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: SagaCompletedData;
}

export interface SagaCompletedData {
  /** Identity of the saga of one payment. */
  saga_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
}

/** Sent by the saga orchestrator when the payment will not happen: at once when nothing was held, otherwise after compensation. A cancelled payment ends its saga with the code CANCELLED. Terminal. */
export interface SagaFailed {
  event_id: string;
  event_type: 'SagaFailed';
  event_version: 1;
  aggregate_type: 'saga';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: SagaFailedData;
}

export interface SagaFailedData {
  /** Identity of the saga of one payment. */
  saga_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Machine-readable cause, e.g. INSUFFICIENT_FUNDS, GATEWAY_DECLINED, GATEWAY_EXHAUSTED, VALIDATION_FAILED, TIMEOUT. */
  error_code: string;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the saga orchestrator when a saga needs more than its next step: the outcome of what it asked is unknown, or it was found unfinished at start-up. `action` is what will be done about it. */
export interface SagaRecoveryRequired {
  event_id: string;
  event_type: 'SagaRecoveryRequired';
  event_version: 1;
  aggregate_type: 'saga';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: SagaRecoveryRequiredData;
}

export interface SagaRecoveryRequiredData {
  /** Identity of the saga of one payment. */
  saga_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** What is done about an unfinished saga. */
  action?: RecoveryAction;
  /** A state of a saga, e.g. AWAITING_GATEWAY; the saga's machine has them all. */
  last_known_state?: string;
  /** Number of the attempt, from 1. */
  attempt?: number;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the saga orchestrator on PaymentInitiated. The deadline is persisted and survives a restart. */
export interface SagaStarted {
  event_id: string;
  event_type: 'SagaStarted';
  event_version: 1;
  aggregate_type: 'saga';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: SagaStartedData;
}

export interface SagaStartedData {
  /** Identity of the saga of one payment. */
  saga_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** RFC 3339 instant, in UTC. */
  deadline_at: string;
  /** RFC 3339 instant, in UTC. */
  step_deadline_at?: string;
  /** From the wallet, or by a card at the provider without a wallet step. */
  method?: PaymentMethod;
  /** Identity of a wallet; key of wallet messages. */
  wallet_id?: string;
  /** The user as the API's caller names him. */
  user_id?: string;
  /** The merchant as the API's caller names him. */
  merchant_id?: string;
  /** Money that moves or is missing, in minor units. */
  amount?: number;
  /** ISO 4217 code. */
  currency?: string;
  /** A card as the providers' token for it, never its number. `tok_stripe_…` is known to that provider only, a token that names no provider to all of them. */
  source?: string;
}

/** Sent by the saga orchestrator when a saga goes to a state that no other event of it tells, on the ways that lead to a failure or a cancel. With these, its events say everything that its row holds. */
export interface SagaStateChanged {
  event_id: string;
  event_type: 'SagaStateChanged';
  event_version: 1;
  aggregate_type: 'saga';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: SagaStateChangedData;
}

export interface SagaStateChangedData {
  /** Identity of the saga of one payment. */
  saga_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** A state of a saga, e.g. AWAITING_GATEWAY; the saga's machine has them all. */
  from: string;
  /** A state of a saga, e.g. AWAITING_GATEWAY; the saga's machine has them all. */
  to: string;
  /** A sentence or a name for people to read. */
  cancel_reason?: string;
  /** Machine-readable cause, e.g. INSUFFICIENT_FUNDS, GATEWAY_DECLINED, GATEWAY_EXHAUSTED, VALIDATION_FAILED, TIMEOUT. */
  error_code?: string;
  /** Step of the payment at which it failed, e.g. WALLET_VALIDATION, GATEWAY_PROCESSING. */
  failure_stage?: string;
  /** A sentence or a name for people to read. */
  reason?: string;
  /** Money that moves or is missing, in minor units. */
  requested_amount?: number;
  /** Money that is there, in minor units. */
  available_balance?: number;
  /** Money that moves or is missing, in minor units. */
  deficit_amount?: number;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  concurrent_payment_id?: string;
}

/** A step of the saga, named after its command. */
export type SagaStep = 'ValidatePayment' | 'CheckWalletBalance' | 'DeductWalletBalance' | 'ProcessWithGateway' | 'ConfirmPayment';

/** Sent by the saga orchestrator when the answer to a step was good. Of ProcessWithGateway it names the charge. */
export interface SagaStepCompleted {
  event_id: string;
  event_type: 'SagaStepCompleted';
  event_version: 1;
  aggregate_type: 'saga';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: SagaStepCompletedData;
}

export interface SagaStepCompletedData {
  /** Identity of the saga of one payment. */
  saga_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** A step of the saga, named after its command. */
  step: SagaStep;
  /** Payment provider; fallback goes in this order. */
  provider?: Provider;
  /** The charge as the provider names it. */
  provider_charge_id?: string;
}

/** Sent by the saga orchestrator when a saga made no progress past its deadline and may not compensate, because an attempt at a provider is unresolved. */
export interface SagaStuckDetected {
  event_id: string;
  event_type: 'SagaStuckDetected';
  event_version: 1;
  aggregate_type: 'saga';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: SagaStuckDetectedData;
}

export interface SagaStuckDetectedData {
  /** Identity of the saga of one payment. */
  saga_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** A sentence or a name for people to read. */
  state?: string;
  /** RFC 3339 instant, in UTC. */
  stuck_since?: string;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** One of the deployable services. */
export type ServiceName = 'payment' | 'wallet' | 'gateway' | 'saga' | 'metrics' | 'recovery';

/** How urgent an alert is. */
export type Severity = 'info' | 'warning' | 'critical';

/** Sent by the recovery service when everything is consistent again and the services are ready. `recovery_duration` is in seconds. */
export interface SystemRecoveryCompleted {
  event_id: string;
  event_type: 'SystemRecoveryCompleted';
  event_version: 1;
  aggregate_type: 'service';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: SystemRecoveryCompletedData;
}

export interface SystemRecoveryCompletedData {
  /** One of the deployable services. */
  service: ServiceName;
  /** A duration in seconds. */
  recovery_duration: number;
  services_recovered: readonly ServiceName[];
  /** How many. */
  events_reprocessed: number;
  /** How many. */
  sagas_resumed: number;
}

/** Sent by the recovery service when it begins to bring the system, or one service, back after a failure. */
export interface SystemRecoveryStarted {
  event_id: string;
  event_type: 'SystemRecoveryStarted';
  event_version: 1;
  aggregate_type: 'service';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: SystemRecoveryStartedData;
}

export interface SystemRecoveryStartedData {
  /** One of the deployable services. */
  service: ServiceName;
  services?: readonly ServiceName[];
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Written into each partition of events.payments.v1 when the payment service begins to write its events to the topics of the methods too. Whoever has read up to it may read those topics instead. */
export interface TopicSplitMarked {
  event_id: string;
  event_type: 'TopicSplitMarked';
  event_version: 1;
  aggregate_type: 'service';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: TopicSplitMarkedData;
}

export interface TopicSplitMarkedData {
  /** One of the deployable services. */
  service: ServiceName;
  /** Partition of events.payments.v1 that it stands in. */
  partition: number;
}

/** Sent by the saga orchestrator when the dispute was decided. Answered by WalletUnlocked. */
export interface UnlockWallet {
  event_id: string;
  event_type: 'UnlockWallet';
  event_version: 1;
  aggregate_type: 'wallet';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: UnlockWalletData;
}

export interface UnlockWalletData {
  /** Identity of a wallet; key of wallet messages. */
  wallet_id: string;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the saga orchestrator at the end of compensation, so that the outcome is counted once. */
export interface UpdateMetrics {
  event_id: string;
  event_type: 'UpdateMetrics';
  event_version: 1;
  aggregate_type: 'service';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: UpdateMetricsData;
}

export interface UpdateMetricsData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** How a payment ended. */
  outcome: PaymentOutcome;
}

/** Sent by the saga orchestrator as first step. Answered by PaymentValidated or PaymentFailed(VALIDATION_FAILED). */
export interface ValidatePayment {
  event_id: string;
  event_type: 'ValidatePayment';
  event_version: 1;
  aggregate_type: 'payment';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: ValidatePaymentData;
}

export interface ValidatePaymentData {
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
}

/** Sent by the wallet service on CheckWalletBalance. A hint for an early refusal; the deduction checks again. `deficit_amount` is 0 when the funds suffice. */
export interface WalletBalanceChecked {
  event_id: string;
  event_type: 'WalletBalanceChecked';
  event_version: 1;
  aggregate_type: 'wallet';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: WalletBalanceCheckedData;
}

export interface WalletBalanceCheckedData {
  /** Identity of a wallet; key of wallet messages. */
  wallet_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Money that moves or is missing, in minor units. */
  requested_amount: number;
  /** Money that is there, in minor units. */
  available_balance: number;
  sufficient_funds: boolean;
  /** Money that is there, in minor units. */
  deficit_amount: number;
  /** ISO 4217 code. */
  currency: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  concurrent_payment_id?: string;
}

/** Sent by the wallet service on POST /api/v1/wallets: one wallet per user and currency. */
export interface WalletCreated {
  event_id: string;
  event_type: 'WalletCreated';
  event_version: 1;
  aggregate_type: 'wallet';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: WalletCreatedData;
}

export interface WalletCreatedData {
  /** Identity of a wallet; key of wallet messages. */
  wallet_id: string;
  /** The user as the API's caller names him. */
  user_id: string;
  /** ISO 4217 code. */
  currency: string;
}

/** Sent by the wallet service when money came in: a top-up, or a refund of a completed payment. `reference` is the idempotency key or the refund_id. */
export interface WalletCredited {
  event_id: string;
  event_type: 'WalletCredited';
  event_version: 1;
  aggregate_type: 'wallet';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: WalletCreditedData;
}

export interface WalletCreditedData {
  /** Identity of a wallet; key of wallet messages. */
  wallet_id: string;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
  /** Where the money came from. */
  source: CreditSource;
  /** A sentence or a name for people to read. */
  reference: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id?: string;
  /** Money that is there, in minor units. */
  available_after: number;
  /** Money that is there, in minor units. */
  locked_after: number;
}

/** Sent by the wallet service on DeductWalletBalance: the amount moved from available to locked. */
export interface WalletDeducted {
  event_id: string;
  event_type: 'WalletDeducted';
  event_version: 1;
  aggregate_type: 'wallet';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: WalletDeductedData;
}

export interface WalletDeductedData {
  /** Identity of a wallet; key of wallet messages. */
  wallet_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
  /** Money that is there, in minor units. */
  available_after: number;
  /** Money that is there, in minor units. */
  locked_after: number;
}

/** Sent by the wallet service when DeductWalletBalance was refused; nothing moved. The balances are there when funds were missing. */
export interface WalletDeductionFailed {
  event_id: string;
  event_type: 'WalletDeductionFailed';
  event_version: 1;
  aggregate_type: 'wallet';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: WalletDeductionFailedData;
}

export interface WalletDeductionFailedData {
  /** Identity of a wallet; key of wallet messages. */
  wallet_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Why nothing was deducted. INSUFFICIENT_FUNDS_CONCURRENT means that unsettled holds of other payments would have covered the deficit; the newest of them is named in concurrent_payment_id. */
  error_code: DeductionErrorCode;
  /** Money that moves or is missing, in minor units. */
  requested_amount: number;
  /** ISO 4217 code. */
  currency: string;
  /** Money that is there, in minor units. */
  available_balance?: number;
  /** Money that moves or is missing, in minor units. */
  deficit_amount?: number;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  concurrent_payment_id?: string;
}

/** Sent by the wallet service on LockWallet (fraud, dispute). Deductions fail with WALLET_FROZEN from here on. */
export interface WalletLocked {
  event_id: string;
  event_type: 'WalletLocked';
  event_version: 1;
  aggregate_type: 'wallet';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: WalletLockedData;
}

export interface WalletLockedData {
  /** Identity of a wallet; key of wallet messages. */
  wallet_id: string;
  /** A sentence or a name for people to read. */
  reason: string;
}

/** Sent by the wallet service on RefundWalletBalance: the hold of the payment is released, at most once per deduction. Compensation only; refunds of completed payments are WalletCredited. */
export interface WalletRefunded {
  event_id: string;
  event_type: 'WalletRefunded';
  event_version: 1;
  aggregate_type: 'wallet';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: WalletRefundedData;
}

export interface WalletRefundedData {
  /** Identity of a wallet; key of wallet messages. */
  wallet_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
  /** Money that is there, in minor units. */
  available_after: number;
  /** Money that is there, in minor units. */
  locked_after: number;
}

/** Sent by the wallet service on PaymentCompleted: the hold of the payment left the wallet for good. */
export interface WalletSettled {
  event_id: string;
  event_type: 'WalletSettled';
  event_version: 1;
  aggregate_type: 'wallet';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: WalletSettledData;
}

export interface WalletSettledData {
  /** Identity of a wallet; key of wallet messages. */
  wallet_id: string;
  /** Identity of a payment; key of payment, gateway and saga messages. */
  payment_id: string;
  /** Money that moves or is missing, in minor units. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
  /** Money that is there, in minor units. */
  available_after: number;
  /** Money that is there, in minor units. */
  locked_after: number;
}

/** Sent by the wallet service on UnlockWallet. Deductions are possible again. */
export interface WalletUnlocked {
  event_id: string;
  event_type: 'WalletUnlocked';
  event_version: 1;
  aggregate_type: 'wallet';
  /** Identity of the aggregate: a UUID, a provider or a service. */
  aggregate_id: string;
  aggregate_version: number;
  /** RFC 3339 instant, in UTC. */
  occurred_at: string;
  correlation_id: string;
  causation_id: string;
  data: WalletUnlockedData;
}

export interface WalletUnlockedData {
  /** Identity of a wallet; key of wallet messages. */
  wallet_id: string;
  /** A sentence or a name for people to read. */
  reason: string;
}
