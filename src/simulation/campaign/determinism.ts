/**
 * Checks that a run is a function of its input: each seed twice in one process and twice in another, the second time
 * in reverse order, so that whatever one run leaves behind meets a different successor.
 *
 * Where the hashes differ, the run is repeated with its trace kept, and the first event that differs is named: that
 * is where something entered the world that the seed does not decide.
 */
import type { RunOutcome } from './outcome.ts';
import type { WorkerPool } from './pool.ts';
import type { Job } from './protocol.ts';

export interface Difference {
  readonly scenario: string;
  readonly seed: number;
  /** The hashes of the four runs: first process, first process again, second process, second process again. */
  readonly hashes: readonly string[];
  /** The first event that differs, counted from 1; absent if repeating the runs did not show it again. */
  readonly firstEvent?: { readonly number: number; readonly one: string; readonly other: string };
}

export interface DeterminismResult {
  /** Seeds that were compared in all four runs. */
  readonly compared: number;
  readonly differences: readonly Difference[];
  /** Runs that did not get to their end and were therefore not compared. */
  readonly unfinished: readonly RunOutcome[];
}

export interface DeterminismOptions {
  /** Of at least two workers. */
  readonly pool: WorkerPool;
  readonly jobs: readonly Job[];
  /** Wall time, in `performance.now()`, after which no further seed is begun. */
  readonly deadline?: number;
  readonly signal?: AbortSignal;
  readonly onRun?: (done: number, of: number) => void;
}

/** How often a differing run is repeated with its trace before giving up on naming the event. */
const repeatsMax = 4;
/** Seeds that are compared before the next ones are begun, so that a budget ends with complete comparisons. */
const blockSize = 20;

/** @throws EnvironmentError as a worker reports it. */
export async function verifyDeterminism(options: DeterminismOptions): Promise<DeterminismResult> {
  const { jobs, deadline = Number.POSITIVE_INFINITY, signal } = options;
  const differences: Difference[] = [];
  const unfinished: RunOutcome[] = [];
  let compared = 0;
  for (let from = 0; from < jobs.length; from += blockSize) {
    if (signal?.aborted === true || performance.now() >= deadline) break;
    const block = jobs.slice(from, from + blockSize);
    const runs = await fourTimes(block, options, 4 * from);
    if (runs === undefined) break;
    for (const [index, job] of block.entries()) {
      const four = runs.map((outcomes) => outcomes[index]).filter((outcome) => outcome !== undefined);
      const stopped = four.find(({ traceHash }) => traceHash === '');
      if (stopped !== undefined) unfinished.push(stopped);
      else if (new Set(four.map(({ traceHash }) => traceHash)).size > 1) {
        differences.push(await difference(job, four, options.pool));
      } else compared += 1;
    }
  }
  return { compared, differences, unfinished };
}

type Runs = readonly (readonly RunOutcome[])[];

/** The outcomes of a block, in the order of its jobs, for each of the four rounds; none if interrupted. */
async function fourTimes(
  block: readonly Job[],
  options: DeterminismOptions,
  before: number,
): Promise<Runs | undefined> {
  let done = before;
  const round = async (slot: number, order: readonly Job[]): Promise<readonly RunOutcome[]> => {
    const outcomes: RunOutcome[] = [];
    for (const job of order) {
      if (options.signal?.aborted === true) return [];
      outcomes.push(await options.pool.runOn(slot, job));
      options.onRun?.(++done, options.jobs.length * 4);
    }
    return outcomes;
  };
  const twice = async (slot: number): Promise<Runs> => [
    await round(slot, block),
    (await round(slot, block.toReversed())).toReversed(),
  ];
  const runs = (await Promise.all([twice(0), twice(1)])).flat();
  return options.signal?.aborted === true ? undefined : runs;
}

async function difference(job: Job, four: readonly RunOutcome[], pool: WorkerPool): Promise<Difference> {
  const { scenario, seed } = job.kind === 'input' ? job.input : job;
  const found = { scenario, seed, hashes: four.map(({ traceHash }) => traceHash) };
  const kept: (readonly string[])[] = [];
  for (let repeat = 0; repeat < repeatsMax; repeat += 1) {
    const { trace } = await pool.runOn(repeat % 2, job, { trace: true });
    if (trace === undefined) break;
    kept.push(trace);
    for (const earlier of kept) {
      const firstEvent = firstDifference(earlier, trace);
      if (firstEvent !== undefined) return { ...found, firstEvent };
    }
  }
  return found;
}

/** The first place where two traces differ, counted from 1. */
export function firstDifference(one: readonly string[], other: readonly string[]): Difference['firstEvent'] {
  for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
    const [a, b] = [one[index], other[index]];
    if (a !== b) return { number: index + 1, one: a ?? '(the run had ended)', other: b ?? '(the run had ended)' };
  }
  return undefined;
}
