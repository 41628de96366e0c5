/**
 * How an attempt goes on after each call, or after a webhook. Pure: the attempt, what was seen and the circumstances
 * lead to the attempt as it is to be stored, to the events to be published with it, and perhaps to an attempt elsewhere.
 *
 * A time-out says nothing about the outcome. The provider is asked what there is; while the charge is still open, it
 * is confirmed again under the same key, which moves the money at most once; when the attempts are used up, it is
 * cancelled. Only a definite answer ends an attempt. The one short cut: as long as the charge's id is not
 * known, confirm cannot have been sent, so nothing is paid, whatever becomes of a create that is still under way.
 */
import {
  type Attempt,
  type CancelReason,
  type Circumstances,
  type GatewayEvent,
  type Observation,
  operationOf,
  type Phase,
} from './attempt.ts';
import { type Advance, approve, decline, giveUp, money, subject } from './endings.ts';
import { afterTheEnd, whileVoiding } from './surplus.ts';

/** Waits between verifications grow from the first to the last. */
const FIRST_VERIFICATION_MS = 5_000;
const LAST_VERIFICATION_MS = 60_000;
/** While the holder of a card is awaited, the provider is asked this often, in case its webhook got lost. */
const ASK_ABOUT_ACTION_MS = 30_000;
/** Waits are drawn out by up to this share, so that what failed together does not come back together. */
const JITTER = 0.2;

/** What becomes of the payment when the provider has cancelled the charge. */
const AFTER_CANCEL: Readonly<
  Record<CancelReason, { readonly code: string; readonly reason: string; readonly elsewhere: boolean }>
> = {
  'attempts-used-up': {
    code: 'GATEWAY_EXHAUSTED',
    reason: 'the charge was cancelled after the last attempt had timed out',
    elsewhere: true,
  },
  'breaker-open': { code: 'GATEWAY_UNAVAILABLE', reason: 'circuit breaker open', elsewhere: true },
  'waited-too-long': {
    code: 'GATEWAY_UNAVAILABLE',
    reason: 'the circuit breakers of all providers stayed open too long',
    elsewhere: false,
  },
  'action-expired': {
    code: 'GATEWAY_ACTION_EXPIRED',
    reason: 'the holder of the card did not agree in time',
    elsewhere: false,
  },
};

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

/**
 * Goes on after a webhook, which may come at any time and be older than what is known. While a surplus is being given back, only the
 * answer to that counts: an old `cancelled` would leave the money where it is.
 */
export function hear(attempt: Attempt, seen: Observation, circumstances: Circumstances): Advance {
  return attempt.phase === 'VOID' ? { attempt, events: [] } : advance(attempt, seen, circumstances);
}

/** Goes on after a call. */
export function advance(attempt: Attempt, seen: Observation, circumstances: Circumstances): Advance {
  if (attempt.phase === 'SETTLED') return afterTheEnd(attempt, seen, circumstances.now);
  if (attempt.phase === 'VOID') return whileVoiding(attempt, seen, circumstances.now);
  switch (seen.kind) {
    case 'succeeded':
      return approve(attempt, seen.chargeId);
    case 'declined':
      return decline(attempt, seen.chargeId, seen.declineCode, circumstances);
    case 'cancelled':
    case 'voided':
      return cancelled({ ...attempt, chargeId: seen.chargeId }, circumstances);
    case 'refused':
      return giveUp(attempt, { code: 'GATEWAY_REJECTED', reason: seen.reason, elsewhere: true }, circumstances);
    case 'open':
      return stillOpen({ ...attempt, chargeId: seen.chargeId }, circumstances);
    case 'action':
      return actionAwaited({ ...attempt, chargeId: seen.chargeId }, circumstances);
    case 'absent':
      return nothingThere(attempt, circumstances);
    case 'unknown':
      return outcomeUnknown(attempt, seen.reason, circumstances);
  }
}

/** Goes on to cancelling the charge, at once. */
export function cancelFor(attempt: Attempt, reason: CancelReason, now: number): Advance {
  return goTo({ ...attempt, cancellingFor: reason }, 'CANCEL', now);
}

/** We cancelled it, or somebody at the provider did; then nobody wants it to be tried elsewhere. */
function cancelled(attempt: Attempt, circumstances: Circumstances): Advance {
  const ours = attempt.cancellingFor ?? (isGivenUp(attempt.phase) ? 'attempts-used-up' : undefined);
  const failure =
    ours === undefined
      ? { code: 'GATEWAY_CANCELLED', reason: 'the charge was cancelled at the provider', elsewhere: false }
      : AFTER_CANCEL[ours];
  return giveUp(attempt, failure, circumstances);
}

/** The provider has the charge, and it is neither paid nor dead. */
function stillOpen(attempt: Attempt, circumstances: Circumstances): Advance {
  const { now } = circumstances;
  switch (attempt.phase) {
    case 'RESOLVE':
      return nextAttempt(attempt, circumstances);
    case 'ACTION':
      return actionAwaited(attempt, circumstances);
    case 'CANCEL':
      return verifyLater(attempt, 'the provider neither cancelled the charge nor said that it was paid', now);
    case 'VERIFY':
      return goTo(attempt, 'CANCEL', now);
    default:
      return goTo(attempt, 'CONFIRM', now);
  }
}

