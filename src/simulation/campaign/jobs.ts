/** Which runs a campaign consists of, and in which order. */
import type { FaultProfile, RunInput } from './engine.ts';
import type { Job } from './protocol.ts';

/** The runs whose workload is drawn from the seed. */
export const randomScenario = 'random';

/** Seeds of each scenario before the random runs begin, which do the searching. */
export const scenarioSeedsDefault = 2;

export interface Selection {
  /** Scenarios by name, possibly with `random` among them; absent means all, with random runs to the end. */
  readonly scenarios?: readonly string[];
  /** First seed. */
  readonly seed: number;
  /** Seeds for each scenario; absent means until the time is over. */
  readonly runs?: number;
  /** Seeds of each scenario before the random runs begin, at most; absent means the default. */
  readonly scenarioSeeds?: number;
  /** Absent means the default of each: none in scenarios, swarm in random runs. */
  readonly faults?: FaultProfile;
  /** Runs that once failed: before all others, where no scenario was named. */
  readonly kept?: readonly RunInput[];
  /** Only every `of`-th run, beginning with the `index`-th (from 1). */
  readonly shard?: { readonly index: number; readonly of: number };
}

/**
 * The runs of a campaign in their order; endless if the selection names no number of runs.
 * Without named scenarios, each scenario is run first, then random runs follow.
 */
export function* jobsOf(selection: Selection, all: readonly string[]): Generator<Job> {
  yield* shardOf(unsharded(selection, all), selection.shard);
}

/** Every `of`-th job, beginning with the `index`-th (from 1); all of them without a shard. */
export function* shardOf(jobs: Iterable<Job>, shard: Selection['shard'] = { index: 1, of: 1 }): Generator<Job> {
  let place = 0;
  for (const job of jobs) if (place++ % shard.of === shard.index - 1) yield job;
}

function* unsharded(selection: Selection, all: readonly string[]): Generator<Job> {
  const { scenarios, seed, runs, faults, kept = [], scenarioSeeds = scenarioSeedsDefault } = selection;
  const job = (scenario: string, at: number): Job => ({
    kind: 'seed',
    scenario,
    seed: at,
    faults: faults ?? (scenario === randomScenario ? 'swarm' : 'none'),
  });
  if (scenarios === undefined) {
    for (const input of kept) yield { kind: 'input', input };
    const count = Math.min(runs ?? scenarioSeeds, scenarioSeeds);
    for (let at = seed; at < seed + count; at += 1) for (const scenario of all) yield job(scenario, at);
  }
  const repeated = scenarios ?? [randomScenario];
  for (let at = seed; runs === undefined || at < seed + runs; at += 1) {
    for (const scenario of repeated) yield job(scenario, at);
  }
}

/** Ends a stream of jobs when the time is over or a reason to stop has come up. */
export function* whileWanted(jobs: Iterable<Job>, wanted: () => boolean): Generator<Job> {
  for (const job of jobs) {
    if (!wanted()) return;
    yield job;
  }
}
