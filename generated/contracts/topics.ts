// Generated from specs by npm run generate; do not edit.
// Topics with partitions, retention and traffic, and for each message its topic, key, senders and receivers.

import type { AggregateType, Message, MessageType, ServiceName } from './types.ts';

/** The services of the specifications. */
export const SERVICES = ['gateway', 'metrics', 'payment', 'recovery', 'saga', 'wallet'] as const satisfies readonly ServiceName[];

export interface TopicInfo {
  readonly name: TopicName;
  readonly kind: 'events' | 'commands' | 'shared' | 'copies' | 'audit' | 'dead-letters';
  /** Fixed once the topic is live: a key has to stay on its partition. */
  readonly partitions: number;
  readonly retentionMs: number;
  /** Where a consumer sends what it cannot process. */
  readonly deadLetterTopic?: TopicName;
  readonly messages: readonly (MessageType | 'DeadLetter')[];
  /** Which service sends which messages on this topic. */
  readonly senders: Readonly<Partial<Record<ServiceName, readonly (MessageType | 'DeadLetter')[]>>>;
  /** Which service consumes the topic, and what of it; it skips the rest. */
  readonly receivers: Readonly<Partial<Record<ServiceName, readonly (MessageType | 'DeadLetter')[]>>>;
}

export interface MessageInfo {
  readonly kind: 'event' | 'command';
  /** The topic of the message; events travel on the audit topic as well. */
  readonly topic: TopicName;
  /** Field of the data that is the key of the record. */
  readonly keyField: 'payment_id' | 'wallet_id' | 'provider' | 'service';
  readonly aggregateType: AggregateType;
  readonly version: number;
  readonly senders: readonly ServiceName[];
  readonly receivers: readonly ServiceName[];
}

/** Names of the topics. */
export const TOPIC_NAMES = [
  'payment-events.v1',
  'wallet-events.v1',
  'gateway-events.v1',
  'saga-events.v1',
  'metrics-events.v1',
  'payment-commands.v1',
  'wallet-commands.v1',
  'gateway-commands.v1',
  'saga-commands.v1',
  'metrics-commands.v1',
  'audit-events.v1',
  'events.payments.v1',
  'events.payments.wallet.v1',
  'events.payments.external.v1',
  'payment-events.dlq.v1',
  'wallet-events.dlq.v1',
  'gateway-events.dlq.v1',
  'saga-events.dlq.v1',
] as const;
export type TopicName = (typeof TOPIC_NAMES)[number];

/** The topic that receives every event once more. */
export const AUDIT_TOPIC: TopicName = 'audit-events.v1';