/** It was confirmed, and the holder of the card has to agree before money moves. */
function actionAwaited(attempt: Attempt, { now, policy }: Circumstances): Advance {
  if (isGivenUp(attempt.phase)) return stillOpenThoughGivenUp(attempt, now);
  const until = attempt.actionUntil === undefined ? now + policy.actionMs : Date.parse(attempt.actionUntil);
  if (until <= now) return cancelFor(attempt, 'action-expired', now);
  const actionUntil = new Date(until).toISOString();
  const waiting = goTo({ ...attempt, actionUntil }, 'ACTION', Math.min(until, now + ASK_ABOUT_ACTION_MS));
  const data = { ...subject(attempt), provider_charge_id: attempt.chargeId ?? '', expires_at: actionUntil };
  return attempt.actionUntil === undefined
    ? withEvents([{ event_type: 'GatewayActionRequired', data }], waiting)
    : waiting;
}

function stillOpenThoughGivenUp(attempt: Attempt, now: number): Advance {
  return attempt.phase === 'VERIFY'
    ? goTo(attempt, 'CANCEL', now)
    : verifyLater(attempt, 'the provider did not cancel a charge that waits for the holder of the card', now);
}

/** The provider knows of no such charge. */
function nothingThere(attempt: Attempt, circumstances: Circumstances): Advance {
  switch (attempt.phase) {
    case 'CANCEL':
    case 'VERIFY': {
      const reason = 'the provider has no charge for this payment';
      const failure = AFTER_CANCEL[attempt.cancellingFor ?? 'attempts-used-up'];
      return giveUp(attempt, { ...failure, reason }, circumstances);
    }
    case 'RESUME':
      return goTo(attempt, attempt.chargeId === undefined ? 'CREATE' : 'CONFIRM', circumstances.now);
    case 'CONFIRM':
      return outcomeUnknown(attempt, 'the provider does not know the charge that it had created', circumstances);
    case 'ACTION':
      return askAgainAboutAction(attempt, circumstances);
    default:
      return nextAttempt(attempt, circumstances);
  }
}

function outcomeUnknown(attempt: Attempt, reason: string, circumstances: Circumstances): Advance {
  const { now } = circumstances;
  switch (attempt.phase) {
    case 'CREATE':
    case 'CONFIRM':
      return withEvents([timedOut(attempt, circumstances)], goTo(attempt, 'RESOLVE', now));
    case 'RESUME':
      return withEvents([timedOut(attempt, circumstances)], nextAttempt(attempt, circumstances));
    case 'RESOLVE':
      return nextAttempt(attempt, circumstances);
    case 'ACTION':
      return askAgainAboutAction(attempt, circumstances);
    default:
      return verifyLater(attempt, reason, now);
  }
}

function askAgainAboutAction(attempt: Attempt, { now }: Circumstances): Advance {
  const until = attempt.actionUntil === undefined ? now : Date.parse(attempt.actionUntil);
  if (until <= now) return cancelFor(attempt, 'action-expired', now);
  return goTo(attempt, 'ACTION', Math.min(until, now + ASK_ABOUT_ACTION_MS));
}

/** After its wait; it repeats the call under the same key, so it is safe whatever became of the last. */
function nextAttempt(attempt: Attempt, circumstances: Circumstances): Advance {
  const { now, jitter, policy } = circumstances;
  if (attempt.number >= policy.attempts) return lastResort(attempt, circumstances);
  const delay = retryDelayMs(attempt, circumstances) * (1 + JITTER * jitter);
  const phase = attempt.chargeId === undefined ? 'CREATE' : 'CONFIRM';
  return goTo({ ...attempt, number: attempt.number + 1 }, phase, now + Math.round(delay));
}

/** The attempts are used up. */
function lastResort(attempt: Attempt, circumstances: Circumstances): Advance {
  if (attempt.chargeId !== undefined) return cancelFor(attempt, 'attempts-used-up', circumstances.now);
  const reason = 'no charge could be created in any attempt';
  return giveUp(attempt, { code: 'GATEWAY_EXHAUSTED', reason, elsewhere: true }, circumstances);
}

function verifyLater(attempt: Attempt, reason: string, now: number): Advance {
  const delay = Math.min(FIRST_VERIFICATION_MS * 2 ** attempt.verifications, LAST_VERIFICATION_MS);
  const next = goTo({ ...attempt, verifications: attempt.verifications + 1 }, 'VERIFY', now + delay);
  return attempt.verifications > 0
    ? next
    : withEvents([{ event_type: 'GatewayVerificationRequired', data: { ...subject(attempt), reason } }], next);
}

function isGivenUp(phase: Phase): boolean {
  return phase === 'CANCEL' || phase === 'VERIFY';
}

function goTo(attempt: Attempt, phase: Phase, dueAt: number): Advance {
  return { attempt: { ...attempt, phase, dueAt: new Date(dueAt).toISOString() }, events: [] };
}

function withEvents(events: readonly GatewayEvent[], advanced: Advance): Advance {
  return { ...advanced, events: [...events, ...advanced.events] };
}

/** The failures that the breaker counts are filled in where they are counted; the attempt knows those of its own. */
function timedOut(attempt: Attempt, circumstances: Circumstances): GatewayEvent {
  const isLast = attempt.number >= circumstances.policy.attempts;
  return {
    event_type: 'GatewayTimeoutOccurred',
    data: {
      ...subject(attempt),
      attempt_number: attempt.number,
      ...(isLast ? {} : { next_retry_in_seconds: retryDelayMs(attempt, circumstances) / 1_000 }),
      circuit_breaker_failures: attempt.number,
    },
  };
}

/** Before the jitter. */
function retryDelayMs({ number }: Attempt, { policy }: Circumstances): number {
  return Math.min(policy.retryMs * 2 ** (number - 1), policy.retryMaxMs);
}
