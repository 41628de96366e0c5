/**
 * Writes the pages of a campaign. A page needs the whole history of its run, which the campaign did not keep, so the
 * run is simply done again; that it comes out the same is checked on the way. Live runs bring their histories instead.
 */
import type { Failure } from '../campaign/campaign.ts';
import type { Counterfactual } from '../campaign/counterfactuals.ts';
import type { RunInput } from '../campaign/engine.ts';
import type { RunOutcome } from '../campaign/outcome.ts';
import type { WorkerPool } from '../campaign/pool.ts';
import { counterfactualLines } from '../report/counterfactual-text.ts';
import type { LinkedPage } from '../report/index-page.ts';
import { runMarkdown } from '../report/markdown.ts';
import { namesOf } from '../report/names.ts';
import type { ReportDirectory } from '../report/report-directory.ts';
import { runPage } from '../report/run-page.ts';
import { runReport } from '../report/run-report.ts';
import { againCommand } from './reproduce.ts';
import type { Tools } from './workers.ts';

export interface WrittenPage extends LinkedPage {
  readonly input: RunInput;
  /** False if the run did not come out the same when it was done again for the page. */
  readonly reproduced: boolean;
  /** Puts the names that the page uses in the place of ids. */
  readonly named: (text: string) => string;
}

interface Wish {
  readonly of: RunOutcome;
  readonly counterfactuals?: readonly Counterfactual[];
  readonly name: string;
  readonly why: string;
}

/** Steps of a diagram; more than this no person reads. */
export const stepsMax = 600;
export const indexFile = 'index.html';

/** Pages for each failure and for the first run of each scenario. */
export async function writePages(
  tools: Tools,
  pool: WorkerPool,
  directory: ReportDirectory,
  campaign: { readonly outcomes: readonly RunOutcome[]; readonly failures: readonly Failure[] },
): Promise<readonly WrittenPage[]> {
  const wishes = [...campaign.failures.map(failureWish), ...firstOfEach(campaign.outcomes)];
  const again = tools.catalogue.repeatable === false ? wishes.map(({ of }) => of) : await playAgain(pool, wishes);
  return wishes.flatMap(({ of, name, why, counterfactuals = [] }, index) => {
    const outcome = again[index];
    if (outcome?.history === undefined) return [];
    const file = writeRun(tools, directory, outcome, { name, up: indexFile, counterfactuals });
    const title = `${of.input.scenario}, seed ${of.input.seed}`;
    const reproduced = outcome.traceHash === of.traceHash;
    const named = namesOf(outcome.history).within;
    return [{ file, title, verdict: outcome.verdict, why, input: of.input, reproduced, named }];
  });
}

function playAgain(pool: WorkerPool, wishes: readonly Wish[]): Promise<readonly RunOutcome[]> {
  return pool.all(
    wishes.map(({ of }) => ({ kind: 'input', input: of.input }) as const),
    { history: true },
  );
}

/**
 * Writes the page and the Markdown of one run that was brought back with its history; gives the page's name.
 * @param page Its name without an ending, the page to link back to, and what the run would be without its parts.
 */
export function writeRun(
  { catalogue, options }: Tools,
  directory: ReportDirectory,
  outcome: RunOutcome,
  page: { readonly name: string; readonly up?: string; readonly counterfactuals?: readonly Counterfactual[] },
): string {
  const { name, up, counterfactuals = [] } = page;
  const { scenario } = outcome.input;
  const claim =
    catalogue.scenarios.find((one) => one.name === scenario)?.claim ?? 'Requests and faults drawn from the seed.';
  const report = runReport(outcome, {
    claim,
    replay: againCommand(outcome.input, options),
    stepsMax,
    otherwise: counterfactualLines(outcome.input, counterfactuals),
  });
  directory.write(`${name}.md`, runMarkdown(report));
  directory.write(`${name}.html`, runPage(report, up));
  return `${name}.html`;
}

function failureWish({ found, shrunk, counterfactuals = [] }: Failure, index: number): Wish {
  const of = shrunk?.outcome ?? found;
  const properties = of.violations.map(({ property }) => property);
  const smallest = shrunk === undefined ? 'the run' : 'the smallest run';
  return {
    of,
    counterfactuals,
    name: `failure-${index + 1}-${properties[0] ?? 'run'}`,
    why: `${smallest} that violates ${properties.join(', ')}`,
  };
}

function firstOfEach(outcomes: readonly RunOutcome[]): readonly Wish[] {
  const firsts = new Map<string, RunOutcome>();
  for (const outcome of outcomes) {
    if (!firsts.has(outcome.input.scenario) && outcome.traceHash !== '') firsts.set(outcome.input.scenario, outcome);
  }
  return [...firsts.values()].map((of) => ({
    of,
    name: `${of.input.scenario}-seed-${of.input.seed}`,
    why: 'first run of its scenario',
  }));
}
