/**
 * What an attempt does whose next call the breaker holds back. Pure. Where no charge was made, or once it is cancelled,
 * the payment goes to another provider at once; where all breakers are open, it waits, but not without end.
 */
import { cancelFor } from './advance.ts';
import type { Attempt, Circumstances, Provider } from './attempt.ts';
import { type Advance, candidates, fallBack, giveUp } from './endings.ts';

/** When a provider may be asked again, in milliseconds since 1970; those that may be asked now are not in it. */
export type Closures = ReadonlyMap<Provider, number>;

const OPEN = 'circuit breaker open';

/** `attempt` is about to create or to confirm, and may not. */
export function holdBack(attempt: Attempt, closures: Closures, circumstances: Circumstances): Advance {
  const { now, policy } = circumstances;
  const others = candidates(attempt, policy.order);
  if (others.some((provider) => !closures.has(provider))) return leave(attempt, closures, circumstances);
  const since = attempt.waitingSince === undefined ? now : Date.parse(attempt.waitingSince);
  const end = since + policy.queueMs;
  if (end <= now) return stopWaiting(attempt, circumstances);
  const free = [attempt.provider, ...others].map((provider) => closures.get(provider) ?? now);
  const dueAt = Math.min(end, Math.max(now + 1, Math.min(...free)));
  return {
    attempt: { ...attempt, waitingSince: new Date(since).toISOString(), dueAt: new Date(dueAt).toISOString() },
    events: [],
  };
}

function leave(attempt: Attempt, closures: Closures, circumstances: Circumstances): Advance {
  if (attempt.phase === 'CONFIRM') return cancelFor(attempt, 'breaker-open', circumstances.now);
  const usable = circumstances.policy.order.filter((provider) => !closures.has(provider));
  const gone = fallBack(attempt, 'abandoned', OPEN, { ...circumstances, usable });
  if (gone === undefined) throw new Error('A payment was to go to another provider, but there is none.');
  return gone;
}

function stopWaiting(attempt: Attempt, circumstances: Circumstances): Advance {
  if (attempt.phase === 'CONFIRM') return cancelFor(attempt, 'waited-too-long', circumstances.now);
  const reason = 'the circuit breakers of all providers stayed open too long';
  return giveUp(attempt, { code: 'GATEWAY_UNAVAILABLE', reason, elsewhere: false }, circumstances);
}
