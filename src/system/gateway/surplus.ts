/**
 * A charge that succeeds after it was given up. The payment went to another provider by then, or has failed and its
 * funds are free again; either way nobody counts on this money, so it is given back at the provider. Pure.
 */
import type { Attempt, GatewayEvent, Observation } from './attempt.ts';
import { type Advance, money, subject } from './endings.ts';

/** Waits between tries grow from the first to the last. There is no end to them: the money is the customer's. */
const FIRST_WAIT_MS = 1_000;
const LAST_WAIT_MS = 60_000;

/** What is seen of a settled attempt, by a webhook or a look into the provider's books. Most of it is old news. */
export function afterTheEnd(attempt: Attempt, seen: Observation, now: number): Advance {
  const isSurplus = seen.kind === 'succeeded' && (attempt.outcome === 'abandoned' || attempt.outcome === 'declined');
  return isSurplus ? voidSoon({ ...attempt, chargeId: seen.chargeId }, now) : { attempt, events: [] };
}

/** Goes on after an attempt to give the money back, or when something else is heard of the charge meanwhile. */
export function whileVoiding(attempt: Attempt, seen: Observation, now: number): Advance {
  switch (seen.kind) {
    case 'voided':
      return {
        attempt: { ...attempt, phase: 'SETTLED', outcome: 'voided' },
        events: [voided(attempt, seen.chargeId)],
      };
    case 'declined':
    case 'cancelled':
    case 'absent':
    case 'open':
      // There is nothing to give back; should it be paid yet, it is heard of again.
      return { attempt: { ...attempt, phase: 'SETTLED' }, events: [] };
    default:
      return tryAgain(attempt, now);
  }
}

function voidSoon(attempt: Attempt, now: number): Advance {
  return { attempt: { ...attempt, phase: 'VOID', verifications: 0, dueAt: new Date(now).toISOString() }, events: [] };
}

function tryAgain(attempt: Attempt, now: number): Advance {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** Math.min(attempt.verifications, 10), LAST_WAIT_MS);
  const dueAt = new Date(now + wait).toISOString();
  return { attempt: { ...attempt, verifications: attempt.verifications + 1, dueAt }, events: [] };
}

function voided(attempt: Attempt, chargeId: string): GatewayEvent {
  const reason = 'the charge succeeded after it had been given up';
  return {
    event_type: 'GatewayChargeVoided',
    data: { ...subject(attempt), ...money(attempt), provider_charge_id: chargeId, reason },
  };
}
