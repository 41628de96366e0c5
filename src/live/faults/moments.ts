/** When the faults of a plan strike in a live run, and when it is over with them. Pure. */
import { type FaultPlan, paymentFaults } from '../../simulation/payments/plan.ts';
import type { Trigger } from '../../simulation/world/plan.ts';

/** A service reaches a point so often, roughly, while clients are at work. */
const POINT_EVERY_MS = 60;
const EVENT_EVERY_MS = 5;
const LATEST_POINT_MS = 3_000;
/** Calls of providers go wrong by their number and not by time; by then the slowest story of three time-outs is over. */
const PROVIDER_HEAL_MS = 30_000;
const MARGIN_MS = 500;

/**
 * Milliseconds after the clients begin. Named points and events are inside of processes, where a live run has no eyes: such a fault strikes
 * at a moment instead, the later the more often the point was to be reached.
 */
export function momentOf(when: Trigger): number {
  if ('atMs' in when) return when.atMs;
  const about = 'event' in when ? when.event * EVENT_EVERY_MS : when.nth * POINT_EVERY_MS;
  return Math.min(about, LATEST_POINT_MS);
}

/** Whether a trigger means the same here as in the simulated world. */
export function isExact(when: Trigger): boolean {
  return 'atMs' in when;
}

/** From then on nothing goes wrong any more. */
export function healAt(plan: FaultPlan): number {
  const ends = plan.map((fault) => {
    const from = 'when' in fault ? momentOf(fault.when) : 'atMs' in fault ? fault.atMs : PROVIDER_HEAL_MS;
    return from + paymentFaults.lastsMs(fault);
  });
  return Math.max(0, ...ends) + MARGIN_MS;
}
