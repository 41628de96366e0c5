import { describe, expect, it } from 'vitest';
import type { SagaInput } from './saga.ts';
import { APPROVED, DECLINED, EXTERNAL_PAYMENT, SHORTFALL, Story, TO_GATEWAY, WALLET_PAYMENT } from './testing/story.ts';

describe('a saga', () => {
  it('takes a wallet payment to its end, step by step', () => {
    const story = new Story().after(...TO_GATEWAY, APPROVED, { type: 'PAYMENT_COMPLETED' });
    expect(story.saga.state).toBe('COMPLETED');
    expect(story.told).toEqual([
      'SagaStarted',
      '> ValidatePayment',
      'SagaStepCompleted(ValidatePayment)',
      '> CheckWalletBalance',
      'SagaStepCompleted(CheckWalletBalance)',
      '> RecordPaymentProgress(WALLET_CHECKED)',
      '> DeductWalletBalance',
      'SagaStepCompleted(DeductWalletBalance)',
      '> RecordPaymentProgress(WALLET_DEDUCTED,GATEWAY_PROCESSING)',
      '> ProcessWithGateway',
      'SagaStepCompleted(ProcessWithGateway)',
      '> ConfirmPayment',
      'SagaStepCompleted(ConfirmPayment)',
      'SagaCompleted',
    ]);
  });

  it('takes an external payment straight to the provider', () => {
    const story = new Story(EXTERNAL_PAYMENT).after({ type: 'PAYMENT_VALIDATED' });
    expect(story.told.slice(2)).toEqual([
      'SagaStepCompleted(ValidatePayment)',
      '> RecordPaymentProgress(GATEWAY_PROCESSING)',
      '> ProcessWithGateway',
    ]);
  });

  it('ends without compensation when the funds are not sufficient', () => {
    const story = new Story().after({ type: 'PAYMENT_VALIDATED' }, { type: 'BALANCE_CHECKED', shortfall: SHORTFALL });
    expect(story.last.commands).toEqual([
      { event_type: 'MarkPaymentAsFailed', data: { payment_id: WALLET_PAYMENT.paymentId, ...SHORTFALL } },
    ]);
    story.after({ type: 'PAYMENT_FAILED', failure: SHORTFALL });
    expect(story.saga.state).toBe('FAILED');
    expect(story.told.slice(4)).toEqual(['SagaFailed', '> MarkPaymentAsFailed']);
  });

  it('ends without compensation when the deduction is refused', () => {
    const story = new Story().after(...TO_GATEWAY.slice(0, 2), { type: 'WALLET_DEDUCTION_FAILED', failure: SHORTFALL });
    expect(story.told.slice(-2)).toEqual(['SagaFailed', '> MarkPaymentAsFailed']);
  });

  it('gives the money back before the payment is marked as failed, when the provider declines', () => {
    const story = new Story().after(...TO_GATEWAY, { type: 'GATEWAY_REFUSED', failure: DECLINED });
    expect(story.told.slice(-2)).toEqual(['CompensationStarted', '> RefundWalletBalance']);
    story.after({ type: 'WALLET_REFUNDED' });
    expect(story.told.slice(-3)).toEqual(['> MarkPaymentAsFailed', '> NotifyUser', '> UpdateMetrics']);
    story.after({ type: 'PAYMENT_FAILED', failure: DECLINED });
    expect(story.told.slice(-2)).toEqual(['CompensationCompleted', 'SagaFailed']);
    expect(story.saga.state).toBe('FAILED');
  });

  it('has nothing to give back when the provider declines an external payment', () => {
    const story = new Story(EXTERNAL_PAYMENT).after(
      { type: 'PAYMENT_VALIDATED' },
      { type: 'GATEWAY_REFUSED', failure: DECLINED },
    );
    expect(story.told.slice(-3)).toEqual(['SagaFailed', '> MarkPaymentAsFailed', '> NotifyUser']);
  });

  it('says so when the gateway retries, falls back or has to verify', () => {
    const story = new Story().after(
      ...TO_GATEWAY,
      { type: 'GATEWAY_TIMED_OUT', retried: true },
      { type: 'GATEWAY_TIMED_OUT', retried: false },
      { type: 'GATEWAY_FELL_BACK' },
      { type: 'GATEWAY_VERIFICATION_REQUIRED', reason: 'no answer' },
    );
    expect(story.told.slice(-4)).toEqual([
      '> RecordPaymentProgress(GATEWAY_RETRYING)',
      '> RecordPaymentProgress(GATEWAY_FALLBACK)',
      'SagaRecoveryRequired',
      '> RecordPaymentProgress(PENDING_REVIEW)',
    ]);
    story.after(APPROVED);
    expect(story.saga.state).toBe('CONFIRMING');
  });
});

