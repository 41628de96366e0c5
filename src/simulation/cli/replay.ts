/** Does one run again, from a token, a file that holds one, or a case that was kept. */
import { readFileSync } from 'node:fs';
import type { RunInput } from '../campaign/engine.ts';
import { UsageError } from '../campaign/errors.ts';
import { readKeptCase } from '../campaign/kept-cases.ts';
import type { RunOutcome } from '../campaign/outcome.ts';
import { decodeToken } from '../campaign/token.ts';
import { totalsOf } from '../campaign/totals.ts';
import { type CampaignReport, openRuns } from '../report/campaign-report.ts';
import { namesOf } from '../report/names.ts';
import { ReportDirectory } from '../report/report-directory.ts';
import { checkFiles, writeFiles } from './conclude.ts';
import { exitCodeOf, exitCodes } from './exit.ts';
import { failureText, runLines } from './failure-text.ts';
import { jsonText } from './json.ts';
import type { CliOptions } from './options.ts';
import { writeRun } from './pages.ts';
import { againCommand } from './reproduce.ts';
import { plain, styleFor } from './style.ts';
import { type Tools, withWorkers } from './workers.ts';

/** @returns The exit code. */
export async function replay(tools: Tools, from: string): Promise<number> {
  const { options, interrupts } = tools;
  const input = inputFrom(from);
  checkFiles(options);
  const directory = ReportDirectory.open(options.report);
  const single = { ...tools, options: { ...options, workers: 1 } };
  const [outcome] = await withWorkers(single, (pool) => pool.all([{ kind: 'input', input }], { history: true }));
  if (outcome === undefined || interrupts.signal.aborted) return interrupts.code ?? exitCodes.interrupted;

  const style = styleFor(process.stdout);
  if (outcome.verdict !== 'violated') {
    console.log(`${input.scenario}, seed ${input.seed}`);
    for (const line of runLines(input)) console.log(`  ${line}`);
  }
  const named = outcome.history === undefined ? undefined : namesOf(outcome.history).within;
  if (outcome.verdict === 'violated') console.log(`\n${failureText({ found: outcome }, style, named)}`);
  for (const { property, reason } of outcome.undecided) console.log(`\n${style('yellow', `? ${property}`)}  ${reason}`);
  if (outcome.verdict === 'holds') console.log(style(['bold', 'green'], '\n✓ Everything holds.'));
  if (outcome.history !== undefined) {
    console.log(outcome.traceHash === '' ? '' : `\nTrace hash: ${outcome.traceHash}`);
    console.log(`Report: ${directory.shown(writeRun(tools, directory, outcome, { name: 'replay' }))}`);
  }
  const report = replayReport(outcome, options);
  writeFiles(options, report, () => jsonText(report, [outcome], []));
  return exitCodeOf(report.totals.verdicts);
}

function replayReport(outcome: RunOutcome, options: CliOptions): CampaignReport {
  const failure = {
    properties: outcome.violations.map(({ property }) => property),
    text: failureText({ found: outcome }, plain),
    command: againCommand(outcome.input, options),
  };
  return {
    totals: totalsOf([outcome]),
    open: openRuns([outcome]),
    failures: outcome.verdict === 'violated' ? [failure] : [],
    explored: [],
    elapsedMs: performance.now(),
    workers: 1,
    interrupted: false,
  };
}

/**
 * The run of a token, of the first token in a file, or of a kept case.
 * @throws UsageError
 */
export function inputFrom(text: string): RunInput {
  if (/^\s*temblor\d/.test(text)) return decodeToken(text);
  let content: string;
  try {
    content = readFileSync(text, 'utf8');
  } catch {
    const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
    throw new UsageError(`--replay wants a token or a file that holds one; "${shown}" is neither.`);
  }
  const token = /\btemblor\d[\w.-]*/.exec(content)?.[0];
  if (token !== undefined) return decodeToken(token);
  if (text.endsWith('.json')) return readKeptCase(text).run;
  throw new UsageError(`There is no replay token in the file ${text}.`);
}
