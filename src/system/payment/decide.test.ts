import { describe, expect, test } from 'vitest';
import { type Draft, newCause } from '../platform/index.ts';
import { toMessage } from '../platform/messages.ts';
import { decide, type PaymentCommand, type PaymentLimits, type WalletActivity } from './decide.ts';
import { PAYMENT_STATES, type PaymentState } from './machine.ts';
import type { Payment } from './payment.ts';

const PAYMENT = '00000000-0000-4000-8000-000000000001';
const OTHER = '00000000-0000-4000-8000-000000000002';
const LIMITS: PaymentLimits = { maxAmount: 10_000, maxWalletDailyAmount: 15_000, currencies: ['EUR'] };
const QUIET: WalletActivity = { openPayments: [], amountToday: 0 };

function payment(status: PaymentState, order: Partial<Payment['order']> = {}): Payment {
  return {
    order: {
      paymentId: PAYMENT,
      userId: 'user',
      merchantId: 'merchant',
      walletId: 'wallet-1',
      amount: 1_000,
      currency: 'EUR',
      method: 'wallet',
      ...order,
    },
    status,
    version: 2,
    notified: false,
  };
}

function isCommand(message: ReturnType<typeof toMessage>): message is PaymentCommand {
  return message.aggregate_type === 'payment' && message.aggregate_version === 0;
}

function command(draft: Draft): PaymentCommand {
  const message = toMessage(draft, { type: 'payment', id: PAYMENT, version: 0 }, newCause());
  if (!isCommand(message)) throw new Error(`${draft.event_type} is no command to a payment`);
  return message;
}

const validate = command({ event_type: 'ValidatePayment', data: { payment_id: PAYMENT } });
const confirm = command({
  event_type: 'ConfirmPayment',
  data: { payment_id: PAYMENT, provider: 'stripe', provider_charge_id: 'ch' },
});
const fail = command({
  event_type: 'MarkPaymentAsFailed',
  data: {
    payment_id: PAYMENT,
    error_code: 'GATEWAY_DECLINED',
    failure_stage: 'GATEWAY',
    reason: 'The card was declined.',
  },
});
const cancel = command({
  event_type: 'MarkPaymentAsCancelled',
  data: { payment_id: PAYMENT, reason: 'changed my mind' },
});

const told = (from: Payment, what: PaymentCommand, activity = QUIET) => decide(from, what, activity, LIMITS);

describe('validation', () => {
  test('lets through what is within the limits', () => {
    expect(told(payment('INITIATED'), validate)).toEqual({
      status: 'VALIDATED',
      events: [{ event_type: 'PaymentValidated', data: { payment_id: PAYMENT } }],
    });
  });

  test('says which other payments of the wallet are open', () => {
    const { events } = told(payment('INITIATED'), validate, { openPayments: [OTHER], amountToday: 0 });
    expect(events[1]).toMatchObject({
      event_type: 'ConcurrentPaymentDetected',
      data: { wallet_id: 'wallet-1', concurrent_payments: [OTHER] },
    });
  });

  test.each([
    ['an amount above the limit', { amount: 10_001 }, QUIET],
    ['a currency that is not accepted', { currency: 'USD' }, QUIET],
    ['more than the wallet may move in a day', {}, { openPayments: [], amountToday: 14_001 }],
  ])('refuses %s before any funds are touched', (_, order, activity) => {
    const decision = told(payment('INITIATED', order), validate, activity);
    expect(decision).toMatchObject({ status: 'FAILED', error: { code: 'VALIDATION_FAILED' }, notify: 'FAILED' });
    expect(decision.events.map(({ event_type }) => event_type)).toEqual(['PaymentFailed']);
  });

  test.each([
    ['EUR', 10_000, 'at most 100.00 EUR'],
    ['JPY', 100, 'at most 100 JPY'],
    ['KWD', 100_000, 'at most 100.000 KWD'],
  ])('measures a limit in the minor units of %s', (currency, most, reason) => {
    const limits = { ...LIMITS, maxWalletDailyAmount: 0, currencies: [currency] };
    const of = (amount: number) => decide(payment('INITIATED', { currency, amount }), validate, QUIET, limits);
    expect(of(most).status).toBe('VALIDATED');
    expect(of(most + 1)).toMatchObject({ status: 'FAILED', error: { message: expect.stringContaining(reason) } });
  });

  test('wants to know the card of a payment by card', () => {
    const { walletId: _, ...order } = payment('INITIATED', { method: 'external' }).order;
    const from = (source: object) => told({ ...payment('INITIATED'), order: { ...order, ...source } }, validate);
    expect(from({}).status).toBe('FAILED');
    expect(from({ source: 'tok_visa' }).status).toBe('VALIDATED');
  });

  test('the limits themselves are within the limits', () => {
    const activity = { openPayments: [], amountToday: 5_000 };
    expect(told(payment('INITIATED', { amount: 10_000 }), validate, activity).status).toBe('VALIDATED');
  });
});

