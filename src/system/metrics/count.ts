/** What each message says to somebody who counts. Pure: it only adds to the tally. */
import type { Message } from '../platform/index.ts';
import type { Tally } from './tally.ts';

/** Failures that are the right answer: they say nothing about the health of the system. */
const REFUSALS: ReadonlySet<string> = new Set([
  'INSUFFICIENT_FUNDS',
  'INSUFFICIENT_FUNDS_CONCURRENT',
  'WALLET_FROZEN',
  'WALLET_NOT_FOUND',
  'CURRENCY_MISMATCH',
  'VALIDATION_FAILED',
  'LIMIT_EXCEEDED',
  'GATEWAY_DECLINED',
  'ACTION_EXPIRED',
]);

/** Adds what `message` means. Messages that mean nothing here are passed over. */
export function count(message: Message, tally: Tally): void {
  countPayment(message, tally);
  countWallet(message, tally);
  countGateway(message, tally);
  countSaga(message, tally);
}

function countPayment(message: Message, tally: Tally): void {
  const { occurred_at: at } = message;
  switch (message.event_type) {
    case 'PaymentInitiated':
      tally.started.set(message.data.payment_id, at);
      tally.measure(at, 'initiated');
      tally.count('payments_initiated_total', { method: message.data.method });
      break;
    case 'PaymentCompleted':
      tally.ended.set(message.data.payment_id, { at, outcome: 'completed' });
      tally.measure(at, 'succeeded');
      tally.count('payments_amount_total', { currency: message.data.currency }, message.data.amount);
      tally.count('payments_total', { outcome: 'completed', error_code: '' });
      break;
    case 'PaymentFailed': {
      const { payment_id, error_code } = message.data;
      tally.ended.set(payment_id, { at, outcome: 'failed' });
      tally.measure(at, REFUSALS.has(error_code) ? 'refused' : 'failed', error_code);
      if (error_code === 'INSUFFICIENT_FUNDS_CONCURRENT')
        tally.count('insufficient_funds_due_to_concurrency_total', {});
      tally.count('payments_total', { outcome: 'failed', error_code });
      break;
    }
    case 'PaymentCancelled':
      tally.ended.set(message.data.payment_id, { at, outcome: 'cancelled' });
      tally.measure(at, 'cancelled');
      tally.count('payments_total', { outcome: 'cancelled', error_code: '' });
      break;
    case 'ConcurrentPaymentDetected':
      tally.count('concurrent_payment_attempts_total', {});
      break;
    case 'PaymentStateInconsistency':
      tally.measure(at, 'inconsistent');
      tally.count('payment_inconsistencies_total', {});
      break;
    case 'RefundRequested':
      tally.count('refunds_total', { outcome: 'requested' });
      break;
    case 'RefundCompleted':
      tally.count('refunds_total', { outcome: 'completed' });
      break;
    case 'RefundFailed':
      tally.count('refunds_total', { outcome: 'failed' });
      break;
    case 'NotificationSent':
      tally.count('notifications_total', { outcome: 'sent' });
      break;
    case 'NotificationFailed':
      tally.count('notifications_total', { outcome: 'failed' });
      break;
    case 'UpdateMetrics':
      tally.count('compensations_reported_total', { outcome: message.data.outcome.toLowerCase() });
      break;
    default:
  }
}

function countWallet(message: Message, tally: Tally): void {
  if (message.aggregate_type !== 'wallet' || message.aggregate_version === 0) return;
  // WalletDeducted → deducted
  const operation = message.event_type.replace(/^Wallet/, '').replaceAll(/\B[A-Z]/g, (letter) => `-${letter}`);
  tally.count('wallet_operations_total', { operation: operation.toLowerCase() });
}

function countGateway(message: Message, tally: Tally): void {
  const { occurred_at: at } = message;
  switch (message.event_type) {
    case 'GatewayRequestSent': {
      const { provider, operation } = message.data;
      tally.count('gateway_requests_total', { provider, operation });
      break;
    }
    case 'GatewayResponseReceived': {
      const { provider, outcome } = message.data;
      tally.count('gateway_responses_total', { provider, outcome });
      break;
    }
    case 'GatewayTimeoutOccurred':
      tally.count('gateway_timeouts_total', { provider: message.data.provider });
      break;
    case 'GatewayFallbackTriggered': {
      const { primary_provider, fallback_provider } = message.data;
      tally.count('gateway_fallbacks_total', { provider: primary_provider, fallback: fallback_provider });
      break;
    }
    case 'GatewayFailed':
      tally.count('gateway_failures_total', { error_code: message.data.error_code });
      break;
    case 'GatewayVerificationRequired':
      tally.count('gateway_verifications_total', { provider: message.data.provider });
      break;
    case 'CircuitBreakerOpened':
      tally.breakers.set(message.data.provider, { state: 'open', at });
      tally.count('circuit_breaker_opened_total', { provider: message.data.provider });
      break;
    case 'CircuitBreakerHalfOpened':
      tally.breakers.set(message.data.provider, { state: 'half-open', at });
      break;
    case 'CircuitBreakerClosed':
      tally.breakers.set(message.data.provider, { state: 'closed', at });
      break;
    default:
  }
}

function countSaga(message: Message, tally: Tally): void {
  const { occurred_at: at } = message;
  switch (message.event_type) {
    case 'SagaStarted':
      tally.measure(at, 'sagas');
      tally.count('sagas_total', { outcome: 'started' });
      break;
    case 'SagaStepCompleted':
      // It goes on, so it is not stuck.
      tally.stuck.set(message.data.payment_id, false);
      tally.count('saga_steps_total', { step: message.data.step });
      break;
    case 'SagaCompleted':
      tally.stuck.set(message.data.payment_id, false);
      tally.count('sagas_total', { outcome: 'completed' });
      break;
    case 'SagaFailed':
      tally.stuck.set(message.data.payment_id, false);
      tally.count('sagas_total', { outcome: 'failed' });
      break;
    case 'CompensationStarted':
      tally.measure(at, 'compensated');
      tally.count('compensations_total', { phase: 'started' });
      break;
    case 'CompensationCompleted':
      tally.count('compensations_total', { phase: 'completed' });
      break;
    case 'SagaStuckDetected':
      tally.stuck.set(message.data.payment_id, at);
      tally.count('sagas_stuck_detected_total', {});
      break;
    default:
  }
}
