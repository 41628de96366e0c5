/** What a provider tells by webhook, read without trusting it more than its signature warrants. Pure. */
import { UUID } from '../platform/index.ts';
import { isRecord } from '../platform/rows.ts';
import type { Observation } from './attempt.ts';
import { chargeFrom, isName, refundFrom } from './provider-answers.ts';
import type { RefundObservation } from './refund.ts';

export interface Webhook {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What it is about. `unreadable`: of a known type, but without what that type needs. */
export type Told =
  | {
      readonly kind: 'charge';
      readonly paymentId: string;
      readonly chargeId: string;
      readonly amount: unknown;
      readonly currency: unknown;
      readonly seen: Observation;
    }
  | { readonly kind: 'refund'; readonly refundId: string; readonly seen: RefundObservation }
  | {
      readonly kind: 'dispute';
      readonly paymentId: string;
      readonly chargeId: string;
      readonly disputeId: string;
      readonly amount: number;
      readonly currency: string;
      readonly reason: string;
    }
  | { readonly kind: 'unknown-type' }
  | { readonly kind: 'unreadable' };

/** @returns undefined when it is no webhook at all. */
export function parseWebhook(body: Buffer): Webhook | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const { id, type, data } = value;
  return isName(id) && isName(type) && isRecord(data) ? { id, type, data } : undefined;
}

/** What a webhook says. The type counts, not the state of the charge in it, which may be of another moment. */
export function told({ type, data }: Webhook): Told {
  switch (type) {
    case 'charge.succeeded':
      return charge(data, (chargeId) => ({ kind: 'succeeded', chargeId }));
    case 'charge.declined':
      return charge(data, (chargeId) => {
        const code = chargeFrom(data)?.declineCode;
        return { kind: 'declined', chargeId, ...(code === undefined ? {} : { declineCode: code }) };
      });
    case 'charge.cancelled':
      return charge(data, (chargeId) => ({ kind: 'cancelled', chargeId }));
    case 'charge.disputed':
      return dispute(data);
    case 'refund.succeeded':
    case 'refund.failed':
      return refund(data);
    default:
      return { kind: 'unknown-type' };
  }
}

function charge(data: Webhook['data'], seen: (chargeId: string) => Observation): Told {
  const { id, payment_id: paymentId, amount, currency } = data;
  if (!isName(id) || !isUuid(paymentId)) return { kind: 'unreadable' };
  return { kind: 'charge', paymentId, chargeId: id, amount, currency, seen: seen(id) };
}

function dispute(data: Webhook['data']): Told {
  const { id, charge_id: chargeId, payment_id: paymentId, amount, currency, reason } = data;
  if (!isName(id) || !isName(chargeId) || !isUuid(paymentId)) return { kind: 'unreadable' };
  if (typeof amount !== 'number' || !Number.isSafeInteger(amount) || amount <= 0) return { kind: 'unreadable' };
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) return { kind: 'unreadable' };
  const why = isName(reason) ? reason : 'no reason was given';
  return { kind: 'dispute', paymentId, chargeId, disputeId: id, amount, currency, reason: why };
}

/** A refund is known to the provider under our id for it. */
function refund(data: Webhook['data']): Told {
  const { idempotency_key: refundId } = data;
  const seen = refundFrom(data);
  return isUuid(refundId) && seen !== undefined ? { kind: 'refund', refundId, seen } : { kind: 'unreadable' };
}

function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}
