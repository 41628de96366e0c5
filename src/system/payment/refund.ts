/**
 * Refunds of completed payments, partial or full. Pure. A refund is an aggregate of its own: asked for, carried out at the provider, and then
 * completed or failed for good. All refunds of a payment together, those under way included, never exceed what was settled; one that failed
 * gives its amount free again.
 */
import type { DataOf, Draft, MessageOf } from '../platform/index.ts';
import type { PaymentState } from './machine.ts';
import type { PaymentOrder } from './payment.ts';

export type RefundStatus = 'REQUESTED' | 'COMPLETED' | 'FAILED';

/** A refund as decisions see it. The amount is in minor units. */
export interface Refund {
  readonly refundId: string;
  readonly paymentId: string;
  /** Whose money it is; absent for payments by card. */
  readonly walletId?: string;
  readonly amount: number;
  readonly currency: string;
  readonly reason: string;
  readonly status: RefundStatus;
  /** Number of its events. */
  readonly version: number;
  /** Where it was carried out, once it was. */
  readonly provider?: DataOf<'CompleteRefund'>['provider'];
  readonly providerRefundId?: string;
  /** Why it failed. */
  readonly error?: { readonly code: string; readonly message: string };
}

export type RefundEvent = Draft<'RefundRequested' | 'RefundCompleted' | 'RefundFailed'>;
export type RefundCommand = MessageOf<'CompleteRefund' | 'MarkRefundAsFailed'>;

/** A payment, and what was asked back of it before. */
export interface RefundablePayment {
  readonly order: PaymentOrder;
  readonly status: PaymentState;
  readonly refunds: readonly Pick<Refund, 'amount' | 'status'>[];
}

/** What can still be asked back, in minor units. */
export function refundableAmount({ order, status, refunds }: RefundablePayment): number {
  if (status !== 'COMPLETED') return 0;
  const taken = refunds.filter((refund) => refund.status !== 'FAILED');
  return order.amount - taken.reduce((sum, { amount }) => sum + amount, 0);
}

export interface RefundRequest {
  readonly refundId: string;
  /** In minor units; all that is left when absent. */
  readonly amount: number | undefined;
  readonly reason: string;
}

/** A new refund and its event, or why there is none. */
export type RefundAnswer =
  | { readonly accepted: true; readonly refund: Refund; readonly event: RefundEvent }
  | {
      readonly accepted: false;
      readonly code: 'NOT_REFUNDABLE' | 'REFUND_TOO_LARGE';
      readonly message: string;
      readonly details: Readonly<Record<string, unknown>>;
    };

/** Decides whether `payment` is refunded. */
export function requestRefund(payment: RefundablePayment, request: RefundRequest): RefundAnswer {
  const { order, status } = payment;
  const left = refundableAmount(payment);
  if (status !== 'COMPLETED') {
    const message = `The payment is ${status}; only a completed payment can be refunded.`;
    return { accepted: false, code: 'NOT_REFUNDABLE', message, details: { status } };
  }
  const amount = request.amount ?? left;
  if (left === 0 || amount > left) {
    const message = `Of ${order.amount} minor units of ${order.currency}, ${left} can still be refunded.`;
    const details = { requested_amount: amount === 0 ? order.amount : amount, refundable_amount: left };
    return { accepted: false, code: 'REFUND_TOO_LARGE', message, details };
  }
  const refund: Refund = {
    refundId: request.refundId,
    paymentId: order.paymentId,
    ...(order.walletId === undefined ? {} : { walletId: order.walletId }),
    amount,
    currency: order.currency,
    reason: request.reason,
    status: 'REQUESTED',
    version: 1,
  };
  const event = { event_type: 'RefundRequested', data: { ...subject(refund), reason: refund.reason } } as const;
  return { accepted: true, refund, event };
}

/** What a command makes of a refund. */
export interface RefundDecision {
  readonly refund: Refund;
  readonly events: readonly RefundEvent[];
  /** Present when the command contradicts what is known. */
  readonly problem?: { readonly kind: string; readonly reason: string };
}

/** Decides about `refund`. A command that comes again changes nothing. */
export function decideRefund(refund: Refund, command: RefundCommand): RefundDecision {
  return command.event_type === 'CompleteRefund' ? complete(refund, command.data) : fail(refund, command.data);
}

function complete(refund: Refund, { provider, provider_refund_id }: DataOf<'CompleteRefund'>): RefundDecision {
  if (refund.status === 'COMPLETED' && refund.providerRefundId === provider_refund_id) return { refund, events: [] };
  if (refund.status !== 'REQUESTED') {
    return contradicted(refund, `${provider} carried it out as ${provider_refund_id}`);
  }
  return {
    refund: {
      ...refund,
      status: 'COMPLETED',
      provider,
      providerRefundId: provider_refund_id,
      version: refund.version + 1,
    },
    events: [{ event_type: 'RefundCompleted', data: { ...subject(refund), provider, provider_refund_id } }],
  };
}

function fail(refund: Refund, { error_code, reason }: DataOf<'MarkRefundAsFailed'>): RefundDecision {
  if (refund.status === 'FAILED') return { refund, events: [] };
  if (refund.status !== 'REQUESTED') return contradicted(refund, `it was said to have failed: ${reason}`);
  return {
    refund: { ...refund, status: 'FAILED', error: { code: error_code, message: reason }, version: refund.version + 1 },
    events: [{ event_type: 'RefundFailed', data: { ...subject(refund), error_code, reason } }],
  };
}

function contradicted(refund: Refund, what: string): RefundDecision {
  const reason = `Refund ${refund.refundId} is ${refund.status}, and then ${what}.`;
  return { refund, events: [], problem: { kind: 'refund-inconsistency', reason } };
}

function subject({ refundId, paymentId, walletId, amount, currency }: Refund) {
  return {
    refund_id: refundId,
    payment_id: paymentId,
    ...(walletId === undefined ? {} : { wallet_id: walletId }),
    amount,
    currency,
  };
}
