// Generated from specs by npm run generate; do not edit.
// fast-check arbitraries of all messages; for tests only, since services do not have fast-check.

import fc from 'fast-check';
import type { DeadLetter, Message, MessageOf, MessageType, PaymentInitiatedV0 } from './types.ts';

const aggregateId = fc.string({ minLength: 1, maxLength: 128 });

const instant = fc.date({ min: new Date('2000-01-01T00:00:00.000Z'), max: new Date('2100-01-01T00:00:00.000Z'), noInvalidDate: true }).map((date) => date.toISOString());

const paymentId = fc.uuid();

const walletId = fc.stringMatching(new RegExp('^[A-Za-z0-9_-]+$')).filter((text) => text.length <= 64);

const userId = fc.string({ minLength: 1, maxLength: 128 });

const merchantId = fc.string({ minLength: 1, maxLength: 128 });

const amount = fc.integer({ min: 1, max: 9007199254740991 });

const currency = fc.stringMatching(new RegExp('^[A-Z]{3}$'));

const paymentMethod = fc.constantFrom('wallet', 'external');

const paymentSource = fc.stringMatching(new RegExp('^tok_[A-Za-z0-9_]{1,200}$'));

const text = fc.string({ minLength: 1, maxLength: 1000 });

const paymentInitiatedData = fc.record(
  {
    payment_id: paymentId,
    wallet_id: walletId,
    user_id: userId,
    merchant_id: merchantId,
    amount: amount,
    currency: currency,
    method: paymentMethod,
    source: paymentSource,
    description: text,
  },
  { requiredKeys: ['payment_id', 'user_id', 'merchant_id', 'amount', 'currency', 'method'], noNullPrototype: true },
);

