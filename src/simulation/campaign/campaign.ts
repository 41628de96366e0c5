/**
 * Many runs: hands them to the workers, collects what came of them, and shrinks what failed. It says what happens as
 * it happens (`onEvent`) and prints nothing itself.
 */
import { Condenser } from './condense.ts';
import { type Counterfactual, counterfactuals } from './counterfactuals.ts';
import type { RunInput } from './engine.ts';
import { whileWanted } from './jobs.ts';
import type { RunOutcome } from './outcome.ts';
import type { WorkerPool } from './pool.ts';
import type { Job } from './protocol.ts';
import { type ShrinkBudget, type Shrunk, shrink, shrinkBudgetDefault } from './shrink.ts';

export type CampaignEvent =
  | { readonly kind: 'run'; readonly outcome: RunOutcome; readonly done: number; readonly failed: number }
  | { readonly kind: 'shrinking'; readonly from: RunOutcome; readonly smallest: RunInput; readonly runs: number };

export interface CampaignOptions {
  readonly pool: WorkerPool;
  readonly jobs: Iterable<Job>;
  /** Wall time, in `performance.now()`, after which no further run is begun. */
  readonly deadline?: number;
  /** Goes on after a violation; otherwise the runs under way are the last. */
  readonly keepGoing?: boolean;
  readonly shrinkBudget?: ShrinkBudget;
  /** False: runs are not played again, so what failed is not shrunk, and outcomes bring their histories. Default true. */
  readonly repeatable?: boolean;
  /** False: a shrunk run is not played again without each of its parts. Default true. */
  readonly counterfactuals?: boolean;
  /** Names of the properties, as opposed to the expectations of a scenario. */
  readonly properties: ReadonlySet<string>;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: CampaignEvent) => void;
}

export interface Failure {
  readonly found: RunOutcome;
  /** Absent if the campaign was interrupted before. */
  readonly shrunk?: Shrunk;
  /** The smallest run without each of its parts. */
  readonly counterfactuals?: readonly Counterfactual[];
}

export interface CampaignResult {
  /** In the order of the jobs. */
  readonly outcomes: readonly RunOutcome[];
  /** One per set of violated properties: the first that was found in the order of the jobs. */
  readonly failures: readonly Failure[];
}

/**
 * Runs a campaign on an open pool.
 * @throws UsageError, EnvironmentError as a worker reports them.
 */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const outcomes: RunOutcome[] = [];
  let done = 0;
  let failed = 0;
  const inTime = (): boolean => options.deadline === undefined || performance.now() < options.deadline;
  const wanted = (): boolean => !isAborted(options) && inTime() && (failed === 0 || options.keepGoing === true);
  const condenser = new Condenser();
  await options.pool.drain(
    whileWanted(options.jobs, wanted),
    options.repeatable === false ? { history: true } : {},
    (outcome, index) => {
      outcomes[index] = condenser.condense(outcome);
      done += 1;
      if (outcome.verdict === 'violated') failed += 1;
      options.onEvent?.({ kind: 'run', outcome, done, failed });
    },
  );
  // A run that was interrupted leaves a hole, which `filter` skips.
  const finished = outcomes.filter(() => true);
  return { outcomes: finished, failures: await shrinkAll(finished, options) };
}

/** Shrinks the first failure of each kind. */
async function shrinkAll(outcomes: readonly RunOutcome[], options: CampaignOptions): Promise<readonly Failure[]> {
  const violated = outcomes.filter(({ verdict }) => verdict === 'violated');
  const kinds = Map.groupBy(violated, ({ violations }) => violations.map(({ property }) => property).join());
  const failures: Failure[] = [];
  for (const [found] of kinds.values()) {
    if (found === undefined) continue;
    failures.push(isAborted(options) || options.repeatable === false ? { found } : await shrinkOne(found, options));
  }
  return failures;
}

async function shrinkOne(found: RunOutcome, options: CampaignOptions): Promise<Failure> {
  const { pool, properties, onEvent } = options;
  const may = { workload: found.violations.some(({ property }) => properties.has(property)) };
  const tryAll = (inputs: readonly RunInput[]): Promise<readonly RunOutcome[]> =>
    isAborted(options) ? Promise.resolve([]) : pool.all(inputs.map(asJob));
  const shrunk = await shrink(found, {
    may,
    budget: options.shrinkBudget ?? shrinkBudgetDefault,
    width: pool.size,
    tryAll,
    onProgress: (smallest, runs) => onEvent?.({ kind: 'shrinking', from: found, smallest, runs }),
  });
  if (isAborted(options)) return { found };
  if (options.counterfactuals === false) return { found, shrunk };
  return { found, shrunk, counterfactuals: await counterfactuals(shrunk.outcome.input, may, tryAll) };
}

function asJob(input: RunInput): Job {
  return { kind: 'input', input };
}

function isAborted({ signal }: CampaignOptions): boolean {
  return signal?.aborted === true;
}
