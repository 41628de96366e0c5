/** Adds up the totals of several campaigns, such as the shards of one. */
import type { ScenarioTotals, Totals, VerdictCounts } from './totals.ts';

type Counts = Readonly<Record<string, number>>;

/** The totals of all; those of nothing at all if there are none. */
export function mergedTotals(all: readonly Totals[]): Totals {
  const sum = (of: (totals: Totals) => number): number => all.reduce((total, one) => total + of(one), 0);
  return {
    runs: sum(({ runs }) => runs),
    verdicts: mergedVerdicts(all.map(({ verdicts }) => verdicts)),
    scenarios: mergedRecords(
      all.map(({ scenarios }) => scenarios),
      mergedScenarios,
    ),
    properties: mergedRecords(
      all.map(({ properties }) => properties),
      mergedVerdicts,
    ),
    faults: mergedCounts(all.map(({ faults }) => faults)),
    counters: mergedCounts(all.map(({ counters }) => counters)),
    goals: mergedRecords(
      all.map(({ goals }) => goals),
      mergedCounts,
    ),
    reachedUnder: mergedRecords(
      all.map(({ reachedUnder }) => reachedUnder),
      mergedCounts,
    ),
    pending: mergedCounts(all.map(({ pending }) => pending)),
    payments: sum(({ payments }) => payments),
    events: sum(({ events }) => events),
    statements: sum(({ statements }) => statements),
    virtualMs: sum(({ virtualMs }) => virtualMs),
    wallMs: sum(({ wallMs }) => wallMs),
  };
}

function mergedScenarios(all: readonly ScenarioTotals[]): ScenarioTotals {
  return {
    runs: all.reduce((total, { runs }) => total + runs, 0),
    verdicts: mergedVerdicts(all.map(({ verdicts }) => verdicts)),
    payments: all.reduce((total, { payments }) => total + payments, 0),
    seeds: {
      first: all.reduce((least, { seeds }) => Math.min(least, seeds.first), Number.POSITIVE_INFINITY),
      last: all.reduce((most, { seeds }) => Math.max(most, seeds.last), Number.NEGATIVE_INFINITY),
    },
    // Where a part could not compare its runs, the whole cannot either.
    winners: all.every(({ winners }) => Object.keys(winners).length > 0)
      ? mergedCounts(all.map(({ winners }) => winners))
      : {},
  };
}

function mergedVerdicts(all: readonly VerdictCounts[]): VerdictCounts {
  const sum = { holds: 0, violated: 0, inconclusive: 0 };
  for (const { holds, violated, inconclusive } of all) {
    sum.holds += holds;
    sum.violated += violated;
    sum.inconclusive += inconclusive;
  }
  return sum;
}

function mergedCounts(all: readonly Counts[]): Record<string, number> {
  return mergedRecords(all, (counts) => counts.reduce((total, count) => total + count, 0));
}

/** Merges what stands under the same name; names in the order in which they come up. */
function mergedRecords<T>(
  all: readonly Readonly<Record<string, T>>[],
  merge: (values: readonly T[]) => T,
): Record<string, T> {
  const values = new Map<string, T[]>();
  for (const [name, value] of all.flatMap((record) => Object.entries(record))) {
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return Object.fromEntries([...values].map(([name, list]) => [name, merge(list)]));
}
