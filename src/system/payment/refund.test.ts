import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type Draft, type Message, newCause } from '../platform/index.ts';
import { toMessage } from '../platform/messages.ts';
import { PAYMENT_STATES } from './machine.ts';
import {
  decideRefund,
  type Refund,
  type RefundablePayment,
  type RefundCommand,
  refundableAmount,
  requestRefund,
} from './refund.ts';

const PAYMENT = '00000000-0000-4000-8000-000000000001';
const REFUND = '00000000-0000-4000-8000-000000000002';
const ORDER = {
  paymentId: PAYMENT,
  userId: 'user',
  merchantId: 'shop',
  walletId: 'wallet-1',
  amount: 1_000,
  currency: 'EUR',
  method: 'wallet',
} as const;

const paid = (...refunds: RefundablePayment['refunds']): RefundablePayment => ({
  order: ORDER,
  status: 'COMPLETED',
  refunds,
});
const asked = (amount?: number) => ({ refundId: REFUND, amount, reason: 'one item was returned' });

function accepted(payment: RefundablePayment, amount?: number): Refund {
  const answer = requestRefund(payment, asked(amount));
  if (!answer.accepted) throw new Error(answer.message);
  return answer.refund;
}

function isRefundCommand(message: Message): message is RefundCommand {
  return message.event_type === 'CompleteRefund' || message.event_type === 'MarkRefundAsFailed';
}

function command(draft: Draft<'CompleteRefund' | 'MarkRefundAsFailed'>): RefundCommand {
  const message = toMessage(draft, { type: 'refund', id: draft.data.refund_id, version: 0 }, newCause());
  if (!isRefundCommand(message)) throw new Error(`${draft.event_type} is no command to a refund`);
  return message;
}

const ids = { refund_id: REFUND, payment_id: PAYMENT };
const complete = (id = 're_1') =>
  command({ event_type: 'CompleteRefund', data: { ...ids, provider: 'stripe', provider_refund_id: id } });
const fail = command({
  event_type: 'MarkRefundAsFailed',
  data: { ...ids, error_code: 'REFUND_DECLINED', reason: 'charge too old' },
});

describe('a refund is asked for', () => {
  test('in part, or of all that is left', () => {
    const answer = requestRefund(paid(), asked(300));
    expect(answer).toMatchObject({
      accepted: true,
      event: {
        event_type: 'RefundRequested',
        data: { ...ids, wallet_id: 'wallet-1', amount: 300, currency: 'EUR', reason: 'one item was returned' },
      },
    });
    expect(accepted(paid({ amount: 300, status: 'COMPLETED' })).amount).toBe(700);
  });

  test('again when the one before has failed, but not while it is under way', () => {
    expect(accepted(paid({ amount: 1_000, status: 'FAILED' })).amount).toBe(1_000);
    expect(requestRefund(paid({ amount: 600, status: 'REQUESTED' }), asked(401))).toMatchObject({
      accepted: false,
      code: 'REFUND_TOO_LARGE',
      details: { requested_amount: 401, refundable_amount: 400 },
    });
    expect(requestRefund(paid({ amount: 1_000, status: 'REQUESTED' }), asked())).toMatchObject({ accepted: false });
  });

  test.each(PAYMENT_STATES.filter((state) => state !== 'COMPLETED'))('never of a payment that is %s', (status) => {
    const answer = requestRefund({ ...paid(), status }, asked(1));
    expect(answer).toMatchObject({ accepted: false, code: 'NOT_REFUNDABLE', details: { status } });
  });

  test('of a payment by card without a wallet', () => {
    const { walletId: _, ...order } = ORDER;
    const answer = requestRefund({ ...paid(), order }, asked());
    expect(answer.accepted && answer.event.data).not.toHaveProperty('wallet_id');
  });
});

describe('a refund ends', () => {
  test('once, completed or failed, however often it is told', () => {
    const done = decideRefund(accepted(paid(), 300), complete());
    expect(done.events).toMatchObject([
      { event_type: 'RefundCompleted', data: { wallet_id: 'wallet-1', amount: 300, provider_refund_id: 're_1' } },
    ]);
    expect(decideRefund(done.refund, complete())).toEqual({ refund: done.refund, events: [] });
    const failed = decideRefund(accepted(paid(), 300), fail);
    expect(failed).toMatchObject({
      refund: { status: 'FAILED', error: { code: 'REFUND_DECLINED', message: 'charge too old' } },
      events: [{ event_type: 'RefundFailed' }],
    });
    expect(decideRefund(failed.refund, fail)).toEqual({ refund: failed.refund, events: [] });
  });

  test('and what contradicts its end changes nothing, but is a problem', () => {
    const { refund: done } = decideRefund(accepted(paid(), 300), complete());
    const { refund: failed } = decideRefund(accepted(paid(), 300), fail);
    for (const [refund, late] of [
      [done, fail],
      [done, complete('re_2')],
      [failed, complete()],
    ] as const) {
      const decision = decideRefund(refund, late);
      expect(decision).toMatchObject({ refund, events: [], problem: { kind: 'refund-inconsistency' } });
    }
  });
});

property.prop([fc.array(fc.tuple(fc.option(fc.integer({ min: 1, max: 1_200 })), fc.boolean(), fc.nat(5)))])(
  'whatever is asked for, and however it ends, no more is given back than was paid',
  (steps) => {
    const refunds: Refund[] = [];
    for (const [amount, succeeds, which] of steps) {
      const answer = requestRefund(paid(...refunds), asked(amount ?? undefined));
      if (answer.accepted) refunds.push(answer.refund);
      const open = refunds[which];
      if (open !== undefined) refunds[which] = decideRefund(open, succeeds ? complete() : fail).refund;
      const given = refunds.filter(({ status }) => status !== 'FAILED').reduce((sum, one) => sum + one.amount, 0);
      expect(given).toBeLessThanOrEqual(ORDER.amount);
      expect(refundableAmount(paid(...refunds))).toBe(ORDER.amount - given);
    }
  },
);