const paymentInitiated = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('PaymentInitiated'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('payment'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: paymentInitiatedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const paymentValidatedData = fc.record(
  {
    payment_id: paymentId,
  },
  { requiredKeys: ['payment_id'], noNullPrototype: true },
);

const paymentValidated = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('PaymentValidated'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('payment'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: paymentValidatedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const provider = fc.constantFrom('stripe', 'paypal', 'adyen');

const providerChargeId = fc.string({ minLength: 1, maxLength: 200 });

const paymentCompletedData = fc.record(
  {
    payment_id: paymentId,
    wallet_id: walletId,
    amount: amount,
    currency: currency,
    provider: provider,
    provider_charge_id: providerChargeId,
  },
  { requiredKeys: ['payment_id', 'amount', 'currency', 'provider', 'provider_charge_id'], noNullPrototype: true },
);

const paymentCompleted = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('PaymentCompleted'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('payment'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: paymentCompletedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const errorCode = fc.stringMatching(new RegExp('^[A-Z][A-Z0-9_]*$')).filter((text) => text.length <= 64);

const failureStage = fc.stringMatching(new RegExp('^[A-Z][A-Z0-9_]*$')).filter((text) => text.length <= 64);

const balance = fc.integer({ min: 0, max: 9007199254740991 });

const paymentFailedData = fc.record(
  {
    payment_id: paymentId,
    wallet_id: walletId,
    amount: amount,
    currency: currency,
    error_code: errorCode,
    failure_stage: failureStage,
    reason: text,
    requested_amount: amount,
    available_balance: balance,
    deficit_amount: amount,
    concurrent_payment_id: paymentId,
  },
  { requiredKeys: ['payment_id', 'amount', 'currency', 'error_code', 'failure_stage', 'reason'], noNullPrototype: true },
);

const paymentFailed = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('PaymentFailed'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('payment'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: paymentFailedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const paymentCancelledData = fc.record(
  {
    payment_id: paymentId,
    wallet_id: walletId,
    amount: amount,
    currency: currency,
    reason: text,
  },
  { requiredKeys: ['payment_id', 'amount', 'currency', 'reason'], noNullPrototype: true },
);

const paymentCancelled = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('PaymentCancelled'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('payment'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: paymentCancelledData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const concurrentPaymentDetectedData = fc.record(
  {
    payment_id: paymentId,
    wallet_id: walletId,
    concurrent_payments: fc.array(paymentId, { minLength: 1 }),
    resolution_strategy: text,
  },
  { requiredKeys: ['payment_id', 'wallet_id', 'concurrent_payments', 'resolution_strategy'], noNullPrototype: true },
);

const concurrentPaymentDetected = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('ConcurrentPaymentDetected'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('payment'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: concurrentPaymentDetectedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const paymentStateInconsistencyData = fc.record(
  {
    payment_id: paymentId,
    state: text,
    unexpected: text,
    reason: text,
  },
  { requiredKeys: ['payment_id', 'state', 'unexpected', 'reason'], noNullPrototype: true },
);

const paymentStateInconsistency = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('PaymentStateInconsistency'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('payment'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: paymentStateInconsistencyData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const refundId = fc.uuid();

const refundRequestedData = fc.record(
  {
    refund_id: refundId,
    payment_id: paymentId,
    wallet_id: walletId,
    amount: amount,
    currency: currency,
    reason: text,
  },
  { requiredKeys: ['refund_id', 'payment_id', 'amount', 'currency', 'reason'], noNullPrototype: true },
);

const refundRequested = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('RefundRequested'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('refund'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: refundRequestedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const providerRefundId = fc.string({ minLength: 1, maxLength: 200 });

const refundCompletedData = fc.record(
  {
    refund_id: refundId,
    payment_id: paymentId,
    wallet_id: walletId,
    amount: amount,
    currency: currency,
    provider: provider,
    provider_refund_id: providerRefundId,
  },
  { requiredKeys: ['refund_id', 'payment_id', 'amount', 'currency', 'provider', 'provider_refund_id'], noNullPrototype: true },
);

const refundCompleted = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('RefundCompleted'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('refund'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: refundCompletedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const refundFailedData = fc.record(
  {
    refund_id: refundId,
    payment_id: paymentId,
    wallet_id: walletId,
    amount: amount,
    currency: currency,
    error_code: errorCode,
    reason: text,
  },
  { requiredKeys: ['refund_id', 'payment_id', 'amount', 'currency', 'error_code', 'reason'], noNullPrototype: true },
);

const refundFailed = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('RefundFailed'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('refund'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: refundFailedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const notificationId = fc.uuid();

const notificationChannel = fc.constantFrom('in_app', 'webhook');

const paymentOutcome = fc.constantFrom('COMPLETED', 'FAILED', 'CANCELLED');

const attempt = fc.integer({ min: 1, max: 1000 });

const notificationSentData = fc.record(
  {
    notification_id: notificationId,
    payment_id: paymentId,
    channel: notificationChannel,
    outcome: paymentOutcome,
    attempt: attempt,
  },
  { requiredKeys: ['notification_id', 'payment_id', 'channel', 'outcome', 'attempt'], noNullPrototype: true },
);

const notificationSent = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('NotificationSent'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('notification'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: notificationSentData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const notificationFailedData = fc.record(
  {
    notification_id: notificationId,
    payment_id: paymentId,
    channel: notificationChannel,
    outcome: paymentOutcome,
    attempt: attempt,
    reason: text,
    next_attempt_at: instant,
  },
  { requiredKeys: ['notification_id', 'payment_id', 'channel', 'outcome', 'attempt'], noNullPrototype: true },
);

const notificationFailed = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('NotificationFailed'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('notification'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: notificationFailedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const walletCreatedData = fc.record(
  {
    wallet_id: walletId,
    user_id: userId,
    currency: currency,
  },
  { requiredKeys: ['wallet_id', 'user_id', 'currency'], noNullPrototype: true },
);

const walletCreated = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('WalletCreated'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('wallet'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: walletCreatedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const creditSource = fc.constantFrom('top_up', 'refund');

const walletCreditedData = fc.record(
  {
    wallet_id: walletId,
    amount: amount,
    currency: currency,
    source: creditSource,
    reference: text,
    payment_id: paymentId,
    available_after: balance,
    locked_after: balance,
  },
  { requiredKeys: ['wallet_id', 'amount', 'currency', 'source', 'reference', 'available_after', 'locked_after'], noNullPrototype: true },
);

const walletCredited = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('WalletCredited'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('wallet'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: walletCreditedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const walletBalanceCheckedData = fc.record(
  {
    wallet_id: walletId,
    payment_id: paymentId,
    requested_amount: amount,
    available_balance: balance,
    sufficient_funds: fc.boolean(),
    deficit_amount: balance,
    currency: currency,
    concurrent_payment_id: paymentId,
  },
  { requiredKeys: ['wallet_id', 'payment_id', 'requested_amount', 'available_balance', 'sufficient_funds', 'deficit_amount', 'currency'], noNullPrototype: true },
);

const walletBalanceChecked = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('WalletBalanceChecked'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('wallet'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: walletBalanceCheckedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const walletDeductedData = fc.record(
  {
    wallet_id: walletId,
    payment_id: paymentId,
    amount: amount,
    currency: currency,
    available_after: balance,
    locked_after: balance,
  },
  { requiredKeys: ['wallet_id', 'payment_id', 'amount', 'currency', 'available_after', 'locked_after'], noNullPrototype: true },
);

const walletDeducted = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('WalletDeducted'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('wallet'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: walletDeductedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const deductionErrorCode = fc.constantFrom('INSUFFICIENT_FUNDS', 'INSUFFICIENT_FUNDS_CONCURRENT', 'WALLET_FROZEN', 'WALLET_NOT_FOUND', 'CURRENCY_MISMATCH');

const walletDeductionFailedData = fc.record(
  {
    wallet_id: walletId,
    payment_id: paymentId,
    error_code: deductionErrorCode,
    requested_amount: amount,
    currency: currency,
    available_balance: balance,
    deficit_amount: amount,
    concurrent_payment_id: paymentId,
  },
  { requiredKeys: ['wallet_id', 'payment_id', 'error_code', 'requested_amount', 'currency'], noNullPrototype: true },
);

const walletDeductionFailed = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('WalletDeductionFailed'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('wallet'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: walletDeductionFailedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const walletRefundedData = fc.record(
  {
    wallet_id: walletId,
    payment_id: paymentId,
    amount: amount,
    currency: currency,
    available_after: balance,
    locked_after: balance,
  },
  { requiredKeys: ['wallet_id', 'payment_id', 'amount', 'currency', 'available_after', 'locked_after'], noNullPrototype: true },
);

const walletRefunded = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('WalletRefunded'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('wallet'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: walletRefundedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const walletSettledData = fc.record(
  {
    wallet_id: walletId,
    payment_id: paymentId,
    amount: amount,
    currency: currency,
    available_after: balance,
    locked_after: balance,
  },
  { requiredKeys: ['wallet_id', 'payment_id', 'amount', 'currency', 'available_after', 'locked_after'], noNullPrototype: true },
);

const walletSettled = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('WalletSettled'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('wallet'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: walletSettledData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const walletLockedData = fc.record(
  {
    wallet_id: walletId,
    reason: text,
  },
  { requiredKeys: ['wallet_id', 'reason'], noNullPrototype: true },
);

const walletLocked = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('WalletLocked'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('wallet'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: walletLockedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const walletUnlockedData = fc.record(
  {
    wallet_id: walletId,
    reason: text,
  },
  { requiredKeys: ['wallet_id', 'reason'], noNullPrototype: true },
);

const walletUnlocked = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('WalletUnlocked'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('wallet'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: walletUnlockedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const gatewayOperation = fc.constantFrom('create', 'confirm', 'retrieve', 'cancel', 'refund', 'void');

const gatewayRequestSentData = fc.record(
  {
    payment_id: paymentId,
    provider: provider,
    operation: gatewayOperation,
    attempt: attempt,
    amount: amount,
    currency: currency,
  },
  { requiredKeys: ['payment_id', 'provider', 'operation', 'attempt', 'amount', 'currency'], noNullPrototype: true },
);

const gatewayRequestSent = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('GatewayRequestSent'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('gateway'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: gatewayRequestSentData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const gatewayOutcome = fc.constantFrom('approved', 'declined');

const gatewayResponseReceivedData = fc.record(
  {
    payment_id: paymentId,
    provider: provider,
    attempt: attempt,
    outcome: gatewayOutcome,
    provider_charge_id: providerChargeId,
    decline_code: text,
    amount: amount,
    currency: currency,
  },
  { requiredKeys: ['payment_id', 'provider', 'attempt', 'outcome', 'provider_charge_id', 'amount', 'currency'], noNullPrototype: true },
);

const gatewayResponseReceived = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('GatewayResponseReceived'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('gateway'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: gatewayResponseReceivedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const seconds = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });

const count = fc.integer({ min: 0, max: 9007199254740991 });

const gatewayTimeoutOccurredData = fc.record(
  {
    payment_id: paymentId,
    provider: provider,
    attempt_number: attempt,
    next_retry_in_seconds: seconds,
    circuit_breaker_failures: count,
  },
  { requiredKeys: ['payment_id', 'provider', 'attempt_number', 'circuit_breaker_failures'], noNullPrototype: true },
);

const gatewayTimeoutOccurred = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('GatewayTimeoutOccurred'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('gateway'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: gatewayTimeoutOccurredData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const gatewayFallbackTriggeredData = fc.record(
  {
    payment_id: paymentId,
    primary_provider: provider,
    fallback_provider: provider,
    primary_failure_reason: text,
  },
  { requiredKeys: ['payment_id', 'primary_provider', 'fallback_provider', 'primary_failure_reason'], noNullPrototype: true },
);

const gatewayFallbackTriggered = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('GatewayFallbackTriggered'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('gateway'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: gatewayFallbackTriggeredData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const gatewayFailedData = fc.record(
  {
    payment_id: paymentId,
    provider: provider,
    error_code: errorCode,
    reason: text,
  },
  { requiredKeys: ['payment_id', 'provider', 'error_code', 'reason'], noNullPrototype: true },
);

const gatewayFailed = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('GatewayFailed'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('gateway'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: gatewayFailedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const gatewayChargeCancelledData = fc.record(
  {
    payment_id: paymentId,
    provider: provider,
    reason: text,
  },
  { requiredKeys: ['payment_id', 'provider', 'reason'], noNullPrototype: true },
);

const gatewayChargeCancelled = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('GatewayChargeCancelled'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('gateway'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: gatewayChargeCancelledData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const gatewayVerificationRequiredData = fc.record(
  {
    payment_id: paymentId,
    provider: provider,
    reason: text,
  },
  { requiredKeys: ['payment_id', 'provider', 'reason'], noNullPrototype: true },
);

const gatewayVerificationRequired = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('GatewayVerificationRequired'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('gateway'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: gatewayVerificationRequiredData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const gatewayRefundedData = fc.record(
  {
    payment_id: paymentId,
    refund_id: refundId,
    provider: provider,
    amount: amount,
    currency: currency,
    provider_refund_id: providerRefundId,
  },
  { requiredKeys: ['payment_id', 'refund_id', 'provider', 'amount', 'currency', 'provider_refund_id'], noNullPrototype: true },
);

const gatewayRefunded = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('GatewayRefunded'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('gateway'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: gatewayRefundedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const gatewayRefundFailedData = fc.record(
  {
    payment_id: paymentId,
    refund_id: refundId,
    provider: provider,
    amount: amount,
    currency: currency,
    error_code: errorCode,
    reason: text,
  },
  { requiredKeys: ['payment_id', 'refund_id', 'amount', 'currency', 'error_code', 'reason'], noNullPrototype: true },
);

const gatewayRefundFailed = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('GatewayRefundFailed'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('gateway'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: gatewayRefundFailedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const gatewayActionRequiredData = fc.record(
  {
    payment_id: paymentId,
    provider: provider,
    provider_charge_id: providerChargeId,
    expires_at: instant,
  },
  { requiredKeys: ['payment_id', 'provider', 'provider_charge_id', 'expires_at'], noNullPrototype: true },
);

const gatewayActionRequired = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('GatewayActionRequired'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('gateway'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: gatewayActionRequiredData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const gatewayChargeVoidedData = fc.record(
  {
    payment_id: paymentId,
    provider: provider,
    provider_charge_id: providerChargeId,
    amount: amount,
    currency: currency,
    reason: text,
  },
  { requiredKeys: ['payment_id', 'provider', 'provider_charge_id', 'amount', 'currency', 'reason'], noNullPrototype: true },
);

const gatewayChargeVoided = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('GatewayChargeVoided'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('gateway'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: gatewayChargeVoidedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const providerDisputeId = fc.string({ minLength: 1, maxLength: 200 });

const gatewayDisputeOpenedData = fc.record(
  {
    payment_id: paymentId,
    dispute_id: providerDisputeId,
    provider: provider,
    provider_charge_id: providerChargeId,
    amount: amount,
    currency: currency,
    reason: text,
  },
  { requiredKeys: ['payment_id', 'dispute_id', 'provider', 'provider_charge_id', 'amount', 'currency', 'reason'], noNullPrototype: true },
);

const gatewayDisputeOpened = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('GatewayDisputeOpened'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('gateway'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: gatewayDisputeOpenedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const rate = fc.double({ min: 0, max: 1, noNaN: true, noDefaultInfinity: true });

const circuitBreakerOpenedData = fc.record(
  {
    provider: provider,
    failure_count: count,
    failure_rate: rate,
    open_until: instant,
    reason: text,
  },
  { requiredKeys: ['provider'], noNullPrototype: true },
);

const circuitBreakerOpened = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('CircuitBreakerOpened'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('breaker'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: circuitBreakerOpenedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const circuitBreakerHalfOpenedData = fc.record(
  {
    provider: provider,
    reason: text,
  },
  { requiredKeys: ['provider'], noNullPrototype: true },
);

const circuitBreakerHalfOpened = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('CircuitBreakerHalfOpened'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('breaker'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: circuitBreakerHalfOpenedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const circuitBreakerClosedData = fc.record(
  {
    provider: provider,
    reason: text,
  },
  { requiredKeys: ['provider'], noNullPrototype: true },
);

const circuitBreakerClosed = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('CircuitBreakerClosed'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('breaker'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: circuitBreakerClosedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const sagaId = fc.uuid();

const sagaStartedData = fc.record(
  {
    saga_id: sagaId,
    payment_id: paymentId,
    deadline_at: instant,
    step_deadline_at: instant,
    method: paymentMethod,
    wallet_id: walletId,
    user_id: userId,
    merchant_id: merchantId,
    amount: amount,
    currency: currency,
    source: paymentSource,
  },
  { requiredKeys: ['saga_id', 'payment_id', 'deadline_at'], noNullPrototype: true },
);

const sagaStarted = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('SagaStarted'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('saga'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: sagaStartedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const sagaStep = fc.constantFrom('ValidatePayment', 'CheckWalletBalance', 'DeductWalletBalance', 'ProcessWithGateway', 'ConfirmPayment');

const sagaStepCompletedData = fc.record(
  {
    saga_id: sagaId,
    payment_id: paymentId,
    step: sagaStep,
    provider: provider,
    provider_charge_id: providerChargeId,
  },
  { requiredKeys: ['saga_id', 'payment_id', 'step'], noNullPrototype: true },
);

const sagaStepCompleted = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('SagaStepCompleted'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('saga'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: sagaStepCompletedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const sagaStateName = fc.stringMatching(new RegExp('^[A-Z][A-Z_]*$')).filter((text) => text.length <= 64);

const sagaStateChangedData = fc.record(
  {
    saga_id: sagaId,
    payment_id: paymentId,
    from: sagaStateName,
    to: sagaStateName,
    cancel_reason: text,
    error_code: errorCode,
    failure_stage: failureStage,
    reason: text,
    requested_amount: amount,
    available_balance: balance,
    deficit_amount: amount,
    concurrent_payment_id: paymentId,
  },
  { requiredKeys: ['saga_id', 'payment_id', 'from', 'to'], noNullPrototype: true },
);

const sagaStateChanged = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('SagaStateChanged'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('saga'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: sagaStateChangedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const sagaCompletedData = fc.record(
  {
    saga_id: sagaId,
    payment_id: paymentId,
  },
  { requiredKeys: ['saga_id', 'payment_id'], noNullPrototype: true },
);

const sagaCompleted = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('SagaCompleted'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('saga'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: sagaCompletedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const sagaFailedData = fc.record(
  {
    saga_id: sagaId,
    payment_id: paymentId,
    error_code: errorCode,
    reason: text,
  },
  { requiredKeys: ['saga_id', 'payment_id', 'error_code', 'reason'], noNullPrototype: true },
);

const sagaFailed = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('SagaFailed'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('saga'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: sagaFailedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const compensationStep = fc.constantFrom('CancelPaymentConfirmation', 'RefundWalletBalance', 'MarkPaymentAsFailed', 'MarkPaymentAsCancelled', 'NotifyUser', 'UpdateMetrics');

const compensationStartedData = fc.record(
  {
    saga_id: sagaId,
    payment_id: paymentId,
    error_code: errorCode,
    steps: fc.array(compensationStep),
  },
  { requiredKeys: ['saga_id', 'payment_id', 'error_code', 'steps'], noNullPrototype: true },
);

const compensationStarted = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('CompensationStarted'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('saga'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: compensationStartedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const compensationCompletedData = fc.record(
  {
    saga_id: sagaId,
    payment_id: paymentId,
  },
  { requiredKeys: ['saga_id', 'payment_id'], noNullPrototype: true },
);

const compensationCompleted = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('CompensationCompleted'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('saga'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: compensationCompletedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const recoveryAction = fc.constantFrom('continue', 'compensate', 'verify', 'alert');

const sagaRecoveryRequiredData = fc.record(
  {
    saga_id: sagaId,
    payment_id: paymentId,
    action: recoveryAction,
    last_known_state: sagaStateName,
    attempt: attempt,
    reason: text,
  },
  { requiredKeys: ['saga_id', 'payment_id', 'reason'], noNullPrototype: true },
);

const sagaRecoveryRequired = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('SagaRecoveryRequired'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('saga'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: sagaRecoveryRequiredData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const sagaStuckDetectedData = fc.record(
  {
    saga_id: sagaId,
    payment_id: paymentId,
    state: text,
    stuck_since: instant,
    reason: text,
  },
  { requiredKeys: ['saga_id', 'payment_id', 'reason'], noNullPrototype: true },
);

const sagaStuckDetected = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('SagaStuckDetected'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('saga'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: sagaStuckDetectedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const serviceName = fc.constantFrom('payment', 'wallet', 'gateway', 'saga', 'metrics', 'recovery');

const metricName = fc.stringMatching(new RegExp('^[a-z][a-z0-9_]*$')).filter((text) => text.length <= 128);

const metricRecordedData = fc.record(
  {
    service: serviceName,
    metric: metricName,
    value: fc.double({ noNaN: true, noDefaultInfinity: true }),
    unit: text,
    labels: fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { noNullPrototype: true }),
  },
  { requiredKeys: ['service', 'metric', 'value'], noNullPrototype: true },
);

const metricRecorded = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('MetricRecorded'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('service'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: metricRecordedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const severity = fc.constantFrom('info', 'warning', 'critical');

const alertTriggeredData = fc.record(
  {
    service: serviceName,
    alert: text,
    severity: severity,
    metric: metricName,
    value: fc.double({ noNaN: true, noDefaultInfinity: true }),
    threshold: fc.double({ noNaN: true, noDefaultInfinity: true }),
    reason: text,
  },
  { requiredKeys: ['service', 'alert', 'severity', 'reason'], noNullPrototype: true },
);

const alertTriggered = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('AlertTriggered'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('service'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: alertTriggeredData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const aggregateType = fc.constantFrom('payment', 'wallet', 'gateway', 'saga', 'refund', 'notification', 'breaker', 'service');

const inconsistencyDetectedData = fc.record(
  {
    service: serviceName,
    subject_type: aggregateType,
    subject_id: aggregateId,
    field: text,
    expected: text,
    actual: text,
    corrected: fc.boolean(),
    reason: text,
  },
  { requiredKeys: ['service', 'subject_type', 'subject_id', 'corrected', 'reason'], noNullPrototype: true },
);

const inconsistencyDetected = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('InconsistencyDetected'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('service'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: inconsistencyDetectedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const systemRecoveryStartedData = fc.record(
  {
    service: serviceName,
    services: fc.array(serviceName),
    reason: text,
  },
  { requiredKeys: ['service', 'reason'], noNullPrototype: true },
);

const systemRecoveryStarted = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('SystemRecoveryStarted'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('service'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: systemRecoveryStartedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const systemRecoveryCompletedData = fc.record(
  {
    service: serviceName,
    recovery_duration: seconds,
    services_recovered: fc.array(serviceName),
    events_reprocessed: count,
    sagas_resumed: count,
  },
  { requiredKeys: ['service', 'recovery_duration', 'services_recovered', 'events_reprocessed', 'sagas_resumed'], noNullPrototype: true },
);

const systemRecoveryCompleted = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('SystemRecoveryCompleted'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('service'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: systemRecoveryCompletedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const topicSplitMarkedData = fc.record(
  {
    service: serviceName,
    partition: fc.integer({ min: 0, max: 2147483647 }),
  },
  { requiredKeys: ['service', 'partition'], noNullPrototype: true },
);

const topicSplitMarked = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('TopicSplitMarked'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('service'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: topicSplitMarkedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const validatePaymentData = fc.record(
  {
    payment_id: paymentId,
  },
  { requiredKeys: ['payment_id'], noNullPrototype: true },
);

const validatePayment = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('ValidatePayment'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('payment'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: validatePaymentData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const progressState = fc.constantFrom('WALLET_CHECKED', 'WALLET_DEDUCTED', 'GATEWAY_PROCESSING', 'GATEWAY_RETRYING', 'GATEWAY_FALLBACK', 'PENDING_REVIEW');

const recordPaymentProgressData = fc.record(
  {
    payment_id: paymentId,
    states: fc.array(progressState, { minLength: 1 }),
  },
  { requiredKeys: ['payment_id', 'states'], noNullPrototype: true },
);

const recordPaymentProgress = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('RecordPaymentProgress'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('payment'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: recordPaymentProgressData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const confirmPaymentData = fc.record(
  {
    payment_id: paymentId,
    provider: provider,
    provider_charge_id: providerChargeId,
  },
  { requiredKeys: ['payment_id', 'provider', 'provider_charge_id'], noNullPrototype: true },
);

const confirmPayment = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('ConfirmPayment'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('payment'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: confirmPaymentData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const markPaymentAsFailedData = fc.record(
  {
    payment_id: paymentId,
    error_code: errorCode,
    failure_stage: failureStage,
    reason: text,
    requested_amount: amount,
    available_balance: balance,
    deficit_amount: amount,
    concurrent_payment_id: paymentId,
  },
  { requiredKeys: ['payment_id', 'error_code', 'failure_stage', 'reason'], noNullPrototype: true },
);

const markPaymentAsFailed = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('MarkPaymentAsFailed'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('payment'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: markPaymentAsFailedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const markPaymentAsCancelledData = fc.record(
  {
    payment_id: paymentId,
    reason: text,
  },
  { requiredKeys: ['payment_id', 'reason'], noNullPrototype: true },
);

const markPaymentAsCancelled = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('MarkPaymentAsCancelled'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('payment'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: markPaymentAsCancelledData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const notifyUserData = fc.record(
  {
    payment_id: paymentId,
    outcome: paymentOutcome,
  },
  { requiredKeys: ['payment_id', 'outcome'], noNullPrototype: true },
);

const notifyUser = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('NotifyUser'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('payment'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: notifyUserData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const cancelPaymentConfirmationData = fc.record(
  {
    payment_id: paymentId,
    reason: text,
  },
  { requiredKeys: ['payment_id', 'reason'], noNullPrototype: true },
);

const cancelPaymentConfirmation = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('CancelPaymentConfirmation'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('payment'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: cancelPaymentConfirmationData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const completeRefundData = fc.record(
  {
    refund_id: refundId,
    payment_id: paymentId,
    provider: provider,
    provider_refund_id: providerRefundId,
  },
  { requiredKeys: ['refund_id', 'payment_id', 'provider', 'provider_refund_id'], noNullPrototype: true },
);

const completeRefund = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('CompleteRefund'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('refund'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: completeRefundData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const markRefundAsFailedData = fc.record(
  {
    refund_id: refundId,
    payment_id: paymentId,
    error_code: errorCode,
    reason: text,
  },
  { requiredKeys: ['refund_id', 'payment_id', 'error_code', 'reason'], noNullPrototype: true },
);

const markRefundAsFailed = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('MarkRefundAsFailed'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('refund'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: markRefundAsFailedData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const checkWalletBalanceData = fc.record(
  {
    wallet_id: walletId,
    payment_id: paymentId,
    user_id: userId,
    amount: amount,
    currency: currency,
  },
  { requiredKeys: ['wallet_id', 'payment_id', 'amount', 'currency'], noNullPrototype: true },
);

const checkWalletBalance = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('CheckWalletBalance'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('wallet'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: checkWalletBalanceData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const deductWalletBalanceData = fc.record(
  {
    wallet_id: walletId,
    payment_id: paymentId,
    user_id: userId,
    amount: amount,
    currency: currency,
  },
  { requiredKeys: ['wallet_id', 'payment_id', 'amount', 'currency'], noNullPrototype: true },
);

const deductWalletBalance = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('DeductWalletBalance'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('wallet'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: deductWalletBalanceData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const refundWalletBalanceData = fc.record(
  {
    wallet_id: walletId,
    payment_id: paymentId,
    reason: text,
  },
  { requiredKeys: ['wallet_id', 'payment_id', 'reason'], noNullPrototype: true },
);

const refundWalletBalance = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('RefundWalletBalance'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('wallet'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: refundWalletBalanceData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const lockWalletData = fc.record(
  {
    wallet_id: walletId,
    reason: text,
  },
  { requiredKeys: ['wallet_id', 'reason'], noNullPrototype: true },
);

const lockWallet = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('LockWallet'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('wallet'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: lockWalletData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const unlockWalletData = fc.record(
  {
    wallet_id: walletId,
    reason: text,
  },
  { requiredKeys: ['wallet_id', 'reason'], noNullPrototype: true },
);

const unlockWallet = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('UnlockWallet'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('wallet'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: unlockWalletData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const processWithGatewayData = fc.record(
  {
    payment_id: paymentId,
    amount: amount,
    currency: currency,
    merchant_id: merchantId,
    method: paymentMethod,
    source: paymentSource,
  },
  { requiredKeys: ['payment_id', 'amount', 'currency', 'merchant_id', 'method'], noNullPrototype: true },
);

const processWithGateway = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('ProcessWithGateway'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('gateway'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: processWithGatewayData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const cancelWithGatewayData = fc.record(
  {
    payment_id: paymentId,
    amount: amount,
    currency: currency,
    reason: text,
  },
  { requiredKeys: ['payment_id', 'amount', 'currency', 'reason'], noNullPrototype: true },
);

const cancelWithGateway = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('CancelWithGateway'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('gateway'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: cancelWithGatewayData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const refundWithGatewayData = fc.record(
  {
    payment_id: paymentId,
    refund_id: refundId,
    amount: amount,
    currency: currency,
    reason: text,
  },
  { requiredKeys: ['payment_id', 'refund_id', 'amount', 'currency', 'reason'], noNullPrototype: true },
);

const refundWithGateway = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('RefundWithGateway'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('gateway'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: refundWithGatewayData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const cancelPaymentSagaData = fc.record(
  {
    payment_id: paymentId,
    reason: text,
  },
  { requiredKeys: ['payment_id', 'reason'], noNullPrototype: true },
);

const cancelPaymentSaga = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('CancelPaymentSaga'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('saga'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: cancelPaymentSagaData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const updateMetricsData = fc.record(
  {
    payment_id: paymentId,
    outcome: paymentOutcome,
  },
  { requiredKeys: ['payment_id', 'outcome'], noNullPrototype: true },
);

const updateMetrics = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('UpdateMetrics'),
    event_version: fc.constant(1),
    aggregate_type: fc.constant('service'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: updateMetricsData,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const paymentInitiatedV0Data = fc.record(
  {
    payment_id: paymentId,
    wallet_id: walletId,
    user_id: userId,
    merchant_id: merchantId,
    amount: fc.double({ min: 1, max: 1000000000, noNaN: true, noDefaultInfinity: true }),
    currency: fc.constantFrom('EUR', 'GBP', 'JPY', 'MXN', 'USD'),
    payment_method: paymentMethod,
    description: text,
  },
  { requiredKeys: ['payment_id', 'user_id', 'merchant_id', 'amount', 'currency', 'payment_method'], noNullPrototype: true },
);

const paymentInitiatedV0 = fc.record(
  {
    event_id: fc.uuid(),
    event_type: fc.constant('PaymentInitiated'),
    event_version: fc.constant(0),
    aggregate_type: fc.constant('payment'),
    aggregate_id: aggregateId,
    aggregate_version: fc.integer({ min: 0, max: 9007199254740991 }),
    occurred_at: instant,
    correlation_id: fc.uuid(),
    causation_id: fc.uuid(),
    data: paymentInitiatedV0Data,
  },
  { requiredKeys: ['event_id', 'event_type', 'event_version', 'aggregate_type', 'aggregate_id', 'aggregate_version', 'occurred_at', 'correlation_id', 'causation_id', 'data'], noNullPrototype: true },
);

const deadLetter = fc.record(
  {
    topic: fc.string({ minLength: 1 }),
    partition: fc.integer({ min: 0, max: 2147483647 }),
    offset: fc.stringMatching(new RegExp('^[0-9]{1,19}$')),
    key: fc.string(),
    headers: fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { noNullPrototype: true }),
    value_base64: fc.stringMatching(new RegExp('^[A-Za-z0-9+/]*={0,2}$')),
    consumer: serviceName,
    reason: fc.string({ minLength: 1 }),
    errors: fc.array(fc.string()),
    attempts: attempt,
    first_failed_at: instant,
    last_failed_at: instant,
  },
  { requiredKeys: ['topic', 'partition', 'offset', 'headers', 'value_base64', 'consumer', 'reason', 'errors', 'attempts', 'first_failed_at', 'last_failed_at'], noNullPrototype: true },
);

/** Arbitrary messages by name: each is valid for producers. Fields are independent of one another. */
export const arbitraries: { readonly [T in MessageType]: fc.Arbitrary<MessageOf<T>> } = {
  PaymentInitiated: paymentInitiated,
  PaymentValidated: paymentValidated,
  PaymentCompleted: paymentCompleted,
  PaymentFailed: paymentFailed,
  PaymentCancelled: paymentCancelled,
  ConcurrentPaymentDetected: concurrentPaymentDetected,
  PaymentStateInconsistency: paymentStateInconsistency,
  RefundRequested: refundRequested,
  RefundCompleted: refundCompleted,
  RefundFailed: refundFailed,
  NotificationSent: notificationSent,
  NotificationFailed: notificationFailed,
  WalletCreated: walletCreated,
  WalletCredited: walletCredited,
  WalletBalanceChecked: walletBalanceChecked,
  WalletDeducted: walletDeducted,
  WalletDeductionFailed: walletDeductionFailed,
  WalletRefunded: walletRefunded,
  WalletSettled: walletSettled,
  WalletLocked: walletLocked,
  WalletUnlocked: walletUnlocked,
  GatewayRequestSent: gatewayRequestSent,
  GatewayResponseReceived: gatewayResponseReceived,
  GatewayTimeoutOccurred: gatewayTimeoutOccurred,
  GatewayFallbackTriggered: gatewayFallbackTriggered,
  GatewayFailed: gatewayFailed,
  GatewayChargeCancelled: gatewayChargeCancelled,
  GatewayVerificationRequired: gatewayVerificationRequired,
  GatewayRefunded: gatewayRefunded,
  GatewayRefundFailed: gatewayRefundFailed,
  GatewayActionRequired: gatewayActionRequired,
  GatewayChargeVoided: gatewayChargeVoided,
  GatewayDisputeOpened: gatewayDisputeOpened,
  CircuitBreakerOpened: circuitBreakerOpened,
  CircuitBreakerHalfOpened: circuitBreakerHalfOpened,
  CircuitBreakerClosed: circuitBreakerClosed,
  SagaStarted: sagaStarted,
  SagaStepCompleted: sagaStepCompleted,
  SagaStateChanged: sagaStateChanged,
  SagaCompleted: sagaCompleted,
  SagaFailed: sagaFailed,
  CompensationStarted: compensationStarted,
  CompensationCompleted: compensationCompleted,
  SagaRecoveryRequired: sagaRecoveryRequired,
  SagaStuckDetected: sagaStuckDetected,
  MetricRecorded: metricRecorded,
  AlertTriggered: alertTriggered,
  InconsistencyDetected: inconsistencyDetected,
  SystemRecoveryStarted: systemRecoveryStarted,
  SystemRecoveryCompleted: systemRecoveryCompleted,
  TopicSplitMarked: topicSplitMarked,
  ValidatePayment: validatePayment,
  RecordPaymentProgress: recordPaymentProgress,
  ConfirmPayment: confirmPayment,
  MarkPaymentAsFailed: markPaymentAsFailed,
  MarkPaymentAsCancelled: markPaymentAsCancelled,
  NotifyUser: notifyUser,
  CancelPaymentConfirmation: cancelPaymentConfirmation,
  CompleteRefund: completeRefund,
  MarkRefundAsFailed: markRefundAsFailed,
  CheckWalletBalance: checkWalletBalance,
  DeductWalletBalance: deductWalletBalance,
  RefundWalletBalance: refundWalletBalance,
  LockWallet: lockWallet,
  UnlockWallet: unlockWallet,
  ProcessWithGateway: processWithGateway,
  CancelWithGateway: cancelWithGateway,
  RefundWithGateway: refundWithGateway,
  CancelPaymentSaga: cancelPaymentSaga,
  UpdateMetrics: updateMetrics,
};

/** Arbitrary messages of former versions, by name. */
export const formerArbitraries: { readonly PaymentInitiatedV0: fc.Arbitrary<PaymentInitiatedV0> } = {
  PaymentInitiatedV0: paymentInitiatedV0,
};

/** Any message. */
export const anyMessage: fc.Arbitrary<Message> = fc.oneof(...Object.values(arbitraries));

/** Any dead letter. */
export const anyDeadLetter: fc.Arbitrary<DeadLetter> = deadLetter;
