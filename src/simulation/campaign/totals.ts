/** Sums over the runs of a campaign: what the summary shows and the JSON ends with. */
import { isDeepStrictEqual } from 'node:util';
import { paymentFaults } from '../payments/plan.ts';
import type { Catalogue } from './engine.ts';
import { randomScenario } from './jobs.ts';
import type { RunOutcome, VerdictKind } from './outcome.ts';

export type VerdictCounts = Readonly<Record<VerdictKind, number>>;

export interface ScenarioTotals {
  readonly runs: number;
  readonly verdicts: VerdictCounts;
  readonly payments: number;
  readonly seeds: { readonly first: number; readonly last: number };
  /** How often each set of `pay` requests (by index, such as `0` or `0+1`) was the one that was completed. */
  readonly winners: Readonly<Record<string, number>>;
}

export interface Totals {
  readonly runs: number;
  readonly verdicts: VerdictCounts;
  readonly scenarios: Readonly<Record<string, ScenarioTotals>>;
  readonly properties: Readonly<Record<string, VerdictCounts>>;
  /** Faults that struck, by kind, such as `crash` or `provider timeout-lands`. */
  readonly faults: Readonly<Record<string, number>>;
  readonly counters: Readonly<Record<string, number>>;
  /** In how many runs each goal was reached, by group and name; those that never were are there with 0. */
  readonly goals: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** In how many runs each goal was reached in which faults of a class struck, or `none` did; by name and class. */
  readonly reachedUnder: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** What had not come to its end when a run had to stop, and in how many runs. */
  readonly pending: Readonly<Record<string, number>>;
  readonly payments: number;
  readonly events: number;
  readonly statements: number;
  readonly virtualMs: number;
  /** Summed over all workers. */
  readonly wallMs: number;
}

/** Adds up outcomes; the order in which they are given decides the order of what is listed, and nothing else. */
export function totalsOf(outcomes: readonly RunOutcome[], goals: Catalogue['goals'] = []): Totals {
  const faults: Record<string, number> = {};
  const counters: Record<string, number> = {};
  const properties: Record<string, Record<VerdictKind, number>> = {};
  for (const outcome of outcomes) {
    for (const { fault } of outcome.faults) add(faults, paymentFaults.countedAs(fault), 1);
    for (const [name, count] of Object.entries(outcome.counters)) add(counters, name, count);
    for (const [name, verdict] of Object.entries(outcome.properties)) {
      properties[name] ??= noVerdicts();
      properties[name][verdict] += 1;
    }
  }
  const sum = (of: (outcome: RunOutcome) => number): number => outcomes.reduce((total, run) => total + of(run), 0);
  return {
    runs: outcomes.length,
    verdicts: verdictCounts(outcomes),
    scenarios: scenarioTotals(outcomes),
    properties,
    faults,
    counters,
    goals: goalTotals(outcomes, goals),
    reachedUnder: reachedUnder(outcomes),
    pending: pendingTotals(outcomes),
    payments: sum((run) => run.payments),
    events: sum((run) => run.events),
    statements: sum((run) => run.statements),
    virtualMs: sum((run) => run.virtualMs),
    wallMs: sum((run) => run.wallMs),
  };
}

function goalTotals(outcomes: readonly RunOutcome[], goals: NonNullable<Catalogue['goals']>) {
  const counts = new Map<string, number>();
  for (const { reached } of outcomes) for (const name of reached) counts.set(name, (counts.get(name) ?? 0) + 1);
  const groups = Map.groupBy(goals, ({ group }) => group);
  return Object.fromEntries(
    [...groups].map(([group, list]) => [
      group,
      Object.fromEntries(list.map(({ name }) => [name, counts.get(name) ?? 0])),
    ]),
  );
}

/** The class under which runs are counted in which nothing went wrong. */
export const noFaults = 'none';

function reachedUnder(outcomes: readonly RunOutcome[]): Record<string, Record<string, number>> {
  const all: Record<string, Record<string, number>> = {};
  for (const { reached, faults } of outcomes) {
    const struck = new Set<string>(faults.map(({ fault }) => paymentFaults.kindOf(fault).class));
    const classes = struck.size === 0 ? [noFaults] : [...struck];
    for (const name of reached) {
      all[name] ??= {};
      for (const one of classes) add(all[name], one, 1);
    }
  }
  return all;
}

/** Ids and numbers are left out, so that the same reason in many runs is one line. */
function pendingTotals(outcomes: readonly RunOutcome[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const { pending } of outcomes) {
    const reasons = pending.map((line) =>
      line.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…').replaceAll(/\b\d+\b/g, 'n'),
    );
    for (const reason of new Set(reasons)) add(all, reason, 1);
  }
  return all;
}

function scenarioTotals(outcomes: readonly RunOutcome[]): Record<string, ScenarioTotals> {
  const groups = Map.groupBy(outcomes, ({ input }) => input.scenario);
  return Object.fromEntries([...groups].map(([name, runs]) => [name, totalsOfScenario(runs)]));
}

function totalsOfScenario(runs: readonly RunOutcome[]): ScenarioTotals {
  const seeds = runs.map(({ input }) => input.seed);
  const winners: Record<string, number> = {};
  if (haveOneWorkload(runs)) for (const run of runs) add(winners, run.winners.join('+') || 'none', 1);
  return {
    runs: runs.length,
    verdicts: verdictCounts(runs),
    payments: runs.reduce((total, run) => total + run.payments, 0),
    // Not spread over arguments: there may be more seeds than a call can have.
    seeds: {
      first: seeds.reduce((least, seed) => Math.min(least, seed), Number.POSITIVE_INFINITY),
      last: seeds.reduce((most, seed) => Math.max(most, seed), Number.NEGATIVE_INFINITY),
    },
    winners,
  };
}

/** Winners are comparable only between runs that were asked for the same payments, several of them. */
function haveOneWorkload(runs: readonly RunOutcome[]): boolean {
  const [first] = runs;
  if (first === undefined) return false;
  // A part of a campaign may have one drawn run only, and another part another.
  if (first.input.scenario === randomScenario) return false;
  const pays = first.input.workload.requests.filter(({ kind }) => kind === 'pay').length;
  return pays > 1 && runs.every(({ input }) => isDeepStrictEqual(input.workload, first.input.workload));
}

function verdictCounts(outcomes: readonly RunOutcome[]): VerdictCounts {
  const counts = noVerdicts();
  for (const { verdict } of outcomes) counts[verdict] += 1;
  return counts;
}

function noVerdicts(): Record<VerdictKind, number> {
  return { holds: 0, violated: 0, inconclusive: 0 };
}

function add(counts: Record<string, number>, name: string, count: number): void {
  counts[name] = (counts[name] ?? 0) + count;
}
