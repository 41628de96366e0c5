/** The commands of a saga, each made from what the saga knows. */

import type { DataOf } from '../platform/messages.ts';
import type { Approval, Failure, Saga, SagaCommand } from './saga.ts';

type Progress = DataOf<'RecordPaymentProgress'>['states'][number];

export function validatePayment(saga: Saga): SagaCommand {
  return { event_type: 'ValidatePayment', data: { payment_id: saga.paymentId } };
}

/** Reports the states that the payment has come through, in this order. */
export function recordProgress(saga: Saga, ...states: [Progress, ...Progress[]]): SagaCommand {
  return { event_type: 'RecordPaymentProgress', data: { payment_id: saga.paymentId, states } };
}

export function checkBalance(saga: Saga): SagaCommand {
  return { event_type: 'CheckWalletBalance', data: walletMovement(saga) };
}

export function deduct(saga: Saga): SagaCommand {
  return { event_type: 'DeductWalletBalance', data: walletMovement(saga) };
}

export function refund(saga: Saga, reason: string): SagaCommand {
  return {
    event_type: 'RefundWalletBalance',
    data: { wallet_id: walletOf(saga), payment_id: saga.paymentId, reason },
  };
}

export function processWithGateway(saga: Saga): SagaCommand {
  return {
    event_type: 'ProcessWithGateway',
    data: {
      payment_id: saga.paymentId,
      amount: saga.amount,
      currency: saga.currency,
      merchant_id: saga.merchantId,
      method: saga.method,
      ...(saga.source === undefined ? {} : { source: saga.source }),
    },
  };
}

export function cancelWithGateway(saga: Saga, reason: string): SagaCommand {
  const { paymentId: payment_id, amount, currency } = saga;
  return { event_type: 'CancelWithGateway', data: { payment_id, amount, currency, reason } };
}

export function confirmPayment(saga: Saga, { provider, chargeId }: Approval): SagaCommand {
  return {
    event_type: 'ConfirmPayment',
    data: { payment_id: saga.paymentId, provider, provider_charge_id: chargeId },
  };
}

export function markAsFailed(saga: Saga, failure: Failure): SagaCommand {
  return { event_type: 'MarkPaymentAsFailed', data: { payment_id: saga.paymentId, ...failure } };
}

export function markAsCancelled(saga: Saga): SagaCommand {
  return {
    event_type: 'MarkPaymentAsCancelled',
    data: { payment_id: saga.paymentId, reason: saga.cancelReason ?? 'cancelled' },
  };
}

export function notifyOfFailure(saga: Saga): SagaCommand {
  return { event_type: 'NotifyUser', data: { payment_id: saga.paymentId, outcome: 'FAILED' } };
}

/** The last step of a compensation: the outcome is counted. */
export function updateMetrics(saga: Saga, outcome: DataOf<'UpdateMetrics'>['outcome']): SagaCommand {
  return { event_type: 'UpdateMetrics', data: { payment_id: saga.paymentId, outcome } };
}

/** Undoes a payment that has been confirmed: the payment service gives back what has not been given back yet. */
export function cancelConfirmation(saga: Saga, reason: string): SagaCommand {
  return { event_type: 'CancelPaymentConfirmation', data: { payment_id: saga.paymentId, reason } };
}

/** The arguments are those of a refund that the payment service has accepted. */
export function refundWithGateway({
  payment_id,
  refund_id,
  amount,
  currency,
  reason,
}: DataOf<'RefundRequested'>): SagaCommand {
  return { event_type: 'RefundWithGateway', data: { payment_id, refund_id, amount, currency, reason } };
}

export function completeRefund({
  payment_id,
  refund_id,
  provider,
  provider_refund_id,
}: DataOf<'GatewayRefunded'>): SagaCommand {
  return { event_type: 'CompleteRefund', data: { payment_id, refund_id, provider, provider_refund_id } };
}

export function markRefundAsFailed({
  payment_id,
  refund_id,
  error_code,
  reason,
}: DataOf<'GatewayRefundFailed'>): SagaCommand {
  return { event_type: 'MarkRefundAsFailed', data: { payment_id, refund_id, error_code, reason } };
}

/** Freezes the wallet from which a payment came. */
export function lockWallet(walletId: string, reason: string): SagaCommand {
  return { event_type: 'LockWallet', data: { wallet_id: walletId, reason } };
}

function walletMovement(saga: Saga): DataOf<'CheckWalletBalance'> {
  return {
    wallet_id: walletOf(saga),
    payment_id: saga.paymentId,
    amount: saga.amount,
    currency: saga.currency,
    ...(saga.userId === undefined ? {} : { user_id: saga.userId }),
  };
}

function walletOf(saga: Saga): string {
  if (saga.walletId === undefined) {
    throw new Error(`The saga of payment ${saga.paymentId} has no wallet, though its step needs one.`);
  }
  return saga.walletId;
}