/** All topics by name. */
export const TOPICS: Readonly<Record<TopicName, TopicInfo>> = {
  'payment-events.v1': {
    name: 'payment-events.v1',
    kind: 'events',
    partitions: 12,
    retentionMs: 2592000000,
    deadLetterTopic: 'payment-events.dlq.v1',
    messages: ['PaymentInitiated', 'PaymentValidated', 'PaymentCompleted', 'PaymentFailed', 'PaymentCancelled', 'ConcurrentPaymentDetected', 'PaymentStateInconsistency', 'RefundRequested', 'RefundCompleted', 'RefundFailed', 'NotificationSent', 'NotificationFailed'],
    senders: { payment: ['PaymentInitiated', 'PaymentValidated', 'PaymentCompleted', 'PaymentFailed', 'PaymentCancelled', 'ConcurrentPaymentDetected', 'PaymentStateInconsistency', 'RefundRequested', 'RefundCompleted', 'RefundFailed', 'NotificationSent', 'NotificationFailed'] },
    receivers: { metrics: ['PaymentInitiated', 'PaymentValidated', 'PaymentCompleted', 'PaymentFailed', 'PaymentCancelled', 'ConcurrentPaymentDetected', 'PaymentStateInconsistency', 'RefundRequested', 'RefundCompleted', 'RefundFailed', 'NotificationSent', 'NotificationFailed'], saga: ['PaymentInitiated', 'PaymentValidated', 'PaymentCompleted', 'PaymentFailed', 'PaymentCancelled', 'RefundRequested', 'RefundCompleted', 'RefundFailed'], wallet: ['PaymentCompleted', 'RefundCompleted'] },
  },
  'wallet-events.v1': {
    name: 'wallet-events.v1',
    kind: 'events',
    partitions: 8,
    retentionMs: 5184000000,
    deadLetterTopic: 'wallet-events.dlq.v1',
    messages: ['WalletCreated', 'WalletCredited', 'WalletBalanceChecked', 'WalletDeducted', 'WalletDeductionFailed', 'WalletRefunded', 'WalletSettled', 'WalletLocked', 'WalletUnlocked'],
    senders: { wallet: ['WalletCreated', 'WalletCredited', 'WalletBalanceChecked', 'WalletDeducted', 'WalletDeductionFailed', 'WalletRefunded', 'WalletSettled', 'WalletLocked', 'WalletUnlocked'] },
    receivers: { metrics: ['WalletCreated', 'WalletCredited', 'WalletBalanceChecked', 'WalletDeducted', 'WalletDeductionFailed', 'WalletRefunded', 'WalletSettled', 'WalletLocked', 'WalletUnlocked'], saga: ['WalletBalanceChecked', 'WalletDeducted', 'WalletDeductionFailed', 'WalletRefunded'] },
  },
  'gateway-events.v1': {
    name: 'gateway-events.v1',
    kind: 'events',
    partitions: 6,
    retentionMs: 1209600000,
    deadLetterTopic: 'gateway-events.dlq.v1',
    messages: ['GatewayRequestSent', 'GatewayResponseReceived', 'GatewayTimeoutOccurred', 'GatewayFallbackTriggered', 'GatewayFailed', 'GatewayChargeCancelled', 'GatewayVerificationRequired', 'GatewayRefunded', 'GatewayRefundFailed', 'GatewayActionRequired', 'GatewayChargeVoided', 'GatewayDisputeOpened', 'CircuitBreakerOpened', 'CircuitBreakerHalfOpened', 'CircuitBreakerClosed'],
    senders: { gateway: ['GatewayRequestSent', 'GatewayResponseReceived', 'GatewayTimeoutOccurred', 'GatewayFallbackTriggered', 'GatewayFailed', 'GatewayChargeCancelled', 'GatewayVerificationRequired', 'GatewayRefunded', 'GatewayRefundFailed', 'GatewayActionRequired', 'GatewayChargeVoided', 'GatewayDisputeOpened', 'CircuitBreakerOpened', 'CircuitBreakerHalfOpened', 'CircuitBreakerClosed'] },
    receivers: { metrics: ['GatewayRequestSent', 'GatewayResponseReceived', 'GatewayTimeoutOccurred', 'GatewayFallbackTriggered', 'GatewayFailed', 'GatewayChargeCancelled', 'GatewayVerificationRequired', 'GatewayRefunded', 'GatewayRefundFailed', 'CircuitBreakerOpened', 'CircuitBreakerHalfOpened', 'CircuitBreakerClosed'], saga: ['GatewayResponseReceived', 'GatewayTimeoutOccurred', 'GatewayFallbackTriggered', 'GatewayFailed', 'GatewayChargeCancelled', 'GatewayVerificationRequired', 'GatewayRefunded', 'GatewayRefundFailed', 'GatewayActionRequired', 'GatewayDisputeOpened'] },
  },
  'saga-events.v1': {
    name: 'saga-events.v1',
    kind: 'events',
    partitions: 6,
    retentionMs: 2592000000,
    deadLetterTopic: 'saga-events.dlq.v1',
    messages: ['SagaStarted', 'SagaStepCompleted', 'SagaStateChanged', 'SagaCompleted', 'SagaFailed', 'CompensationStarted', 'CompensationCompleted', 'SagaRecoveryRequired', 'SagaStuckDetected'],
    senders: { saga: ['SagaStarted', 'SagaStepCompleted', 'SagaStateChanged', 'SagaCompleted', 'SagaFailed', 'CompensationStarted', 'CompensationCompleted', 'SagaRecoveryRequired', 'SagaStuckDetected'] },
    receivers: { metrics: ['SagaStarted', 'SagaStepCompleted', 'SagaCompleted', 'SagaFailed', 'CompensationStarted', 'CompensationCompleted', 'SagaRecoveryRequired', 'SagaStuckDetected'] },
  },
  'metrics-events.v1': {
    name: 'metrics-events.v1',
    kind: 'shared',
    partitions: 4,
    retentionMs: 604800000,
    deadLetterTopic: 'saga-events.dlq.v1',
    messages: ['MetricRecorded', 'AlertTriggered', 'InconsistencyDetected', 'SystemRecoveryStarted', 'SystemRecoveryCompleted'],
    senders: { metrics: ['MetricRecorded', 'AlertTriggered'], payment: ['InconsistencyDetected'], recovery: ['SystemRecoveryStarted', 'SystemRecoveryCompleted', 'AlertTriggered'], saga: ['InconsistencyDetected'], wallet: ['InconsistencyDetected'] },
    receivers: {},
  },
  'payment-commands.v1': {
    name: 'payment-commands.v1',
    kind: 'commands',
    partitions: 12,
    retentionMs: 2592000000,
    deadLetterTopic: 'payment-events.dlq.v1',
    messages: ['ValidatePayment', 'RecordPaymentProgress', 'ConfirmPayment', 'MarkPaymentAsFailed', 'MarkPaymentAsCancelled', 'NotifyUser', 'CancelPaymentConfirmation', 'CompleteRefund', 'MarkRefundAsFailed'],
    senders: { saga: ['ValidatePayment', 'RecordPaymentProgress', 'ConfirmPayment', 'MarkPaymentAsFailed', 'MarkPaymentAsCancelled', 'NotifyUser', 'CancelPaymentConfirmation', 'CompleteRefund', 'MarkRefundAsFailed'] },
    receivers: { payment: ['ValidatePayment', 'RecordPaymentProgress', 'ConfirmPayment', 'MarkPaymentAsFailed', 'MarkPaymentAsCancelled', 'NotifyUser', 'CancelPaymentConfirmation', 'CompleteRefund', 'MarkRefundAsFailed'] },
  },
  'wallet-commands.v1': {
    name: 'wallet-commands.v1',
    kind: 'commands',
    partitions: 8,
    retentionMs: 5184000000,
    deadLetterTopic: 'wallet-events.dlq.v1',
    messages: ['CheckWalletBalance', 'DeductWalletBalance', 'RefundWalletBalance', 'LockWallet', 'UnlockWallet'],
    senders: { saga: ['CheckWalletBalance', 'DeductWalletBalance', 'RefundWalletBalance', 'LockWallet', 'UnlockWallet'] },
    receivers: { wallet: ['CheckWalletBalance', 'DeductWalletBalance', 'RefundWalletBalance', 'LockWallet', 'UnlockWallet'] },
  },
  'gateway-commands.v1': {
    name: 'gateway-commands.v1',
    kind: 'commands',
    partitions: 6,
    retentionMs: 1209600000,
    deadLetterTopic: 'gateway-events.dlq.v1',
    messages: ['ProcessWithGateway', 'CancelWithGateway', 'RefundWithGateway'],
    senders: { saga: ['ProcessWithGateway', 'CancelWithGateway', 'RefundWithGateway'] },
    receivers: { gateway: ['ProcessWithGateway', 'CancelWithGateway', 'RefundWithGateway'] },
  },
  'saga-commands.v1': {
    name: 'saga-commands.v1',
    kind: 'commands',
    partitions: 6,
    retentionMs: 2592000000,
    deadLetterTopic: 'saga-events.dlq.v1',
    messages: ['CancelPaymentSaga'],
    senders: { payment: ['CancelPaymentSaga'] },
    receivers: { saga: ['CancelPaymentSaga'] },
  },
  'metrics-commands.v1': {
    name: 'metrics-commands.v1',
    kind: 'commands',
    partitions: 4,
    retentionMs: 604800000,
    deadLetterTopic: 'saga-events.dlq.v1',
    messages: ['UpdateMetrics'],
    senders: { saga: ['UpdateMetrics'] },
    receivers: { metrics: ['UpdateMetrics'] },
  },
  'audit-events.v1': {
    name: 'audit-events.v1',
    kind: 'audit',
    partitions: 4,
    retentionMs: 31536000000,
    messages: ['PaymentInitiated', 'PaymentValidated', 'PaymentCompleted', 'PaymentFailed', 'PaymentCancelled', 'ConcurrentPaymentDetected', 'PaymentStateInconsistency', 'RefundRequested', 'RefundCompleted', 'RefundFailed', 'NotificationSent', 'NotificationFailed', 'TopicSplitMarked', 'WalletCreated', 'WalletCredited', 'WalletBalanceChecked', 'WalletDeducted', 'WalletDeductionFailed', 'WalletRefunded', 'WalletSettled', 'WalletLocked', 'WalletUnlocked', 'GatewayRequestSent', 'GatewayResponseReceived', 'GatewayTimeoutOccurred', 'GatewayFallbackTriggered', 'GatewayFailed', 'GatewayChargeCancelled', 'GatewayVerificationRequired', 'GatewayRefunded', 'GatewayRefundFailed', 'GatewayActionRequired', 'GatewayChargeVoided', 'GatewayDisputeOpened', 'CircuitBreakerOpened', 'CircuitBreakerHalfOpened', 'CircuitBreakerClosed', 'SagaStarted', 'SagaStepCompleted', 'SagaStateChanged', 'SagaCompleted', 'SagaFailed', 'CompensationStarted', 'CompensationCompleted', 'SagaRecoveryRequired', 'SagaStuckDetected', 'MetricRecorded', 'AlertTriggered', 'InconsistencyDetected', 'SystemRecoveryStarted', 'SystemRecoveryCompleted'],
    senders: { gateway: ['GatewayRequestSent', 'GatewayResponseReceived', 'GatewayTimeoutOccurred', 'GatewayFallbackTriggered', 'GatewayFailed', 'GatewayChargeCancelled', 'GatewayVerificationRequired', 'GatewayRefunded', 'GatewayRefundFailed', 'GatewayActionRequired', 'GatewayChargeVoided', 'GatewayDisputeOpened', 'CircuitBreakerOpened', 'CircuitBreakerHalfOpened', 'CircuitBreakerClosed'], metrics: ['MetricRecorded', 'AlertTriggered'], payment: ['InconsistencyDetected', 'PaymentInitiated', 'PaymentValidated', 'PaymentCompleted', 'PaymentFailed', 'PaymentCancelled', 'ConcurrentPaymentDetected', 'PaymentStateInconsistency', 'RefundRequested', 'RefundCompleted', 'RefundFailed', 'NotificationSent', 'NotificationFailed', 'TopicSplitMarked'], recovery: ['SystemRecoveryStarted', 'SystemRecoveryCompleted', 'AlertTriggered'], saga: ['InconsistencyDetected', 'SagaStarted', 'SagaStepCompleted', 'SagaStateChanged', 'SagaCompleted', 'SagaFailed', 'CompensationStarted', 'CompensationCompleted', 'SagaRecoveryRequired', 'SagaStuckDetected'], wallet: ['WalletCreated', 'WalletCredited', 'WalletBalanceChecked', 'WalletDeducted', 'WalletDeductionFailed', 'WalletRefunded', 'WalletSettled', 'WalletLocked', 'WalletUnlocked', 'InconsistencyDetected'] },
    receivers: {},
  },
  'events.payments.v1': {
    name: 'events.payments.v1',
    kind: 'copies',
    partitions: 12,
    retentionMs: 2592000000,
    deadLetterTopic: 'payment-events.dlq.v1',
    messages: ['PaymentInitiated', 'PaymentValidated', 'PaymentCompleted', 'PaymentFailed', 'PaymentCancelled', 'ConcurrentPaymentDetected', 'PaymentStateInconsistency', 'RefundRequested', 'RefundCompleted', 'RefundFailed', 'NotificationSent', 'NotificationFailed', 'TopicSplitMarked'],
    senders: { payment: ['PaymentInitiated', 'PaymentValidated', 'PaymentCompleted', 'PaymentFailed', 'PaymentCancelled', 'ConcurrentPaymentDetected', 'PaymentStateInconsistency', 'RefundRequested', 'RefundCompleted', 'RefundFailed', 'NotificationSent', 'NotificationFailed', 'TopicSplitMarked'] },
    receivers: {},
  },
  'events.payments.wallet.v1': {
    name: 'events.payments.wallet.v1',
    kind: 'copies',
    partitions: 12,
    retentionMs: 2592000000,
    deadLetterTopic: 'payment-events.dlq.v1',
    messages: ['PaymentInitiated', 'PaymentValidated', 'PaymentCompleted', 'PaymentFailed', 'PaymentCancelled', 'ConcurrentPaymentDetected', 'PaymentStateInconsistency', 'RefundRequested', 'RefundCompleted', 'RefundFailed', 'NotificationSent', 'NotificationFailed'],
    senders: { payment: ['PaymentInitiated', 'PaymentValidated', 'PaymentCompleted', 'PaymentFailed', 'PaymentCancelled', 'ConcurrentPaymentDetected', 'PaymentStateInconsistency', 'RefundRequested', 'RefundCompleted', 'RefundFailed', 'NotificationSent', 'NotificationFailed'] },
    receivers: {},
  },
  'events.payments.external.v1': {
    name: 'events.payments.external.v1',
    kind: 'copies',
    partitions: 12,
    retentionMs: 2592000000,
    deadLetterTopic: 'payment-events.dlq.v1',
    messages: ['PaymentInitiated', 'PaymentValidated', 'PaymentCompleted', 'PaymentFailed', 'PaymentCancelled', 'ConcurrentPaymentDetected', 'PaymentStateInconsistency', 'RefundRequested', 'RefundCompleted', 'RefundFailed', 'NotificationSent', 'NotificationFailed'],
    senders: { payment: ['PaymentInitiated', 'PaymentValidated', 'PaymentCompleted', 'PaymentFailed', 'PaymentCancelled', 'ConcurrentPaymentDetected', 'PaymentStateInconsistency', 'RefundRequested', 'RefundCompleted', 'RefundFailed', 'NotificationSent', 'NotificationFailed'] },
    receivers: {},
  },
  'payment-events.dlq.v1': {
    name: 'payment-events.dlq.v1',
    kind: 'dead-letters',
    partitions: 12,
    retentionMs: 2592000000,
    messages: ['DeadLetter'],
    senders: { metrics: ['DeadLetter'], payment: ['DeadLetter'], saga: ['DeadLetter'], wallet: ['DeadLetter'] },
    receivers: {},
  },
  'wallet-events.dlq.v1': {
    name: 'wallet-events.dlq.v1',
    kind: 'dead-letters',
    partitions: 8,
    retentionMs: 5184000000,
    messages: ['DeadLetter'],
    senders: { metrics: ['DeadLetter'], saga: ['DeadLetter'], wallet: ['DeadLetter'] },
    receivers: {},
  },
  'gateway-events.dlq.v1': {
    name: 'gateway-events.dlq.v1',
    kind: 'dead-letters',
    partitions: 6,
    retentionMs: 1209600000,
    messages: ['DeadLetter'],
    senders: { gateway: ['DeadLetter'], metrics: ['DeadLetter'], saga: ['DeadLetter'] },
    receivers: {},
  },
  'saga-events.dlq.v1': {
    name: 'saga-events.dlq.v1',
    kind: 'dead-letters',
    partitions: 6,
    retentionMs: 2592000000,
    messages: ['DeadLetter'],
    senders: { metrics: ['DeadLetter'], saga: ['DeadLetter'] },
    receivers: {},
  },
};

