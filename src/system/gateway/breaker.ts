/**
 * The circuit breaker of one provider, as a value and the rules by which it changes. All instances share one row of
 * it, and whoever changes the row holds its lock, so these functions see one breaker after the other.
 *
 * Three rules keep it from getting stuck or letting a flood through:
 * - While it is open, what comes in from calls that were under way is ignored; it neither opens longer nor closes.
 * - In the half-open state only the holder of the probe's token may decide. Nobody else's success closes it, nobody
 *   else's failure opens it again.
 * - A probe has an end of its own: when its holder died, the next one may probe.
 */
import type { Draft } from '../platform/messages.ts';
import type { Provider } from './attempt.ts';

export const BREAKER_STATES = ['closed', 'open', 'half-open'] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

export interface BreakerSettings {
  /** So many failures in a row open it. */
  readonly failures: number;
  /** This share of failed calls opens it, from 0 to 1. */
  readonly failureRate: number;
  /** Calls in the window from which on the share counts. */
  readonly minimumCalls: number;
  /** Length of the sliding window. */
  readonly windowMs: number;
  /** How long it stays open before it is probed. */
  readonly openMs: number;
}

/** Calls within one stretch of the window. */
export interface Tally {
  /** Start of the stretch, in milliseconds since 1970. */
  readonly at: number;
  readonly answered: number;
  readonly failed: number;
}

export interface Breaker {
  readonly provider: Provider;
  readonly state: BreakerState;
  /** Failures in a row; those that opened it while it is open. */
  readonly failures: number;
  /** Oldest first. */
  readonly tallies: readonly Tally[];
  /** While open: when it may be probed, in milliseconds since 1970. */
  readonly openUntil?: number;
  /** While half-open: who probes, and until when. */
  readonly probe?: { readonly token: string; readonly until: number };
}

export type BreakerEvent = Draft<'CircuitBreakerOpened' | 'CircuitBreakerHalfOpened' | 'CircuitBreakerClosed'>;

export interface BreakerChange {
  readonly breaker: Breaker;
  readonly events: readonly BreakerEvent[];
}

/** How one call went: whether the provider answered (a decline is an answer), and the probe's token if it was one. */
export interface Verdict {
  readonly answered: boolean;
  readonly probe?: string;
}

/** What a caller may do. `until`: when it is worth asking again, in milliseconds since 1970. */
export type Permission =
  | { readonly kind: 'call' }
  | { readonly kind: 'probe' }
  | { readonly kind: 'wait'; readonly until: number };

/** The window is kept in so many stretches. */
const STRETCHES = 6;
/** While somebody probes, the others look this often whether it is over. */
const LOOK_AGAIN_MS = 1_000;

/** The breaker of a provider that has not failed yet. */
export function closedBreaker(provider: Provider): Breaker {
  return { provider, state: 'closed', failures: 0, tallies: [] };
}

/** What may be done at `now`. Asking for the outcome of a call, cancelling and voiding need no permission. */
export function permission(breaker: Breaker, now: number): Permission {
  if (breaker.state === 'closed') return { kind: 'call' };
  const until = breaker.openUntil ?? breaker.probe?.until ?? now;
  if (until <= now) return { kind: 'probe' };
  return { kind: 'wait', until: breaker.state === 'open' ? until : Math.min(until, now + LOOK_AGAIN_MS) };
}

/**
 * Lets one caller through, after `permission` said `probe`.
 *
 * @param until when another may probe, in case this one is never heard of again.
 */
export function beginProbe(breaker: Breaker, token: string, until: number): BreakerChange {
  const { provider, failures, tallies } = breaker;
  const reason = breaker.state === 'open' ? 'the open time is over' : 'the last probe was never heard of again';
  return {
    breaker: { provider, state: 'half-open', failures, tallies, probe: { token, until } },
    events: breaker.state === 'open' ? [{ event_type: 'CircuitBreakerHalfOpened', data: { provider, reason } }] : [],
  };
}

/**
 * Takes in how calls went, in their order.
 *
 * @param earlier answered calls of an instance that it has not told of yet; they count for the share only.
 */
