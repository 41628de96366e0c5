/**
 * What the messages of the other services mean to a saga. The topics carry more than concerns it; what it has no
 * use for (such as `WalletCredited` or `GatewayRequestSent`) is left out here and nowhere else.
 */
import type { DataOf, Message, MessageOf, MessageType } from '../platform/messages.ts';
import type { Failure, NewPayment, SagaInput } from './saga.ts';

/** Message types that start or move a saga. */
export const SAGA_MESSAGE_TYPES = [
  'PaymentInitiated',
  'PaymentValidated',
  'PaymentCompleted',
  'PaymentFailed',
  'PaymentCancelled',
  'WalletBalanceChecked',
  'WalletDeducted',
  'WalletDeductionFailed',
  'WalletRefunded',
  'GatewayResponseReceived',
  'GatewayFailed',
  'GatewayChargeCancelled',
  'GatewayTimeoutOccurred',
  'GatewayFallbackTriggered',
  'GatewayActionRequired',
  'GatewayVerificationRequired',
  'CancelPaymentSaga',
] as const satisfies readonly MessageType[];

/** Message types that follow a payment after its end; they move no saga. */
export const FOLLOW_UP_TYPES = [
  'RefundRequested',
  'RefundCompleted',
  'RefundFailed',
  'GatewayRefunded',
  'GatewayRefundFailed',
  'GatewayDisputeOpened',
] as const satisfies readonly MessageType[];

/** A message about a payment after its end: about a refund or a dispute. */
export type FollowUp = MessageOf<(typeof FOLLOW_UP_TYPES)[number]>;

export function isFollowUp(message: Message): message is FollowUp {
  return FOLLOW_UP_TYPES.some((type) => type === message.event_type);
}

/** A message that starts or moves a saga. */
export type SagaMessage = MessageOf<(typeof SAGA_MESSAGE_TYPES)[number]>;

export function concernsSaga(message: Message): message is SagaMessage {
  return SAGA_MESSAGE_TYPES.some((type) => type === message.event_type);
}

/** What a saga has to know of the payment that it is started for. */
export function newPayment(data: DataOf<'PaymentInitiated'>): NewPayment {
  return {
    paymentId: data.payment_id,
    method: data.method,
    ...(data.wallet_id === undefined ? {} : { walletId: data.wallet_id }),
    userId: data.user_id,
    merchantId: data.merchant_id,
    amount: data.amount,
    currency: data.currency,
    ...(data.source === undefined ? {} : { source: data.source }),
  };
}

/** What the message tells a running saga. */
export function sagaInput(message: Exclude<SagaMessage, MessageOf<'PaymentInitiated'>>): SagaInput {
  switch (message.event_type) {
    case 'PaymentValidated':
      return { type: 'PAYMENT_VALIDATED' };
    case 'PaymentCompleted':
      return { type: 'PAYMENT_COMPLETED' };
    case 'PaymentFailed':
      return { type: 'PAYMENT_FAILED', failure: paymentFailure(message.data) };
    case 'PaymentCancelled':
      return { type: 'PAYMENT_CANCELLED' };
    case 'WalletBalanceChecked':
      return message.data.sufficient_funds
        ? { type: 'BALANCE_CHECKED' }
        : { type: 'BALANCE_CHECKED', shortfall: shortfall(message.data) };
    case 'WalletDeducted':
      return { type: 'WALLET_DEDUCTED' };
    case 'WalletDeductionFailed':
      return { type: 'WALLET_DEDUCTION_FAILED', failure: deductionFailure(message.data) };
    case 'WalletRefunded':
      return { type: 'WALLET_REFUNDED' };
    case 'GatewayResponseReceived':
      return gatewayResponse(message.data);
    case 'GatewayFailed':
      return { type: 'GATEWAY_REFUSED', failure: gatewayFailure(message.data.error_code, message.data.reason) };
    case 'GatewayChargeCancelled':
      return { type: 'GATEWAY_CANCELLED' };
    case 'GatewayTimeoutOccurred':
      return { type: 'GATEWAY_TIMED_OUT', retried: message.data.next_retry_in_seconds !== undefined };
    case 'GatewayFallbackTriggered':
      return { type: 'GATEWAY_FELL_BACK' };
    case 'GatewayActionRequired':
      return { type: 'GATEWAY_ACTION_REQUIRED' };
    case 'GatewayVerificationRequired':
      return { type: 'GATEWAY_VERIFICATION_REQUIRED', reason: message.data.reason };
    case 'CancelPaymentSaga':
      return { type: 'CANCEL', reason: message.data.reason };
  }
}

function gatewayResponse(data: DataOf<'GatewayResponseReceived'>): SagaInput {
  if (data.outcome === 'approved') {
    return { type: 'GATEWAY_APPROVED', provider: data.provider, chargeId: data.provider_charge_id };
  }
  const code = data.decline_code === undefined ? '' : ` (${data.decline_code})`;
  return {
    type: 'GATEWAY_REFUSED',
    failure: gatewayFailure('GATEWAY_DECLINED', `${data.provider} declined the charge${code}`),
  };
}

function gatewayFailure(errorCode: string, reason: string): Failure {
  return { error_code: errorCode, failure_stage: 'GATEWAY_PROCESSING', reason };
}

function paymentFailure({ error_code, failure_stage, reason }: DataOf<'PaymentFailed'>): Failure {
  return { error_code, failure_stage, reason };
}

function shortfall(data: DataOf<'WalletBalanceChecked'>): Failure {
  const concurrent = data.concurrent_payment_id;
  return {
    error_code: concurrent === undefined ? 'INSUFFICIENT_FUNDS' : 'INSUFFICIENT_FUNDS_CONCURRENT',
    failure_stage: 'WALLET_VALIDATION',
    reason: `${data.requested_amount} requested, ${data.available_balance} available (minor units of ${data.currency})`,
    requested_amount: data.requested_amount,
    available_balance: data.available_balance,
    deficit_amount: data.deficit_amount,
    ...(concurrent === undefined ? {} : { concurrent_payment_id: concurrent }),
  };
}

function deductionFailure(data: DataOf<'WalletDeductionFailed'>): Failure {
  const { error_code, requested_amount, available_balance, deficit_amount, concurrent_payment_id } = data;
  return {
    error_code,
    failure_stage: 'WALLET_DEDUCTION',
    reason: `the wallet could not hold ${requested_amount} minor units of ${data.currency}: ${error_code}`,
    requested_amount,
    ...(available_balance === undefined ? {} : { available_balance }),
    ...(deficit_amount === undefined ? {} : { deficit_amount }),
    ...(concurrent_payment_id === undefined ? {} : { concurrent_payment_id }),
  };
}