/** Names of all messages with an envelope: events, then commands. */
export const MESSAGE_TYPES: readonly MessageType[] = [
  'PaymentInitiated',
  'PaymentValidated',
  'PaymentCompleted',
  'PaymentFailed',
  'PaymentCancelled',
  'ConcurrentPaymentDetected',
  'PaymentStateInconsistency',
  'RefundRequested',
  'RefundCompleted',
  'RefundFailed',
  'NotificationSent',
  'NotificationFailed',
  'WalletCreated',
  'WalletCredited',
  'WalletBalanceChecked',
  'WalletDeducted',
  'WalletDeductionFailed',
  'WalletRefunded',
  'WalletSettled',
  'WalletLocked',
  'WalletUnlocked',
  'GatewayRequestSent',
  'GatewayResponseReceived',
  'GatewayTimeoutOccurred',
  'GatewayFallbackTriggered',
  'GatewayFailed',
  'GatewayChargeCancelled',
  'GatewayVerificationRequired',
  'GatewayRefunded',
  'GatewayRefundFailed',
  'GatewayActionRequired',
  'GatewayChargeVoided',
  'GatewayDisputeOpened',
  'CircuitBreakerOpened',
  'CircuitBreakerHalfOpened',
  'CircuitBreakerClosed',
  'SagaStarted',
  'SagaStepCompleted',
  'SagaStateChanged',
  'SagaCompleted',
  'SagaFailed',
  'CompensationStarted',
  'CompensationCompleted',
  'SagaRecoveryRequired',
  'SagaStuckDetected',
  'MetricRecorded',
  'AlertTriggered',
  'InconsistencyDetected',
  'SystemRecoveryStarted',
  'SystemRecoveryCompleted',
  'TopicSplitMarked',
  'ValidatePayment',
  'RecordPaymentProgress',
  'ConfirmPayment',
  'MarkPaymentAsFailed',
  'MarkPaymentAsCancelled',
  'NotifyUser',
  'CancelPaymentConfirmation',
  'CompleteRefund',
  'MarkRefundAsFailed',
  'CheckWalletBalance',
  'DeductWalletBalance',
  'RefundWalletBalance',
  'LockWallet',
  'UnlockWallet',
  'ProcessWithGateway',
  'CancelWithGateway',
  'RefundWithGateway',
  'CancelPaymentSaga',
  'UpdateMetrics',
];

