/**
 * How an attempt goes on after each call. Pure: the attempt, what the call showed and the time lead to the attempt as
 * it is to be stored, and to the events to be published with it.
 *
 * A time-out says nothing about the outcome. The provider is asked what there is; while the charge is still open, it
 * is confirmed again under the same key, which moves the money at most once; when the attempts are used up, it is
 * cancelled. Only a definite answer ends an attempt. The one short cut: as long as the charge's id is not
 * known, confirm cannot have been sent, so nothing is paid, whatever becomes of a create that is still under way.
 */
import { ATTEMPTS, type Attempt, type GatewayEvent, type Observation, operationOf, type Phase } from './attempt.ts';

/** Waits before the second and the third attempt. */
const RETRY_DELAYS_MS = [1_000, 2_000];

/** Waits between verifications grow from the first to the last. */
const FIRST_VERIFICATION_MS = 5_000;
const LAST_VERIFICATION_MS = 60_000;

export interface Advance {
  readonly attempt: Attempt;
  readonly events: readonly GatewayEvent[];
}

/** The event that goes with making the call of the attempt's phase; it is stored before the call is made. */
export function requestSent(attempt: Attempt): readonly GatewayEvent[] {
  const operation = operationOf(attempt.phase);
  return operation === undefined
    ? []
    : [
        {
          event_type: 'GatewayRequestSent',
          data: { ...subject(attempt), operation, attempt: attempt.number, ...money(attempt) },
        },
      ];
}

/**
 * The attempt as a worker has to go on with it that takes it over: a call that was under way when the other worker's
 * lease ran out may have had its effect, so the provider is asked first.
 */
export function takenOver(attempt: Attempt): Attempt {
  return attempt.phase === 'CREATE' || attempt.phase === 'CONFIRM' ? { ...attempt, phase: 'RESUME' } : attempt;
}

/** Goes on after a call. `now` in milliseconds since 1970. */
export function advance(attempt: Attempt, seen: Observation, now: number): Advance {
  switch (seen.kind) {
    case 'succeeded':
      return settle(attempt, { ...response(attempt, seen.chargeId), outcome: 'approved' });
    case 'declined':
      return settle(attempt, {
        ...response(attempt, seen.chargeId),
        outcome: 'declined',
        ...(seen.declineCode === undefined ? {} : { decline_code: seen.declineCode }),
      });
    case 'cancelled':
      return giveUp(attempt, 'GATEWAY_EXHAUSTED', 'the charge was cancelled after the last attempt had timed out');
    case 'refused':
      return giveUp(attempt, 'GATEWAY_REJECTED', seen.reason);
    case 'open':
      return stillOpen({ ...attempt, chargeId: seen.chargeId }, now);
    case 'absent':
      return nothingThere(attempt, now);
    case 'unknown':
      return outcomeUnknown(attempt, seen.reason, now);
  }
}

/** The provider has the charge, and it is neither paid nor dead. */
function stillOpen(attempt: Attempt, now: number): Advance {
  switch (attempt.phase) {
    case 'RESOLVE':
      return nextAttempt(attempt, now);
    case 'CANCEL':
      return verifyLater(attempt, 'the provider neither cancelled the charge nor said that it was paid', now);
    case 'VERIFY':
      return goTo(attempt, 'CANCEL', now);
    default:
      return goTo(attempt, 'CONFIRM', now);
  }
}

/** The provider knows of no such charge. */
function nothingThere(attempt: Attempt, now: number): Advance {
  if (attempt.phase === 'CANCEL') {
    return giveUp(attempt, 'GATEWAY_EXHAUSTED', 'the provider has no charge for this payment');
  }
  if (attempt.phase === 'RESUME') {
    return goTo(attempt, attempt.chargeId === undefined ? 'CREATE' : 'CONFIRM', now);
  }
  if (attempt.phase === 'CONFIRM') {
    return outcomeUnknown(attempt, 'the provider does not know the charge that it had created', now);
  }
  return nextAttempt(attempt, now);
}

function outcomeUnknown(attempt: Attempt, reason: string, now: number): Advance {
  switch (attempt.phase) {
    case 'CREATE':
    case 'CONFIRM':
      return withEvents([timedOut(attempt)], goTo(attempt, 'RESOLVE', now));
    case 'RESUME':
      return withEvents([timedOut(attempt)], nextAttempt(attempt, now));
    case 'RESOLVE':
      return nextAttempt(attempt, now);
    default:
      return verifyLater(attempt, reason, now);
  }
}

/** After its wait; it repeats the call under the same key, so it is safe whatever became of the last. */
function nextAttempt(attempt: Attempt, now: number): Advance {
  if (attempt.number >= ATTEMPTS) {
    return lastResort(attempt, now);
  }
  const delay = RETRY_DELAYS_MS[attempt.number - 1] ?? 0;
  const phase = attempt.chargeId === undefined ? 'CREATE' : 'CONFIRM';
  return goTo({ ...attempt, number: attempt.number + 1 }, phase, now + delay);
}

/** The attempts are used up. */
function lastResort(attempt: Attempt, now: number): Advance {
  return attempt.chargeId === undefined
    ? giveUp(attempt, 'GATEWAY_EXHAUSTED', 'no charge could be created in any attempt')
    : goTo(attempt, 'CANCEL', now);
}

function verifyLater(attempt: Attempt, reason: string, now: number): Advance {
  const delay = Math.min(FIRST_VERIFICATION_MS * 2 ** attempt.verifications, LAST_VERIFICATION_MS);
  const next = goTo({ ...attempt, verifications: attempt.verifications + 1 }, 'VERIFY', now + delay);
  return attempt.verifications > 0
    ? next
    : withEvents([{ event_type: 'GatewayVerificationRequired', data: { ...subject(attempt), reason } }], next);
}

function goTo(attempt: Attempt, phase: Phase, dueAt: number): Advance {
  return { attempt: { ...attempt, phase, dueAt: new Date(dueAt).toISOString() }, events: [] };
}

function withEvents(events: readonly GatewayEvent[], { attempt }: Advance): Advance {
  return { attempt, events };
}

function settle(
  attempt: Attempt,
  data: Extract<GatewayEvent, { event_type: 'GatewayResponseReceived' }>['data'],
): Advance {
  const settled: Attempt = { ...attempt, phase: 'SETTLED', chargeId: data.provider_charge_id };
  return { attempt: settled, events: [{ event_type: 'GatewayResponseReceived', data }] };
}

function giveUp(attempt: Attempt, errorCode: string, reason: string): Advance {
  return {
    attempt: { ...attempt, phase: 'SETTLED' },
    events: [{ event_type: 'GatewayFailed', data: { ...subject(attempt), error_code: errorCode, reason } }],
  };
}

/** Without a breaker, the failures in a row that are known are those of this very attempt. */
function timedOut(attempt: Attempt): GatewayEvent {
  const wait = attempt.number < ATTEMPTS ? RETRY_DELAYS_MS[attempt.number - 1] : undefined;
  return {
    event_type: 'GatewayTimeoutOccurred',
    data: {
      ...subject(attempt),
      attempt_number: attempt.number,
      ...(wait === undefined ? {} : { next_retry_in_seconds: wait / 1_000 }),
      circuit_breaker_failures: attempt.number,
    },
  };
}

function subject({ paymentId, provider }: Attempt) {
  return { payment_id: paymentId, provider };
}

function money({ amount, currency }: Attempt) {
  return { amount, currency };
}

function response(attempt: Attempt, chargeId: string) {
  return { ...subject(attempt), ...money(attempt), attempt: attempt.number, provider_charge_id: chargeId };
}
