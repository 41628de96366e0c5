/**
 * How an attempt ends: with the provider's answer, by going to another provider, or without any. Pure.
 *
 * To the next provider a payment goes only after the charge at this one can no longer succeed: it was never
 * confirmed, or it was cancelled, refused, or declined for a reason that lies with the provider. A card that was
 * declined is not tried elsewhere: that is an answer, and asking again would be to retry a business error.
 */
import {
  type Attempt,
  type Circumstances,
  type GatewayEvent,
  newAttempt,
  PROVIDERS,
  type Provider,
} from './attempt.ts';

/** The attempt as it is to be stored, the events that go with it, and perhaps the attempt at the next provider. */
export interface Advance {
  readonly attempt: Attempt;
  readonly events: readonly GatewayEvent[];
  readonly next?: Attempt;
}

/** Codes of declines that say something of the provider or its connections, not of the card. */
const PROVIDERS_OWN_DECLINES: ReadonlySet<string> = new Set([
  'processing_error',
  'issuer_not_available',
  'provider_unavailable',
  'try_again_later',
  'currency_not_supported',
]);

/** The provider has taken the money. */
export function approve(attempt: Attempt, chargeId: string): Advance {
  return settle(attempt, 'approved', { ...response(attempt, chargeId), outcome: 'approved' });
}

/** The provider will never take the money with this charge. */
export function decline(
  attempt: Attempt,
  chargeId: string,
  declineCode: string | undefined,
  circumstances: Circumstances,
): Advance {
  const code = declineCode === undefined ? {} : { decline_code: declineCode };
  if (declineCode !== undefined && PROVIDERS_OWN_DECLINES.has(declineCode) && !wasVerified(attempt)) {
    const elsewhere = fallBack({ ...attempt, chargeId }, 'declined', `declined: ${declineCode}`, circumstances);
    if (elsewhere !== undefined) return elsewhere;
  }
  return settle(attempt, 'declined', { ...response(attempt, chargeId), outcome: 'declined', ...code });
}

/**
 * The charge can no longer succeed: goes to another provider where there is one, or fails.
 *
 * @param elsewhere false when the payment is to fail in any case.
 */
export function giveUp(
  attempt: Attempt,
  failure: { readonly code: string; readonly reason: string; readonly elsewhere: boolean },
  circumstances: Circumstances,
): Advance {
  const gone =
    failure.elsewhere && !wasVerified(attempt)
      ? fallBack(attempt, 'abandoned', failure.reason, circumstances)
      : undefined;
  if (gone !== undefined) return gone;
  const data = { ...subject(attempt), error_code: failure.code, reason: failure.reason };
  return {
    attempt: { ...attempt, phase: 'SETTLED', outcome: 'abandoned' },
    events: [{ event_type: 'GatewayFailed', data }],
  };
}

/** After a verification minutes or hours have passed. Whoever wanted to pay is not there any more, so no provider is tried again. */
function wasVerified({ verifications }: Attempt): boolean {
  return verifications > 0;
}

/** Providers that the payment may still go to, in their order. A token that names a provider is known there only. */
export function candidates(attempt: Attempt, order: readonly Provider[]): readonly Provider[] {
  if (providerOfToken(attempt.source) !== undefined) return [];
  return order.filter((provider) => provider !== attempt.provider && !attempt.tried.includes(provider));
}

/** The provider that issued a token, if the token names one: `tok_stripe_…`. */
export function providerOfToken(source: string | undefined): Provider | undefined {
  const name = source?.split('_')[1];
  return PROVIDERS.find((provider) => provider === name);
}

/** To the first other provider whose breaker is not open, else to the first; undefined when there is none. */
export function fallBack(
  attempt: Attempt,
  outcome: 'abandoned' | 'declined',
  reason: string,
  { now, policy, usable }: Circumstances,
): Advance | undefined {
  const possible = candidates(attempt, policy.order);
  const provider = possible.find((one) => usable.includes(one)) ?? possible[0];
  if (provider === undefined) return undefined;
  const { paymentId, amount, currency, source, waitingSince } = attempt;
  const order = { paymentId, provider, amount, currency, ...(source === undefined ? {} : { source }) };
  const data = {
    payment_id: paymentId,
    primary_provider: attempt.provider,
    fallback_provider: provider,
    primary_failure_reason: reason,
  };
  return {
    attempt: { ...attempt, phase: 'SETTLED', outcome },
    events: [{ event_type: 'GatewayFallbackTriggered', data }],
    next: {
      ...newAttempt(order, now),
      tried: [...attempt.tried, attempt.provider],
      ...(waitingSince === undefined ? {} : { waitingSince }),
    },
  };
}

export function subject({ paymentId, provider }: Attempt) {
  return { payment_id: paymentId, provider };
}

export function money({ amount, currency }: Attempt) {
  return { amount, currency };
}

function settle(
  attempt: Attempt,
  outcome: 'approved' | 'declined',
  data: Extract<GatewayEvent, { event_type: 'GatewayResponseReceived' }>['data'],
): Advance {
  const settled: Attempt = { ...attempt, phase: 'SETTLED', outcome, chargeId: data.provider_charge_id };
  return { attempt: settled, events: [{ event_type: 'GatewayResponseReceived', data }] };
}

function response(attempt: Attempt, chargeId: string) {
  return { ...subject(attempt), ...money(attempt), attempt: attempt.number, provider_charge_id: chargeId };
}