/** All messages by name. */
export const MESSAGES: Readonly<Record<MessageType, MessageInfo>> = {
  PaymentInitiated: { kind: 'event', topic: 'payment-events.v1', keyField: 'payment_id', aggregateType: 'payment', version: 1, senders: ['payment'], receivers: ['metrics', 'saga'] },
  PaymentValidated: { kind: 'event', topic: 'payment-events.v1', keyField: 'payment_id', aggregateType: 'payment', version: 1, senders: ['payment'], receivers: ['metrics', 'saga'] },
  PaymentCompleted: { kind: 'event', topic: 'payment-events.v1', keyField: 'payment_id', aggregateType: 'payment', version: 1, senders: ['payment'], receivers: ['metrics', 'saga', 'wallet'] },
  PaymentFailed: { kind: 'event', topic: 'payment-events.v1', keyField: 'payment_id', aggregateType: 'payment', version: 1, senders: ['payment'], receivers: ['metrics', 'saga'] },
  PaymentCancelled: { kind: 'event', topic: 'payment-events.v1', keyField: 'payment_id', aggregateType: 'payment', version: 1, senders: ['payment'], receivers: ['metrics', 'saga'] },
  ConcurrentPaymentDetected: { kind: 'event', topic: 'payment-events.v1', keyField: 'payment_id', aggregateType: 'payment', version: 1, senders: ['payment'], receivers: ['metrics'] },
  PaymentStateInconsistency: { kind: 'event', topic: 'payment-events.v1', keyField: 'payment_id', aggregateType: 'payment', version: 1, senders: ['payment'], receivers: ['metrics'] },
  RefundRequested: { kind: 'event', topic: 'payment-events.v1', keyField: 'payment_id', aggregateType: 'refund', version: 1, senders: ['payment'], receivers: ['metrics', 'saga'] },
  RefundCompleted: { kind: 'event', topic: 'payment-events.v1', keyField: 'payment_id', aggregateType: 'refund', version: 1, senders: ['payment'], receivers: ['metrics', 'saga', 'wallet'] },
  RefundFailed: { kind: 'event', topic: 'payment-events.v1', keyField: 'payment_id', aggregateType: 'refund', version: 1, senders: ['payment'], receivers: ['metrics', 'saga'] },
  NotificationSent: { kind: 'event', topic: 'payment-events.v1', keyField: 'payment_id', aggregateType: 'notification', version: 1, senders: ['payment'], receivers: ['metrics'] },
  NotificationFailed: { kind: 'event', topic: 'payment-events.v1', keyField: 'payment_id', aggregateType: 'notification', version: 1, senders: ['payment'], receivers: ['metrics'] },
  WalletCreated: { kind: 'event', topic: 'wallet-events.v1', keyField: 'wallet_id', aggregateType: 'wallet', version: 1, senders: ['wallet'], receivers: ['metrics'] },
  WalletCredited: { kind: 'event', topic: 'wallet-events.v1', keyField: 'wallet_id', aggregateType: 'wallet', version: 1, senders: ['wallet'], receivers: ['metrics'] },
  WalletBalanceChecked: { kind: 'event', topic: 'wallet-events.v1', keyField: 'wallet_id', aggregateType: 'wallet', version: 1, senders: ['wallet'], receivers: ['metrics', 'saga'] },
  WalletDeducted: { kind: 'event', topic: 'wallet-events.v1', keyField: 'wallet_id', aggregateType: 'wallet', version: 1, senders: ['wallet'], receivers: ['metrics', 'saga'] },
  WalletDeductionFailed: { kind: 'event', topic: 'wallet-events.v1', keyField: 'wallet_id', aggregateType: 'wallet', version: 1, senders: ['wallet'], receivers: ['metrics', 'saga'] },
  WalletRefunded: { kind: 'event', topic: 'wallet-events.v1', keyField: 'wallet_id', aggregateType: 'wallet', version: 1, senders: ['wallet'], receivers: ['metrics', 'saga'] },
  WalletSettled: { kind: 'event', topic: 'wallet-events.v1', keyField: 'wallet_id', aggregateType: 'wallet', version: 1, senders: ['wallet'], receivers: ['metrics'] },
  WalletLocked: { kind: 'event', topic: 'wallet-events.v1', keyField: 'wallet_id', aggregateType: 'wallet', version: 1, senders: ['wallet'], receivers: ['metrics'] },
  WalletUnlocked: { kind: 'event', topic: 'wallet-events.v1', keyField: 'wallet_id', aggregateType: 'wallet', version: 1, senders: ['wallet'], receivers: ['metrics'] },
  GatewayRequestSent: { kind: 'event', topic: 'gateway-events.v1', keyField: 'payment_id', aggregateType: 'gateway', version: 1, senders: ['gateway'], receivers: ['metrics'] },
  GatewayResponseReceived: { kind: 'event', topic: 'gateway-events.v1', keyField: 'payment_id', aggregateType: 'gateway', version: 1, senders: ['gateway'], receivers: ['metrics', 'saga'] },
  GatewayTimeoutOccurred: { kind: 'event', topic: 'gateway-events.v1', keyField: 'payment_id', aggregateType: 'gateway', version: 1, senders: ['gateway'], receivers: ['metrics', 'saga'] },
  GatewayFallbackTriggered: { kind: 'event', topic: 'gateway-events.v1', keyField: 'payment_id', aggregateType: 'gateway', version: 1, senders: ['gateway'], receivers: ['metrics', 'saga'] },
  GatewayFailed: { kind: 'event', topic: 'gateway-events.v1', keyField: 'payment_id', aggregateType: 'gateway', version: 1, senders: ['gateway'], receivers: ['metrics', 'saga'] },
  GatewayChargeCancelled: { kind: 'event', topic: 'gateway-events.v1', keyField: 'payment_id', aggregateType: 'gateway', version: 1, senders: ['gateway'], receivers: ['metrics', 'saga'] },
  GatewayVerificationRequired: { kind: 'event', topic: 'gateway-events.v1', keyField: 'payment_id', aggregateType: 'gateway', version: 1, senders: ['gateway'], receivers: ['metrics', 'saga'] },
  GatewayRefunded: { kind: 'event', topic: 'gateway-events.v1', keyField: 'payment_id', aggregateType: 'gateway', version: 1, senders: ['gateway'], receivers: ['metrics', 'saga'] },
  GatewayRefundFailed: { kind: 'event', topic: 'gateway-events.v1', keyField: 'payment_id', aggregateType: 'gateway', version: 1, senders: ['gateway'], receivers: ['metrics', 'saga'] },
  GatewayActionRequired: { kind: 'event', topic: 'gateway-events.v1', keyField: 'payment_id', aggregateType: 'gateway', version: 1, senders: ['gateway'], receivers: ['saga'] },
  GatewayChargeVoided: { kind: 'event', topic: 'gateway-events.v1', keyField: 'payment_id', aggregateType: 'gateway', version: 1, senders: ['gateway'], receivers: [] },
  GatewayDisputeOpened: { kind: 'event', topic: 'gateway-events.v1', keyField: 'payment_id', aggregateType: 'gateway', version: 1, senders: ['gateway'], receivers: ['saga'] },
  CircuitBreakerOpened: { kind: 'event', topic: 'gateway-events.v1', keyField: 'provider', aggregateType: 'breaker', version: 1, senders: ['gateway'], receivers: ['metrics'] },
  CircuitBreakerHalfOpened: { kind: 'event', topic: 'gateway-events.v1', keyField: 'provider', aggregateType: 'breaker', version: 1, senders: ['gateway'], receivers: ['metrics'] },
  CircuitBreakerClosed: { kind: 'event', topic: 'gateway-events.v1', keyField: 'provider', aggregateType: 'breaker', version: 1, senders: ['gateway'], receivers: ['metrics'] },
  SagaStarted: { kind: 'event', topic: 'saga-events.v1', keyField: 'payment_id', aggregateType: 'saga', version: 1, senders: ['saga'], receivers: ['metrics'] },
  SagaStepCompleted: { kind: 'event', topic: 'saga-events.v1', keyField: 'payment_id', aggregateType: 'saga', version: 1, senders: ['saga'], receivers: ['metrics'] },
  SagaStateChanged: { kind: 'event', topic: 'saga-events.v1', keyField: 'payment_id', aggregateType: 'saga', version: 1, senders: ['saga'], receivers: [] },
  SagaCompleted: { kind: 'event', topic: 'saga-events.v1', keyField: 'payment_id', aggregateType: 'saga', version: 1, senders: ['saga'], receivers: ['metrics'] },
  SagaFailed: { kind: 'event', topic: 'saga-events.v1', keyField: 'payment_id', aggregateType: 'saga', version: 1, senders: ['saga'], receivers: ['metrics'] },
  CompensationStarted: { kind: 'event', topic: 'saga-events.v1', keyField: 'payment_id', aggregateType: 'saga', version: 1, senders: ['saga'], receivers: ['metrics'] },
  CompensationCompleted: { kind: 'event', topic: 'saga-events.v1', keyField: 'payment_id', aggregateType: 'saga', version: 1, senders: ['saga'], receivers: ['metrics'] },
  SagaRecoveryRequired: { kind: 'event', topic: 'saga-events.v1', keyField: 'payment_id', aggregateType: 'saga', version: 1, senders: ['saga'], receivers: ['metrics'] },
  SagaStuckDetected: { kind: 'event', topic: 'saga-events.v1', keyField: 'payment_id', aggregateType: 'saga', version: 1, senders: ['saga'], receivers: ['metrics'] },
  MetricRecorded: { kind: 'event', topic: 'metrics-events.v1', keyField: 'service', aggregateType: 'service', version: 1, senders: ['metrics'], receivers: [] },
  AlertTriggered: { kind: 'event', topic: 'metrics-events.v1', keyField: 'service', aggregateType: 'service', version: 1, senders: ['metrics', 'recovery'], receivers: [] },
  InconsistencyDetected: { kind: 'event', topic: 'metrics-events.v1', keyField: 'service', aggregateType: 'service', version: 1, senders: ['payment', 'saga', 'wallet'], receivers: [] },
  SystemRecoveryStarted: { kind: 'event', topic: 'metrics-events.v1', keyField: 'service', aggregateType: 'service', version: 1, senders: ['recovery'], receivers: [] },
  SystemRecoveryCompleted: { kind: 'event', topic: 'metrics-events.v1', keyField: 'service', aggregateType: 'service', version: 1, senders: ['recovery'], receivers: [] },
  ValidatePayment: { kind: 'command', topic: 'payment-commands.v1', keyField: 'payment_id', aggregateType: 'payment', version: 1, senders: ['saga'], receivers: ['payment'] },
  RecordPaymentProgress: { kind: 'command', topic: 'payment-commands.v1', keyField: 'payment_id', aggregateType: 'payment', version: 1, senders: ['saga'], receivers: ['payment'] },
  ConfirmPayment: { kind: 'command', topic: 'payment-commands.v1', keyField: 'payment_id', aggregateType: 'payment', version: 1, senders: ['saga'], receivers: ['payment'] },
  MarkPaymentAsFailed: { kind: 'command', topic: 'payment-commands.v1', keyField: 'payment_id', aggregateType: 'payment', version: 1, senders: ['saga'], receivers: ['payment'] },
  MarkPaymentAsCancelled: { kind: 'command', topic: 'payment-commands.v1', keyField: 'payment_id', aggregateType: 'payment', version: 1, senders: ['saga'], receivers: ['payment'] },
  NotifyUser: { kind: 'command', topic: 'payment-commands.v1', keyField: 'payment_id', aggregateType: 'payment', version: 1, senders: ['saga'], receivers: ['payment'] },
  CancelPaymentConfirmation: { kind: 'command', topic: 'payment-commands.v1', keyField: 'payment_id', aggregateType: 'payment', version: 1, senders: ['saga'], receivers: ['payment'] },
  CompleteRefund: { kind: 'command', topic: 'payment-commands.v1', keyField: 'payment_id', aggregateType: 'refund', version: 1, senders: ['saga'], receivers: ['payment'] },
  MarkRefundAsFailed: { kind: 'command', topic: 'payment-commands.v1', keyField: 'payment_id', aggregateType: 'refund', version: 1, senders: ['saga'], receivers: ['payment'] },
  CheckWalletBalance: { kind: 'command', topic: 'wallet-commands.v1', keyField: 'wallet_id', aggregateType: 'wallet', version: 1, senders: ['saga'], receivers: ['wallet'] },
  DeductWalletBalance: { kind: 'command', topic: 'wallet-commands.v1', keyField: 'wallet_id', aggregateType: 'wallet', version: 1, senders: ['saga'], receivers: ['wallet'] },
  RefundWalletBalance: { kind: 'command', topic: 'wallet-commands.v1', keyField: 'wallet_id', aggregateType: 'wallet', version: 1, senders: ['saga'], receivers: ['wallet'] },
  LockWallet: { kind: 'command', topic: 'wallet-commands.v1', keyField: 'wallet_id', aggregateType: 'wallet', version: 1, senders: ['saga'], receivers: ['wallet'] },
  UnlockWallet: { kind: 'command', topic: 'wallet-commands.v1', keyField: 'wallet_id', aggregateType: 'wallet', version: 1, senders: ['saga'], receivers: ['wallet'] },
  ProcessWithGateway: { kind: 'command', topic: 'gateway-commands.v1', keyField: 'payment_id', aggregateType: 'gateway', version: 1, senders: ['saga'], receivers: ['gateway'] },
  CancelWithGateway: { kind: 'command', topic: 'gateway-commands.v1', keyField: 'payment_id', aggregateType: 'gateway', version: 1, senders: ['saga'], receivers: ['gateway'] },
  RefundWithGateway: { kind: 'command', topic: 'gateway-commands.v1', keyField: 'payment_id', aggregateType: 'gateway', version: 1, senders: ['saga'], receivers: ['gateway'] },
  CancelPaymentSaga: { kind: 'command', topic: 'saga-commands.v1', keyField: 'payment_id', aggregateType: 'saga', version: 1, senders: ['payment'], receivers: ['saga'] },
  UpdateMetrics: { kind: 'command', topic: 'metrics-commands.v1', keyField: 'payment_id', aggregateType: 'service', version: 1, senders: ['saga'], receivers: ['metrics'] },
  TopicSplitMarked: { kind: 'event', topic: 'events.payments.v1', keyField: 'service', aggregateType: 'service', version: 1, senders: ['payment'], receivers: [] },
};

