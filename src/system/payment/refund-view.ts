/** A refund as the API shows it. */
import type { RefundRow } from './refund-store.ts';

/** The amount is in minor units, times are ISO 8601; fields that are unknown are absent. */
export interface RefundView {
  readonly refund_id: string;
  readonly payment_id: string;
  readonly status: string;
  readonly amount: number;
  readonly currency: string;
  readonly reason: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly provider?: string;
  readonly error?: { readonly code: string; readonly message: string };
}

export function refundView({ refund, createdAt, updatedAt }: RefundRow): RefundView {
  return {
    refund_id: refund.refundId,
    payment_id: refund.paymentId,
    status: refund.status,
    amount: refund.amount,
    currency: refund.currency,
    reason: refund.reason,
    created_at: createdAt,
    updated_at: updatedAt,
    ...(refund.provider === undefined ? {} : { provider: refund.provider }),
    ...(refund.error === undefined ? {} : { error: refund.error }),
  };
}
