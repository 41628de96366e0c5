/** The main command: runs a campaign, writes its pages, prints the summary. */
import { type CampaignEvent, type CampaignResult, runCampaign } from '../campaign/campaign.ts';
import { jobsOf } from '../campaign/jobs.ts';
import type { WorkerPool } from '../campaign/pool.ts';
import { ReportDirectory } from '../report/report-directory.ts';
import { checkFiles, conclude } from './conclude.ts';
import { exhaustiveSearch, type Search } from './exhaustive.ts';
import { keptRuns } from './kept.ts';
import { writePages } from './pages.ts';
import { Progress } from './progress.ts';
import { counted, grouped } from './style.ts';
import { type Tools, withWorkers } from './workers.ts';

/**
 * Kept back from the time that was given, for the last runs, the pages and closing the servers: at least this, and more
 * on a machine that was slow to open them.
 */
const closingMsMin = 2_500;
const closingPerOpening = 0.8;
const runningMsMin = 500;

/** @returns The exit code. */
export async function simulate(tools: Tools): Promise<number> {
  const { options, interrupts } = tools;
  checkFiles(options);
  const directory = ReportDirectory.open(options.report);
  const { result, pages, search } = await withWorkers(tools, async (pool) => {
    const wanted = await searchOf(tools, pool);
    const found = await campaign(tools, pool, wanted);
    const written = interrupts.signal.aborted ? [] : await writePages(tools, pool, directory, found);
    return { result: found, pages: written, search: wanted };
  });
  return conclude(tools, directory, { result, pages, explored: search.explored(result.outcomes) });
}

async function searchOf({ catalogue, options }: Tools, pool: WorkerPool): Promise<Search> {
  if (options.exhaustive) return exhaustiveSearch(catalogue, options, pool);
  const names = catalogue.scenarios.map(({ name }) => name);
  const selection = catalogue.repeatable === false ? { scenarioSeeds: 1 } : { kept: keptRuns(catalogue) };
  return { jobs: jobsOf({ ...options, ...selection }, names), explored: () => [] };
}

async function campaign(tools: Tools, pool: WorkerPool, { jobs, of }: Search): Promise<CampaignResult> {
  const { catalogue, options, interrupts } = tools;
  const progress = new Progress();
  const opened = performance.now();
  const closingMs = Math.max(closingMsMin, opened * closingPerOpening);
  const deadline =
    options.seconds === undefined ? undefined : Math.max(opened + runningMsMin, options.seconds * 1_000 - closingMs);
  let payments = 0;
  const result = await runCampaign({
    pool,
    jobs,
    properties: new Set(catalogue.properties.map(({ name }) => name)),
    keepGoing: options.keepGoing,
    ...(catalogue.repeatable === undefined ? {} : { repeatable: catalogue.repeatable }),
    signal: interrupts.signal,
    onEvent: (event) => {
      if (event.kind === 'run') payments += event.outcome.payments;
      progress.update(() => progressText(event, payments, of));
    },
    ...(deadline === undefined ? {} : { deadline }),
  });
  progress.clear();
  return result;
}

function progressText(event: CampaignEvent, payments: number, of: number | undefined): string {
  if (event.kind === 'shrinking') {
    const { workload, plan } = event.smallest;
    const size = `${counted(workload.requests.length, 'request')}, ${counted(plan.length, 'fault')}`;
    return `shrinking: ${size} after ${counted(event.runs, 'run')}`;
  }
  const { input } = event.outcome;
  const failed = event.failed === 0 ? '' : `  ${event.failed} violated`;
  const done = of === undefined ? counted(event.done, 'run') : `${grouped(event.done)} of ${counted(of, 'run')}`;
  return `${done}  ${counted(payments, 'payment')}${failed}  ${input.scenario} seed ${input.seed}`;
}