/** The key of the Kafka record that carries a message. */
export function keyOf(message: Message): string {
  switch (message.event_type) {
    case 'PaymentInitiated':
    case 'PaymentValidated':
    case 'PaymentCompleted':
    case 'PaymentFailed':
    case 'PaymentCancelled':
    case 'ConcurrentPaymentDetected':
    case 'PaymentStateInconsistency':
    case 'RefundRequested':
    case 'RefundCompleted':
    case 'RefundFailed':
    case 'NotificationSent':
    case 'NotificationFailed':
    case 'GatewayRequestSent':
    case 'GatewayResponseReceived':
    case 'GatewayTimeoutOccurred':
    case 'GatewayFallbackTriggered':
    case 'GatewayFailed':
    case 'GatewayChargeCancelled':
    case 'GatewayVerificationRequired':
    case 'GatewayRefunded':
    case 'GatewayRefundFailed':
    case 'GatewayActionRequired':
    case 'GatewayChargeVoided':
    case 'GatewayDisputeOpened':
    case 'SagaStarted':
    case 'SagaStepCompleted':
    case 'SagaStateChanged':
    case 'SagaCompleted':
    case 'SagaFailed':
    case 'CompensationStarted':
    case 'CompensationCompleted':
    case 'SagaRecoveryRequired':
    case 'SagaStuckDetected':
    case 'ValidatePayment':
    case 'RecordPaymentProgress':
    case 'ConfirmPayment':
    case 'MarkPaymentAsFailed':
    case 'MarkPaymentAsCancelled':
    case 'NotifyUser':
    case 'CancelPaymentConfirmation':
    case 'CompleteRefund':
    case 'MarkRefundAsFailed':
    case 'ProcessWithGateway':
    case 'CancelWithGateway':
    case 'RefundWithGateway':
    case 'CancelPaymentSaga':
    case 'UpdateMetrics':
      return message.data.payment_id;
    case 'WalletCreated':
    case 'WalletCredited':
    case 'WalletBalanceChecked':
    case 'WalletDeducted':
    case 'WalletDeductionFailed':
    case 'WalletRefunded':
    case 'WalletSettled':
    case 'WalletLocked':
    case 'WalletUnlocked':
    case 'CheckWalletBalance':
    case 'DeductWalletBalance':
    case 'RefundWalletBalance':
    case 'LockWallet':
    case 'UnlockWallet':
      return message.data.wallet_id;
    case 'CircuitBreakerOpened':
    case 'CircuitBreakerHalfOpened':
    case 'CircuitBreakerClosed':
      return message.data.provider;
    case 'MetricRecorded':
    case 'AlertTriggered':
    case 'InconsistencyDetected':
    case 'SystemRecoveryStarted':
    case 'SystemRecoveryCompleted':
    case 'TopicSplitMarked':
      return message.data.service;
  }
}

/** The topics that a service consumes, with the messages that it wants of each. */
export function subscriptionsOf(service: ServiceName): readonly { topic: TopicInfo; messages: readonly (MessageType | 'DeadLetter')[] }[] {
  return TOPIC_NAMES.flatMap((name) => {
    const messages = TOPICS[name].receivers[service];
    return messages === undefined ? [] : [{ topic: TOPICS[name], messages }];
  });
}
