/** The end of a campaign: its page, its files, and what a person reads on the terminal. */
import type { CampaignResult, Failure } from '../campaign/campaign.ts';
import type { Catalogue } from '../campaign/engine.ts';
import type { Explored } from '../campaign/exhaustive.ts';
import { totalsOf } from '../campaign/totals.ts';
import { type CampaignReport, openRuns } from '../report/campaign-report.ts';
import { indexPage } from '../report/index-page.ts';
import { junitText } from '../report/junit.ts';
import type { ReportDirectory } from '../report/report-directory.ts';
import { exitCodeOf } from './exit.ts';
import { failureText } from './failure-text.ts';
import { jsonText } from './json.ts';
import { healedInWords, keepFailure } from './kept.ts';
import type { CliOptions } from './options.ts';
import { checkOutputFile, writeOutputFile } from './output-file.ts';
import { indexFile, type WrittenPage } from './pages.ts';
import { againCommand } from './reproduce.ts';
import { plain, styleFor } from './style.ts';
import { summaryText } from './summary.ts';
import type { Tools } from './workers.ts';

export interface Concluded {
  readonly result: CampaignResult;
  readonly pages: readonly WrittenPage[];
  readonly explored: readonly Explored[];
}

/** @returns The exit code. */
export function conclude(tools: Tools, directory: ReportDirectory, concluded: Concluded): number {
  const { options, interrupts, catalogue } = tools;
  const { result, pages } = concluded;
  const report = reportOf(tools, concluded);
  directory.write(indexFile, indexPage({ ...report, pages, claims: claimsOf(catalogue) }));
  console.log(summaryText(report, styleFor(process.stdout)));
  for (const failure of result.failures) tellFailure(failure, tools, directory, pages);
  for (const { title } of pages.filter(({ reproduced }) => !reproduced)) {
    const told = `${title} came out differently when it was run again; see --verify-determinism.`;
    console.log(`\n${styleFor(process.stdout)('yellow', told)}`);
  }
  for (const line of healedInWords(result.outcomes, catalogue)) console.log(`\n${line}`);
  console.log(`\nReport: ${directory.shown(indexFile)}`);
  writeFiles(options, report, () => jsonText(report, result.outcomes, result.failures));
  return interrupts.code ?? exitCodeOf(report.totals.verdicts);
}

/** Tries the files that were asked for, before anything is run for their sake. */
export function checkFiles({ json, junit }: CliOptions): void {
  if (json !== undefined) checkOutputFile({ option: '--json', path: json });
  if (junit !== undefined) checkOutputFile({ option: '--junit', path: junit });
}

/** Writes the files that were asked for. Last, so that a disk that is full by now does not take away what was found. */
export function writeFiles({ json, junit }: CliOptions, report: CampaignReport, jsonOf: () => string): void {
  if (json !== undefined) writeOutputFile({ option: '--json', path: json }, jsonOf());
  if (junit !== undefined) writeOutputFile({ option: '--junit', path: junit }, junitText(report));
}

/** Claims of the properties, by name. */
export function claimsOf({ properties }: Catalogue): ReadonlyMap<string, string> {
  return new Map(properties.map(({ name, claim }) => [name, claim]));
}

function reportOf({ options, interrupts, catalogue }: Tools, { result, pages, explored }: Concluded): CampaignReport {
  const { outcomes, failures } = result;
  return {
    totals: totalsOf(outcomes, catalogue.goals),
    open: openRuns(outcomes),
    failures: failures.map((failure) => {
      const { input, violations } = failure.shrunk?.outcome ?? failure.found;
      return {
        properties: violations.map(({ property }) => property),
        text: failureText(failure, plain, pages.find((page) => page.input === input)?.named),
        command: againCommand(input, options),
      };
    }),
    explored,
    elapsedMs: performance.now(),
    workers: options.workers,
    interrupted: interrupts.signal.aborted,
  };
}

function tellFailure(
  failure: Failure,
  { options }: Tools,
  directory: ReportDirectory,
  pages: readonly WrittenPage[],
): void {
  const style = styleFor(process.stdout);
  const { input } = failure.shrunk?.outcome ?? failure.found;
  const page = pages.find((one) => one.input === input);
  console.log(`\n${failureText(failure, style, page?.named)}`);
  if (page !== undefined) console.log(`  page       ${directory.shown(page.file)}`);
  const kept = keepFailure(failure, options);
  if (kept !== undefined) console.log(`  kept       ${kept}, and run first from now on`);
  console.log(`  again      ${style('bold', againCommand(input, options))}`);
}