describe('a cancelled saga', () => {
  const CANCEL: SagaInput = { type: 'CANCEL', reason: 'changed my mind' };

  it('stops at the next step boundary', () => {
    const story = new Story().after(CANCEL, { type: 'PAYMENT_VALIDATED' });
    expect(story.told.slice(2)).toEqual(['SagaStepCompleted(ValidatePayment)', '> MarkPaymentAsCancelled']);
    story.after({ type: 'PAYMENT_CANCELLED' });
    expect(story.saga.state).toBe('CANCELLED');
    expect(story.told.at(-1)).toBe('SagaFailed');
  });

  it('gives back what was deducted meanwhile', () => {
    const story = new Story().after(...TO_GATEWAY.slice(0, 2), CANCEL, { type: 'WALLET_DEDUCTED' });
    expect(story.told.slice(-4)).toEqual([
      'SagaStepCompleted(DeductWalletBalance)',
      'CompensationStarted',
      '> RecordPaymentProgress(WALLET_DEDUCTED)',
      '> RefundWalletBalance',
    ]);
    story.after({ type: 'WALLET_REFUNDED' }, { type: 'PAYMENT_CANCELLED' });
    expect(story.told.slice(-4)).toEqual([
      '> MarkPaymentAsCancelled',
      '> UpdateMetrics',
      'CompensationCompleted',
      'SagaFailed',
    ]);
  });

  it('keeps the first reason when it is cancelled twice', () => {
    const story = new Story().after(CANCEL, { type: 'CANCEL', reason: 'again' });
    expect(story.saga.cancelReason).toBe('changed my mind');
  });

  it('leaves it to the gateway once that is at work, and gives the money back when it says that none was moved', () => {
    const story = new Story().after(...TO_GATEWAY, CANCEL);
    expect(story.saga.state).toBe('AWAITING_GATEWAY');
    expect(story.last.commands).toMatchObject([
      { event_type: 'CancelWithGateway', data: { reason: 'changed my mind' } },
    ]);
    story.after({ type: 'GATEWAY_CANCELLED' }, { type: 'WALLET_REFUNDED' }, { type: 'PAYMENT_CANCELLED' });
    expect(story.saga.state).toBe('CANCELLED');
    expect(story.told.slice(-6)).toEqual([
      'CompensationStarted',
      '> RefundWalletBalance',
      '> MarkPaymentAsCancelled',
      '> UpdateMetrics',
      'CompensationCompleted',
      'SagaFailed',
    ]);
  });

  it('has nothing to give back when a payment by card is called off at the gateway', () => {
    const story = new Story(EXTERNAL_PAYMENT).after({ type: 'PAYMENT_VALIDATED' }, CANCEL, {
      type: 'GATEWAY_CANCELLED',
    });
    expect(story.told.slice(-2)).toEqual(['> CancelWithGateway', '> MarkPaymentAsCancelled']);
  });

  it('is completed all the same when the gateway was faster', () => {
    const story = new Story().after(...TO_GATEWAY, CANCEL, APPROVED, { type: 'PAYMENT_COMPLETED' });
    expect(story.saga.state).toBe('COMPLETED');
  });
});
