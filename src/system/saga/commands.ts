/** The commands of a saga, each made from what the saga knows. */

import type { DataOf } from '../platform/messages.ts';
import type { Failure, Provider, Saga, SagaCommand } from './saga.ts';

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
    },
  };
}

export function confirmPayment(saga: Saga, provider: Provider, chargeId: string): SagaCommand {
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

function walletMovement(saga: Saga): DataOf<'CheckWalletBalance'> {
  return { wallet_id: walletOf(saga), payment_id: saga.paymentId, amount: saga.amount, currency: saga.currency };
}

function walletOf(saga: Saga): string {
  if (saga.walletId === undefined) {
    throw new Error(`The saga of payment ${saga.paymentId} has no wallet, though its step needs one.`);
  }
  return saga.walletId;
}
