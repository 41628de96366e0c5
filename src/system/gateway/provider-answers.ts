/**
 * Reading what a provider answers. Whatever is not understood is `unknown`; nothing is guessed.
 */
import { isRecord } from '../platform/rows.ts';
import type { Observation } from './attempt.ts';
import type { RefundObservation } from './refund.ts';

/** An HTTP answer with its JSON. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** An id, a code or a type as providers give them. Anything else could not be stored, or would break our own contracts. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e][\x20-\x7e]{0,199}$/.test(value);
}

interface Charge {
  readonly id: string;
  readonly status: string;
  readonly declineCode?: string;
}

/** A charge as the provider's books show it; amounts in minor units. */
export interface ListedCharge {
  readonly chargeId: string;
  readonly paymentId: string;
  readonly status: string;
  readonly amount: number;
  readonly currency: string;
  readonly refunded: number;
}

/** A page of the books. `next` is the charge after which the following page begins. */
export type ListedCharges =
  | { readonly kind: 'page'; readonly charges: readonly ListedCharge[]; readonly next?: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A single charge. */
export function ofCharge(answer: Answer): Observation {
  const charge = answer.status >= 200 && answer.status < 300 ? chargeFrom(answer.body) : undefined;
  return charge === undefined
    ? { kind: 'unknown', reason: `unexpected answer: ${describe(answer)}` }
    : observed(charge);
}

/** Of several charges the one counts that moved money; then one that still may. */
export function ofList(answer: Answer): Observation {
  if (answer.status !== 200 || !isRecord(answer.body) || !Array.isArray(answer.body['data'])) {
    return { kind: 'unknown', reason: `unexpected answer: ${describe(answer)}` };
  }
  const charges = answer.body['data'].map(chargeFrom);
  const seen = charges.map(
    (charge): Observation =>
      charge === undefined ? { kind: 'unknown', reason: 'a charge in the list cannot be read' } : observed(charge),
  );
  const weightiest = (['succeeded', 'unknown', 'action', 'open', 'declined', 'cancelled'] as const)
    .map((kind) => seen.find((one) => one.kind === kind))
    .find((one) => one !== undefined);
  return weightiest ?? { kind: 'absent' };
}

/** What the status of a charge says. */
export function observed({ id, status, declineCode }: Charge): Observation {
  switch (status) {
    case 'requires_confirmation':
      return { kind: 'open', chargeId: id };
    case 'requires_action':
      return { kind: 'action', chargeId: id };
    case 'succeeded':
      return { kind: 'succeeded', chargeId: id };
    case 'declined':
      return { kind: 'declined', chargeId: id, ...(declineCode === undefined ? {} : { declineCode }) };
    case 'cancelled':
      return { kind: 'cancelled', chargeId: id };
    default:
      return { kind: 'unknown', reason: `charge ${id} has the unknown status ${status}` };
  }
}

/** The charge in an answer or in a webhook; undefined when it is none. */
export function chargeFrom(value: unknown): Charge | undefined {
  if (!isRecord(value)) return undefined;
  const { id, status, decline_code: declineCode } = value;
  if (!isName(id) || typeof status !== 'string') return undefined;
  return { id, status, ...(isName(declineCode) ? { declineCode } : {}) };
}

/** A 4xx that no repetition will change. */
export function isDefiniteRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 409 && status !== 425 && status !== 429;
}

/** Status and the provider's own code, never the whole answer: it may hold what does not belong into a log. */
export function describe({ status, body }: Answer): string {
  const code = errorCodeOf(body);
  return code === undefined ? `HTTP ${status}` : `HTTP ${status} ${code}`;
}

/** The code in the provider's error. */
export function errorCodeOf(body: unknown): string | undefined {
  const error = isRecord(body) ? body['error'] : undefined;
  return isRecord(error) && isName(error['code']) ? error['code'] : undefined;
}

/**
 * A refund that was just asked for. A refusal of its key says nothing of the refund: an earlier try under that key, which was never answered,
 * may have had its effect, or may still have it.
 */
export function ofRefund(answer: Answer): RefundObservation {
  if (answer.status >= 200 && answer.status < 300) {
    return refundFrom(answer.body) ?? { kind: 'unknown', reason: `unexpected answer: ${describe(answer)}` };
  }
  const code = errorCodeOf(answer.body);
  if (code === 'idempotency_key_reused') {
    return { kind: 'unknown', reason: `the provider has seen the key of this refund before: ${describe(answer)}` };
  }
  // 409 with these codes is about the charge, not about another call that is under way.
  const isFinal409 = answer.status === 409 && (code === 'amount_too_large' || code === 'charge_not_succeeded');
  return isDefiniteRefusal(answer.status) || isFinal409
    ? { kind: 'failed', code: 'REFUND_REJECTED', reason: `the provider refused the refund with ${describe(answer)}` }
    : { kind: 'unknown', reason: `unexpected answer: ${describe(answer)}` };
}

/** Among the refunds of a charge, the one that was asked for under `key`. */
export function ofRefundList(answer: Answer, key: string): RefundObservation {
  const data = isRecord(answer.body) ? answer.body['data'] : undefined;
  if (answer.status !== 200 || !Array.isArray(data)) {
    return { kind: 'unknown', reason: `unexpected answer: ${describe(answer)}` };
  }
  const found: unknown = data.find((one: unknown) => isRecord(one) && one['idempotency_key'] === key);
  if (found === undefined) return { kind: 'absent' };
  return refundFrom(found) ?? { kind: 'unknown', reason: 'a refund in the list cannot be read' };
}

/** A refund in an answer or in a webhook; undefined when it is none. */
export function refundFrom(value: unknown): RefundObservation | undefined {
  if (!isRecord(value)) return undefined;
  const { id, status, failure_code: failureCode } = value;
  if (!isName(id)) return undefined;
  if (status === 'succeeded') return { kind: 'refunded', providerRefundId: id };
  if (status !== 'failed') return undefined;
  const why = isName(failureCode) ? ` (${failureCode})` : '';
  return { kind: 'failed', code: 'REFUND_DECLINED', reason: `the provider declined the refund${why}` };
}

/** A page of charges with all that a reconciliation needs. */
export function ofListing(answer: Answer): ListedCharges {
  const { data, next } = isRecord(answer.body) ? answer.body : {};
  if (answer.status !== 200 || !Array.isArray(data)) {
    return { kind: 'unknown', reason: `unexpected answer: ${describe(answer)}` };
  }
  const charges = data.map(listedFrom);
  const readable = charges.filter((charge) => charge !== undefined);
  if (readable.length < charges.length) return { kind: 'unknown', reason: 'a charge in the list cannot be read' };
  return { kind: 'page', charges: readable, ...(typeof next === 'string' ? { next } : {}) };
}

function listedFrom(value: unknown): ListedCharge | undefined {
  if (!isRecord(value)) return undefined;
  const { id, payment_id: paymentId, status, amount, currency, amount_refunded: refunded } = value;
  if (!isName(id) || typeof paymentId !== 'string' || typeof status !== 'string') return undefined;
  if (!isAmount(amount) || typeof currency !== 'string' || !isAmount(refunded)) return undefined;
  return { chargeId: id, paymentId, status, amount, currency, refunded };
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
