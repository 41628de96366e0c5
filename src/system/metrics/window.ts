/** Ratios and latencies of a window of time, from the counts of its minutes. Pure. */
import { CATALOGUE } from '../platform/telemetry/catalogue.ts';
import type { Sum } from './store.ts';

const LAST_BOUND_SECONDS = Math.max(...CATALOGUE.payment_duration_seconds.buckets);

export interface Window {
  readonly initiated: number;
  /** All that ended. */
  readonly ended: number;
  /** Those that could have succeeded: without refusals and cancels. */
  readonly judged: number;
  /** Share of `judged` that succeeded; undefined when there are none. */
  readonly successRatio: number | undefined;
  readonly sagas: number;
  /** Share of the sagas that had to compensate; undefined when there are none. */
  readonly compensationRatio: number | undefined;
  readonly inconsistencies: number;
  /** Upper bound of the bucket that holds the 99th of 100 durations, in seconds, or the bound of the last; undefined without any. */
  readonly p99Seconds: number | undefined;
}

/** Reads the sums of a window. */
export function windowOf(sums: readonly Sum[]): Window {
  const total = (measure: string) => sums.reduce((sum, one) => (one.measure === measure ? sum + one.value : sum), 0);
  const [succeeded, failed, sagas] = [total('succeeded'), total('failed'), total('sagas')];
  const judged = succeeded + failed;
  return {
    initiated: total('initiated'),
    ended: judged + total('refused') + total('cancelled'),
    judged,
    successRatio: judged === 0 ? undefined : succeeded / judged,
    sagas,
    // Compensations of sagas that began before the window would lead above 1.
    compensationRatio: sagas === 0 ? undefined : Math.min(1, total('compensated') / sagas),
    inconsistencies: total('inconsistent'),
    p99Seconds: quantile(sums, 0.99),
  };
}

function quantile(sums: readonly Sum[], share: number): number | undefined {
  const buckets = sums
    .filter(({ measure }) => measure === 'duration')
    .map(({ label, value }) => ({ bound: label === 'more' ? Number.POSITIVE_INFINITY : Number(label) / 1_000, value }))
    .sort((a, b) => a.bound - b.bound);
  const total = buckets.reduce((sum, { value }) => sum + value, 0);
  let seen = 0;
  for (const { bound, value } of buckets) {
    seen += value;
    if (seen >= total * share) return Math.min(bound, LAST_BOUND_SECONDS);
  }
  return undefined;
}
