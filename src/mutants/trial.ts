/**
 * One mutant on trial. This runs inside of the copy that holds the mutant, so that everything it imports is the copy's: it draws runs from
 * seed 1 on, as any campaign does, until one violates a property or the budget is spent, and shrinks what it finds.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCampaign } from '../simulation/campaign/campaign.ts';
import type { Catalogue, FaultProfile, RunInput } from '../simulation/campaign/engine.ts';
import { loadEngine } from '../simulation/campaign/engine-module.ts';
import { UsageError } from '../simulation/campaign/errors.ts';
import { isRunInput } from '../simulation/campaign/input.ts';
import type { RunOutcome } from '../simulation/campaign/outcome.ts';
import { WorkerPool } from '../simulation/campaign/pool.ts';
import type { Job } from '../simulation/campaign/protocol.ts';
import { encodeToken } from '../simulation/campaign/token.ts';
import type { Mutant } from './catalogue.ts';
import { isRecord } from './json.ts';
import { CPU_MS, REACHED } from './marked-engine.ts';
import type { MutantResult, MutantVerdict } from './result.ts';

export interface TrialOptions {
  /** Goes into the result. */
  readonly key: string;
  /** Longest time for shrinking, on the wall. */
  readonly shrinkMs: number;
}

const engineUrl = new URL('./marked-engine.ts', import.meta.url).href;
/** A run that computes longer is taken for hanging, and proves nothing. */
const runLimitMs = 60_000;
const shrinkRunsMax = 1_000;
/** Enough to see both orders of what competes, most of the time. */
const SEEDS_OF_A_SCENARIO = 5;

/** Tries the mutant whose code this is. */
export async function tryMutant(mutant: Mutant, { key, shrinkMs }: TrialOptions): Promise<MutantResult> {
  const { engine, catalogue } = await loadEngine(engineUrl);
  const prepared = await engine.prepare();
  const pool = await WorkerPool.open(1, {
    engine: engineUrl,
    system: 'shipped',
    template: prepared.template,
    runLimitMs,
  });
  try {
    const { outcomes, failures } = await runCampaign({
      pool,
      jobs: jobsFor(mutant, catalogue),
      properties: new Set(catalogue.properties.map(({ name }) => name)),
      shrinkBudget: { runs: shrinkRunsMax, wallMs: shrinkMs },
      counterfactuals: false,
    });
    const [failure] = failures;
    const smallest = failure?.shrunk;
    return {
      name: mutant.name,
      key,
      ...summaryOf(mutant, outcomes),
      ...(smallest === undefined
        ? {}
        : {
            shrunk: {
              requests: smallest.outcome.input.workload.requests.length,
              faults: smallest.outcome.input.plan.length,
              complete: smallest.complete,
              replay: encodeToken(smallest.outcome.input),
            },
          }),
    };
  } finally {
    await pool.close();
    await prepared.dispose();
  }
}

/** What is known to bring the mutant's line about, then the seeds from 1 on. */
function* jobsFor({ cases, scenario, faults, runs, settings }: Mutant, catalogue: Catalogue): Generator<Job> {
  const drawn = (name: string, seed: number, profile: FaultProfile): Job => {
    const input = catalogue.input(name, seed, profile);
    const isPlain = Object.keys(settings).length === 0;
    return { kind: 'input', input: isPlain ? input : { ...input, settings: { ...input.settings, ...settings } } };
  };
  for (const name of cases) {
    if (catalogue.scenarios.some((one) => one.name === name)) {
      for (let seed = 1; seed <= SEEDS_OF_A_SCENARIO; seed += 1) yield drawn(name, seed, 'none');
    } else yield { kind: 'input', input: readCase(name) };
  }
  for (let seed = 1; seed <= runs; seed += 1) yield drawn(scenario, seed, faults);
}

function readCase(name: string): RunInput {
  const file = join(import.meta.dirname, '../properties/regressions', `${name}.json`);
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const run = isRecord(content) ? content['run'] : undefined;
  if (!isRunInput(run)) throw new UsageError(`${file} holds no run.`);
  return run;
}

type Summary = Omit<MutantResult, 'name' | 'key' | 'shrunk'>;

/** What the runs say of the mutant. */
export function summaryOf(mutant: Pick<Mutant, 'properties'>, outcomes: readonly RunOutcome[]): Summary {
  const first = outcomes.findIndex(({ verdict }) => verdict === 'violated');
  const counted = first < 0 ? outcomes : outcomes.slice(0, first + 1);
  const violated = (outcomes[first]?.violations ?? []).map(({ property, message }) => ({ property, message }));
  const reachedRuns = counted.filter(({ counters }) => (counters[REACHED] ?? 0) > 0).length;
  return {
    verdict: verdictOf(mutant, violated, reachedRuns),
    runs: counted.length,
    reachedRuns,
    inconclusive: counted.filter(({ verdict }) => verdict === 'inconclusive').length,
    cpuSeconds: (counted.at(-1)?.counters[CPU_MS] ?? 0) / 1_000,
    violated,
  };
}

function verdictOf(
  { properties }: Pick<Mutant, 'properties'>,
  violated: readonly { readonly property: string }[],
  reachedRuns: number,
): MutantVerdict {
  if (reachedRuns === 0) return violated.length === 0 ? 'never-reached' : 'by-accident';
  if (violated.length === 0) return 'survived';
  return violated.some(({ property }) => properties.includes(property)) ? 'killed' : 'by-accident';
}
