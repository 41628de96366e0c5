/**
 * A refund at the provider, and how it goes on after each call. Pure. It has a key of its own, the refund's id, so a
 * repeated call is the same refund to the provider. After a time-out the provider is asked for the refund under that
 * key; only a definite answer ends it. There is no end to the asking: somebody waits for this money.
 */
import type { Draft } from '../platform/messages.ts';
import type { Provider } from './attempt.ts';

/** `REFUND`: the provider is asked to give back. `RESOLVE`: it is asked whether it did. */
export const REFUND_PHASES = ['REFUND', 'RESOLVE', 'SETTLED'] as const;
export type RefundPhase = (typeof REFUND_PHASES)[number];

export interface Refund {
  readonly refundId: string;
  readonly paymentId: string;
  readonly provider: Provider;
  readonly chargeId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly phase: RefundPhase;
  /** Number of the try in progress, from 1. */
  readonly number: number;
  readonly providerRefundId?: string;
  readonly outcome?: 'refunded' | 'failed';
  /** ISO 8601 in UTC. */
  readonly dueAt: string;
}

/** What a call, or a webhook, showed of a refund. */
export type RefundObservation =
  | { readonly kind: 'refunded'; readonly providerRefundId: string }
  | { readonly kind: 'failed'; readonly code: string; readonly reason: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: string };

export type RefundEvent = Draft<'GatewayRequestSent' | 'GatewayRefunded' | 'GatewayRefundFailed'>;

export interface RefundAdvance {
  readonly refund: Refund;
  readonly events: readonly RefundEvent[];
}

/** Waits between tries grow from the first to the last. */
const FIRST_WAIT_MS = 1_000;
const LAST_WAIT_MS = 60_000;
/** Of attempts that the contracts can number. */
const LAST_NUMBER = 1_000;

/** The key under which the provider knows the refund. */
export function refundKey({ refundId }: Refund): string {
  return refundId;
}

/** The event that goes with the call of the refund's phase; it is stored before the call is made. */
export function refundSent(refund: Refund): readonly RefundEvent[] {
  if (refund.phase === 'SETTLED') return [];
  const { provider, amount, currency } = refund;
  const operation = refund.phase === 'REFUND' ? 'refund' : 'retrieve';
  const attempt = Math.min(refund.number, LAST_NUMBER);
  const data = { payment_id: refund.paymentId, provider, operation, attempt, amount, currency } as const;
  return [{ event_type: 'GatewayRequestSent', data }];
}

/** As a worker has to go on with it that takes it over in the middle of a call. */
export function refundTakenOver(refund: Refund): Refund {
  return refund.phase === 'REFUND' ? { ...refund, phase: 'RESOLVE' } : refund;
}

/** Goes on after a call or a webhook. `now` in milliseconds since 1970. */
export function advanceRefund(refund: Refund, seen: RefundObservation, now: number): RefundAdvance {
  if (refund.phase === 'SETTLED') return { refund, events: [] };
  const { paymentId: payment_id, refundId: refund_id, provider, amount, currency } = refund;
  switch (seen.kind) {
    case 'refunded': {
      const data = { payment_id, refund_id, provider, amount, currency, provider_refund_id: seen.providerRefundId };
      return {
        refund: { ...refund, phase: 'SETTLED', outcome: 'refunded', providerRefundId: seen.providerRefundId },
        events: [{ event_type: 'GatewayRefunded', data }],
      };
    }
    case 'failed': {
      const data = { payment_id, refund_id, provider, amount, currency, error_code: seen.code, reason: seen.reason };
      return {
        refund: { ...refund, phase: 'SETTLED', outcome: 'failed' },
        events: [{ event_type: 'GatewayRefundFailed', data }],
      };
    }
    case 'absent':
      return later(refund, 'REFUND', now);
    case 'unknown':
      return refund.phase === 'REFUND' ? next(refund, 'RESOLVE', now) : later(refund, 'RESOLVE', now);
  }
}

function later(refund: Refund, phase: RefundPhase, now: number): RefundAdvance {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** Math.min(refund.number - 1, 10), LAST_WAIT_MS);
  return next({ ...refund, number: refund.number + 1 }, phase, now + wait);
}

function next(refund: Refund, phase: RefundPhase, dueAt: number): RefundAdvance {
  return { refund: { ...refund, phase, dueAt: new Date(dueAt).toISOString() }, events: [] };
}
