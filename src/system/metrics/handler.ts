/**
 * Counts messages. The counts are written in the transaction that also remembers the messages as handled, so each message counts exactly
 * once, whatever is repeated. What Prometheus sees is counted in memory afterwards; after a crash it starts from zero, as Prometheus expects.
 */
import type { BatchHandler, Message } from '../platform/index.ts';
import { CATALOGUE } from '../platform/telemetry/catalogue.ts';
import type { Metrics } from '../platform/telemetry/metrics.ts';
import { count } from './count.ts';
import { addMinutes, applyTally } from './store.ts';
import { type End, Tally } from './tally.ts';

const BOUNDS_MS = CATALOGUE.payment_duration_seconds.buckets.map((seconds) => seconds * 1_000);

/** The handler of the metrics service. */
export function metricsHandler(metrics: Metrics): BatchHandler {
  return async (step, messages) => {
    const tally = tallyOf(messages);
    const durations = new Tally();
    const [ends, starts] = unpaired(tally, durations);
    const begun = await applyTally(step.tx, tally, ends, starts);
    for (const [id, initiatedMs] of begun) {
      const end = tally.ended.get(id);
      if (end !== undefined) measureDuration(durations, initiatedMs, end);
    }
    await addMinutes(step.tx, durations.minutes);
    step.afterCommit(() => {
      tally.showAll(metrics);
      durations.showAll(metrics);
    });
  };
}

function tallyOf(messages: readonly Message[]): Tally {
  const tally = new Tally();
  for (const message of messages) count(message, tally);
  return tally;
}

/** Most payments begin and end in one batch: these are measured at once and never become rows. The others are returned. */
function unpaired(tally: Tally, durations: Tally): [string[], [string, string][]] {
  const ends: string[] = [];
  for (const [id, end] of tally.ended) {
    const startedAt = tally.started.get(id);
    if (startedAt === undefined) ends.push(id);
    else measureDuration(durations, Date.parse(startedAt), end);
  }
  const starts = [...tally.started].filter(([id]) => !tally.ended.has(id));
  return [ends.sort(), starts];
}

function measureDuration(tally: Tally, initiatedMs: number, { at, outcome }: End): void {
  const ms = Math.max(0, Date.parse(at) - initiatedMs);
  const bound = BOUNDS_MS.find((one) => ms <= one);
  tally.measure(at, 'duration', bound === undefined ? 'more' : String(bound));
  tally.show((metrics) => metrics.observe('payment_duration_seconds', { outcome }, ms / 1_000));
}
