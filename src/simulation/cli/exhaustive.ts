/** `--exhaustive`: what it runs, and what it says about how much of it was explored. */
import type { Catalogue } from '../campaign/engine.ts';
import {
  type Enumeration,
  type Explored,
  enumerate,
  exhaustiveJobs,
  exploredInAll,
  exploredOf,
} from '../campaign/exhaustive.ts';
import { shardOf } from '../campaign/jobs.ts';
import type { RunOutcome } from '../campaign/outcome.ts';
import type { WorkerPool } from '../campaign/pool.ts';
import type { Job } from '../campaign/protocol.ts';
import type { CliOptions } from './options.ts';
import { counted, grouped } from './style.ts';

/** The runs of a campaign and, where they were enumerated, how many there are and how far it came. */
export interface Search {
  readonly jobs: Iterable<Job>;
  /** How many runs there are in all, if that is known. */
  readonly of?: number;
  explored(outcomes: readonly RunOutcome[]): readonly Explored[];
}

/** Works out every single fault of the reference runs, by playing them. */
export async function exhaustiveSearch(catalogue: Catalogue, options: CliOptions, pool: WorkerPool): Promise<Search> {
  const enumerations: readonly Enumeration[] = await enumerate(pool, catalogue);
  const jobs = [...shardOf(exhaustiveJobs(enumerations, options.pairs ?? 0), options.shard)];
  return { jobs, of: jobs.length, explored: (outcomes) => exploredOf(enumerations, outcomes) };
}

/** Lines for the summary: single faults by reference, and pairs, such as `single faults  4,389 of 4,389 explored`. */
export function exploredInWords(rows: readonly Explored[]): readonly (readonly [string, string])[] {
  if (rows.length === 0) return [];
  const { singles, pairs } = exploredInAll(rows);
  const references = Map.groupBy(rows, ({ reference }) => reference);
  const details = [...references].map(([reference, all]): readonly [string, string] => {
    const { explored, of } = exploredInAll(all).singles;
    return ['', `${reference} ${share(explored, of)}`];
  });
  const missed = singles.explored - singles.struck;
  const aside = missed === 0 ? 'each struck' : `${counted(missed, 'run')} met nothing to strike`;
  return [
    ['single faults', `${share(singles.explored, singles.of)} explored; ${aside}`],
    ...details,
    ...(pairs.of === 0 ? [] : [['pairs of faults', `${share(pairs.explored, pairs.of)} explored`] as const]),
  ];
}

function share(explored: number, of: number): string {
  return `${grouped(explored)} of ${grouped(of)}`;
}