export function takeIn(
  before: Breaker,
  verdicts: readonly Verdict[],
  earlier: readonly Tally[],
  now: number,
  settings: BreakerSettings,
): BreakerChange {
  const events: BreakerEvent[] = [];
  let breaker = before.state === 'closed' ? withTallies(before, earlier, now, settings) : before;
  for (const verdict of verdicts) {
    const change = takeOne(breaker, verdict, now, settings);
    breaker = change.breaker;
    events.push(...change.events);
  }
  return { breaker, events };
}

/** True while failures are remembered, so that successes are worth telling the others of. */
export function remembersFailures(breaker: Breaker, now: number, settings: BreakerSettings): boolean {
  if (breaker.state !== 'closed' || breaker.failures > 0) return true;
  return breaker.tallies.some(({ at, failed }) => failed > 0 && at > now - settings.windowMs);
}

/** A tally with one answered call at `now`. */
export function answeredCall(now: number, settings: BreakerSettings): Tally {
  return { at: stretchOf(now, settings), answered: 1, failed: 0 };
}

/** Adds tallies up by stretch, and leaves out what is older than the window. */
export function addTallies(
  tallies: readonly Tally[],
  more: readonly Tally[],
  now: number,
  settings: BreakerSettings,
): readonly Tally[] {
  const byStretch = new Map<number, Tally>();
  for (const { at, answered, failed } of [...tallies, ...more]) {
    if (at <= now - settings.windowMs) continue;
    const sum = byStretch.get(at) ?? { at, answered: 0, failed: 0 };
    byStretch.set(at, { at, answered: sum.answered + answered, failed: sum.failed + failed });
  }
  return [...byStretch.values()].sort((a, b) => a.at - b.at);
}

function takeOne(breaker: Breaker, verdict: Verdict, now: number, settings: BreakerSettings): BreakerChange {
  if (breaker.state === 'open') return { breaker, events: [] };
  if (breaker.state === 'half-open') {
    if (verdict.probe === undefined || verdict.probe !== breaker.probe?.token) return { breaker, events: [] };
    return verdict.answered ? close(breaker) : open(breaker, breaker.failures + 1, 'the probe failed', now, settings);
  }
  const tally = { at: stretchOf(now, settings), answered: verdict.answered ? 1 : 0, failed: verdict.answered ? 0 : 1 };
  const counted = {
    ...withTallies(breaker, [tally], now, settings),
    failures: verdict.answered ? 0 : breaker.failures + 1,
  };
  const reason = verdict.answered ? undefined : reasonToOpen(counted, settings);
  return reason === undefined
    ? { breaker: counted, events: [] }
    : open(counted, counted.failures, reason, now, settings);
}

function reasonToOpen(breaker: Breaker, settings: BreakerSettings): string | undefined {
  if (breaker.failures >= settings.failures) return `${breaker.failures} consecutive failures`;
  const { calls, rate } = share(breaker);
  if (calls < settings.minimumCalls || rate < settings.failureRate) return undefined;
  return `${Math.round(rate * 100)} % of ${calls} calls failed`;
}

function open(
  breaker: Breaker,
  failures: number,
  reason: string,
  now: number,
  settings: BreakerSettings,
): BreakerChange {
  const { provider } = breaker;
  const { calls, rate } = share(breaker);
  const openUntil = now + settings.openMs;
  const data = {
    provider,
    failure_count: failures,
    ...(calls === 0 ? {} : { failure_rate: rate }),
    open_until: new Date(openUntil).toISOString(),
    reason,
  };
  return {
    breaker: { provider, state: 'open', failures, tallies: [], openUntil },
    events: [{ event_type: 'CircuitBreakerOpened', data }],
  };
}

function close({ provider }: Breaker): BreakerChange {
  return {
    breaker: closedBreaker(provider),
    events: [{ event_type: 'CircuitBreakerClosed', data: { provider, reason: 'the probe succeeded' } }],
  };
}

function share({ tallies }: Breaker): { readonly calls: number; readonly rate: number } {
  const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
  const calls = tallies.reduce((sum, tally) => sum + tally.answered, failed);
  return { calls, rate: calls === 0 ? 0 : failed / calls };
}

function withTallies(breaker: Breaker, more: readonly Tally[], now: number, settings: BreakerSettings): Breaker {
  return { ...breaker, tallies: addTallies(breaker.tallies, more, now, settings) };
}

function stretchOf(now: number, { windowMs }: BreakerSettings): number {
  const length = Math.max(1, Math.floor(windowMs / STRETCHES));
  return now - (now % length);
}