describe('the end', () => {
  test('of a payment is told to its owner, with the reason if it is a bad one', () => {
    expect(told(payment('GATEWAY_PROCESSING'), confirm)).toMatchObject({ status: 'COMPLETED', notify: 'COMPLETED' });
    expect(told(payment('GATEWAY_PROCESSING'), fail)).toMatchObject({
      status: 'FAILED',
      notify: 'FAILED',
      error: { code: 'GATEWAY_DECLINED', message: 'The card was declined.' },
    });
    expect(told(payment('WALLET_DEDUCTED'), cancel)).toMatchObject({ status: 'CANCELLED', notify: 'CANCELLED' });
  });

  test('of an external payment names no wallet', () => {
    const { walletId: _, ...order } = payment('GATEWAY_PROCESSING', { method: 'external' }).order;
    const [event] = told({ ...payment('GATEWAY_PROCESSING'), order }, confirm).events;
    expect(event?.data).not.toHaveProperty('wallet_id');
  });

  test.each(['COMPLETED', 'FAILED', 'CANCELLED'] as const)(
    'is final: %s accepts no command that changes it',
    (status) => {
      const repeated = { COMPLETED: undefined, FAILED: undefined, CANCELLED: cancel };
      for (const late of [validate, confirm, fail, cancel]) {
        if (late === repeated[status]) continue;
        const decision = told(payment(status), late);
        expect(decision).toMatchObject({ status, problem: { kind: 'state-inconsistency' } });
        expect(decision.events).toMatchObject([
          { event_type: 'PaymentStateInconsistency', data: { state: status, unexpected: late.event_type } },
        ]);
        expect(decision).not.toHaveProperty('notify');
      }
    },
  );
});

describe('a command that comes again', () => {
  test('has no further effect once it has had its own', () => {
    const completed: Payment = { ...payment('COMPLETED'), charge: { provider: 'stripe', chargeId: 'ch' } };
    const failed: Payment = {
      ...payment('FAILED'),
      error: { code: 'GATEWAY_DECLINED', message: 'The card was declined.', details: {} },
    };
    expect(told(completed, confirm)).toEqual({ status: 'COMPLETED', events: [] });
    expect(told(failed, fail)).toEqual({ status: 'FAILED', events: [] });
    expect(told(payment('CANCELLED'), cancel)).toEqual({ status: 'CANCELLED', events: [] });
  });

  test('with another content is a contradiction', () => {
    const completed: Payment = { ...payment('COMPLETED'), charge: { provider: 'paypal', chargeId: 'other' } };
    expect(told(completed, confirm)).toMatchObject({ problem: { kind: 'state-inconsistency' } });
  });
});

test('a confirmation is undone by giving the money back; the payment stays completed', () => {
  const undo = command({
    event_type: 'CancelPaymentConfirmation',
    data: { payment_id: PAYMENT, reason: 'the provider reversed the charge' },
  });
  expect(told(payment('COMPLETED'), undo)).toEqual({
    status: 'COMPLETED',
    events: [],
    undo: 'the provider reversed the charge',
  });
  for (const status of PAYMENT_STATES.filter((state) => state !== 'COMPLETED')) {
    expect(told(payment(status), undo)).toMatchObject({ status, problem: { kind: 'state-inconsistency' } });
  }
});

test('progress goes through several states at once, or not at all', () => {
  const progress = (...states: ('WALLET_CHECKED' | 'WALLET_DEDUCTED' | 'GATEWAY_PROCESSING')[]) =>
    command({ event_type: 'RecordPaymentProgress', data: { payment_id: PAYMENT, states } });
  const from = payment('WALLET_CHECKED');
  expect(told(from, progress('WALLET_DEDUCTED', 'GATEWAY_PROCESSING'))).toEqual({
    status: 'GATEWAY_PROCESSING',
    events: [],
  });
  expect(told(from, progress('WALLET_DEDUCTED', 'WALLET_CHECKED'))).toMatchObject({
    status: 'WALLET_CHECKED',
    problem: { kind: 'state-inconsistency' },
  });
});

test('an owner is told once, whoever asks for it', () => {
  const notify = command({ event_type: 'NotifyUser', data: { payment_id: PAYMENT, outcome: 'FAILED' } });
  for (const status of PAYMENT_STATES) {
    expect(told(payment(status), notify)).toMatchObject({ status, notify: 'FAILED', events: [] });
    expect(told({ ...payment(status), notified: true }, notify)).toEqual({ status, events: [] });
  }
});
