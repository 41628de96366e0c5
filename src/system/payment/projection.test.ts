import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { foldAll, history } from '../platform/event-store/testing/stored.ts';
import { type Draft, newCause } from '../platform/index.ts';
import { toMessage } from '../platform/messages.ts';
import { decide, type PaymentCommand } from './decide.ts';
import { PAYMENT_PROGRESS, PAYMENT_STATES } from './machine.ts';
import { initiated, type Payment, type PaymentEvent } from './payment.ts';
import { fits, paymentProjection } from './projection.ts';

const ID = '6f1c2f9e-0a57-4f2b-9a2e-0c5b1d6d7c01';
const LIMITS = { maxAmount: 10_000, maxWalletDailyAmount: 0, currencies: ['EUR'] };
const QUIET = { openPayments: [], amountToday: 0 };

const command: fc.Arbitrary<Draft> = fc.oneof(
  fc.constantFrom<Draft>(
    { event_type: 'ValidatePayment', data: { payment_id: ID } },
    { event_type: 'ConfirmPayment', data: { payment_id: ID, provider: 'paypal', provider_charge_id: 'ch_7' } },
    { event_type: 'MarkPaymentAsCancelled', data: { payment_id: ID, reason: 'changed my mind' } },
    {
      event_type: 'MarkPaymentAsFailed',
      data: {
        payment_id: ID,
        error_code: 'INSUFFICIENT_FUNDS',
        failure_stage: 'WALLET',
        reason: 'too little',
        deficit_amount: 5,
      },
    },
  ),
  fc
    .constantFrom(...PAYMENT_PROGRESS)
    .map((state): Draft => ({ event_type: 'RecordPaymentProgress', data: { payment_id: ID, states: [state] } })),
);

function isCommand(message: ReturnType<typeof toMessage>): message is PaymentCommand {
  return [
    'ValidatePayment',
    'ConfirmPayment',
    'MarkPaymentAsCancelled',
    'MarkPaymentAsFailed',
    'RecordPaymentProgress',
  ].includes(message.event_type);
}

/** The payment that the service would have, and its events. */
function play(amount: number, commands: readonly Draft[]) {
  const order = {
    paymentId: ID,
    userId: 'u',
    merchantId: 'm',
    walletId: 'w',
    amount,
    currency: 'EUR',
    method: 'wallet',
    description: 'shoes',
  } as const;
  let payment: Payment = { order, status: 'INITIATED', version: 1, notified: false };
  const events: PaymentEvent[] = [initiated(order)];
  for (const draft of commands) {
    const message = toMessage(draft, { type: 'payment', id: ID, version: 0 }, newCause());
    if (!isCommand(message)) continue;
    const { status, error, charge, events: more } = decide(payment, message, QUIET, LIMITS);
    events.push(...more);
    payment = {
      ...payment,
      status,
      version: payment.version + more.length,
      ...(error === undefined ? {} : { error }),
      ...(charge === undefined ? {} : { charge }),
    };
  }
  return { payment, events };
}

function rowOf({ order, status, version, error, charge }: Payment) {
  return {
    payment_id: ID,
    status,
    version,
    user_id: order.userId,
    merchant_id: order.merchantId,
    wallet_id: order.walletId ?? null,
    amount: order.amount,
    currency: order.currency,
    method: order.method,
    source: order.source ?? null,
    description: order.description ?? null,
    provider: charge?.provider ?? null,
    provider_charge_id: charge?.chargeId ?? null,
    error_code: error?.code ?? null,
  };
}

describe('payment_status', () => {
  test.prop([fc.constantFrom(100, 20_000), fc.array(command, { maxLength: 15 })], { numRuns: 500 })(
    'is what the events of a payment say, whatever was asked of it',
    (amount, commands) => {
      const { payment, events } = play(amount, commands);
      const aggregate = { id: ID, ...foldAll(paymentProjection, ID, history('payment', ID, events)) };
      expect(paymentProjection.differences(aggregate, rowOf(payment))).toEqual([]);
      expect(aggregate.state.error).toEqual(payment.error);
      for (const status of PAYMENT_STATES) {
        const found = paymentProjection.differences(aggregate, { ...rowOf(payment), status });
        expect(found.length === 0).toBe(fits(aggregate.state.status, status));
      }
    },
  );

  example('of an open payment may be any progress after its validation, and nothing else', () => {
    expect(PAYMENT_STATES.filter((status) => fits('VALIDATED', status))).toEqual(['VALIDATED', ...PAYMENT_PROGRESS]);
    expect(PAYMENT_STATES.filter((status) => fits('INITIATED', status))).toEqual(['INITIATED']);
    expect(PAYMENT_STATES.filter((status) => fits('COMPLETED', status))).toEqual(['COMPLETED']);
  });

  example('that is lost or wrong is seen', () => {
    const { payment, events } = play(100, [{ event_type: 'ValidatePayment', data: { payment_id: ID } }]);
    const aggregate = { id: ID, ...foldAll(paymentProjection, ID, history('payment', ID, events)) };
    expect(paymentProjection.differences(aggregate, undefined)).toMatchObject([{ field: 'row', actual: 'missing' }]);
    expect(paymentProjection.differences(aggregate, { ...rowOf(payment), amount: 1 })).toMatchObject([
      { field: 'amount', expected: '100', actual: '1' },
    ]);
  });
});
