import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { Draft, Message } from '../../platform/index.ts';
import { message } from '../../testing/topics.ts';
import { type Overview, project, subjectOf, unheardOf } from './overview.ts';
import { eventsByPayment } from './projector.ts';

const PAYMENT = '6f1c2f9e-0a57-4f2b-9a2e-0c5b1d6d7c01';
const SAGA = 'a5c3b1f0-5f0e-4a38-8f6f-7d2f1f6b7a02';
const [REFUND_A, REFUND_B] = ['3e5d7c9b-0a1f-4b2e-9c8d-7a6b5c4d3e06', '3e5d7c9b-0a1f-4b2e-9c8d-7a6b5c4d3e07'] as const;
const money = { amount: 1_000, currency: 'EUR' };
const of = { payment_id: PAYMENT };
const moved = { wallet_id: 'w', ...of, ...money, available_after: 0, locked_after: 0 };
const ids = { saga_id: SAGA, ...of };
const charge = { provider: 'paypal', provider_charge_id: 'ch_1' } as const;

type Kind = Message['aggregate_type'];

function stream(type: Kind, id: string, from: number, ...drafts: readonly Draft[]): readonly Message[] {
  return drafts.map((draft, index) => message(draft, type, id, from + index));
}

/** One payment that fell back to another provider, was completed, and refunded in part: the events of each service in their order. */
const STREAMS: readonly (readonly Message[])[] = [
  stream(
    'payment',
    PAYMENT,
    1,
    {
      event_type: 'PaymentInitiated',
      data: { ...of, ...money, wallet_id: 'w', user_id: 'u', merchant_id: 'm', method: 'wallet' },
    },
    { event_type: 'PaymentValidated', data: of },
    { event_type: 'PaymentCompleted', data: { ...of, ...money, wallet_id: 'w', ...charge } },
  ),
  // The wallet has a history before this payment.
  stream('wallet', 'w', 7, { event_type: 'WalletDeducted', data: moved }, { event_type: 'WalletSettled', data: moved }),
  stream(
    'gateway',
    PAYMENT,
    1,
    {
      event_type: 'GatewayRequestSent',
      data: { ...of, ...money, provider: 'stripe', operation: 'create', attempt: 1 },
    },
    {
      event_type: 'GatewayFallbackTriggered',
      data: { ...of, primary_provider: 'stripe', fallback_provider: 'paypal', primary_failure_reason: 'declined' },
    },
    { event_type: 'GatewayResponseReceived', data: { ...of, ...money, ...charge, attempt: 1, outcome: 'approved' } },
    // Of the refund.
    {
      event_type: 'GatewayRequestSent',
      data: { ...of, ...money, provider: 'paypal', operation: 'refund', attempt: 1 },
    },
  ),
  stream(
    'saga',
    SAGA,
    1,
    { event_type: 'SagaStarted', data: { ...ids, deadline_at: '2026-01-01T00:05:00.000Z' } },
    { event_type: 'SagaStepCompleted', data: { ...ids, step: 'ConfirmPayment' } },
    { event_type: 'SagaCompleted', data: ids },
  ),
  stream(
    'refund',
    REFUND_A,
    1,
    { event_type: 'RefundRequested', data: { ...of, ...money, amount: 300, refund_id: REFUND_A, reason: 'x' } },
    {
      event_type: 'RefundCompleted',
      data: { ...of, ...money, amount: 300, refund_id: REFUND_A, provider: 'paypal', provider_refund_id: 're_1' },
    },
  ),
  stream('refund', REFUND_B, 1, {
    event_type: 'RefundRequested',
    data: { ...of, ...money, amount: 200, refund_id: REFUND_B, reason: 'y' },
  }),
];

const folded = (events: readonly Message[]): Overview => events.reduce(project, unheardOf(PAYMENT));

describe('the overview of a payment', () => {
  test('says what every service says', () => {
    expect(folded(STREAMS.flat())).toMatchObject({
      paymentStatus: 'COMPLETED',
      method: 'wallet',
      hold: 'settled',
      walletVersion: 8,
      gatewayStatus: 'APPROVED',
      provider: 'paypal',
      providerChargeId: 'ch_1',
      sagaStep: 'ConfirmPayment',
      sagaOutcome: 'COMPLETED',
      refunds: {
        [REFUND_A]: { version: 2, status: 'COMPLETED', amount: 300 },
        [REFUND_B]: { version: 1, status: 'REQUESTED', amount: 200 },
      },
    });
  });

  test('leaves out what is about no payment, and facts without a history', () => {
    const created: Draft = { event_type: 'WalletCreated', data: { wallet_id: 'w', user_id: 'u', currency: 'EUR' } };
    const [other] = stream('wallet', 'w', 1, created);
    expect(other === undefined ? '' : subjectOf(other)).toBeUndefined();
    const announced = message({ event_type: 'PaymentValidated', data: of }, 'payment', PAYMENT);
    expect(eventsByPayment(other === undefined ? [] : [other, announced]).size).toBe(0);
  });

  property.prop([fc.array(fc.nat(STREAMS.length - 1), { minLength: 40, maxLength: 80 }), fc.array(fc.nat(13))])(
    'is the same however the services are mixed, and whatever comes twice',
    (turns, repeated) => {
      const rest = STREAMS.map((events) => [...events]);
      const mixed: Message[] = [];
      for (const turn of [...turns, ...STREAMS.keys()]) {
        const event = rest[turn]?.shift();
        if (event !== undefined) mixed.push(event);
      }
      mixed.push(...rest.flat());
      // A relay that was interrupted sends a run of messages once more.
      for (const at of repeated) {
        const again = mixed[at];
        if (again !== undefined) mixed.splice(at + 1, 0, again);
      }
      expect(folded(mixed)).toEqual(folded(STREAMS.flat()));
    },
  );
});
