/** Does one run again, from a token or from a file that holds one. */
import { readFileSync } from 'node:fs';
import type { RunInput } from '../campaign/engine.ts';
import { UsageError } from '../campaign/errors.ts';
import { decodeToken } from '../campaign/token.ts';
import { totalsOf } from '../campaign/totals.ts';
import { namesOf } from '../report/names.ts';
import { ReportDirectory } from '../report/report-directory.ts';
import { exitCodeOf, exitCodes } from './exit.ts';
import { failureText, runLines } from './failure-text.ts';
import { checkJsonFile, jsonText, writeJsonFile } from './json.ts';
import { writeRun } from './pages.ts';
import { styleFor } from './style.ts';
import { type Tools, withWorkers } from './workers.ts';

/** @returns The exit code. */
export async function replay(tools: Tools, from: string): Promise<number> {
  const { options, interrupts } = tools;
  const input = inputFrom(from);
  if (options.json !== undefined) checkJsonFile(options.json);
  const directory = ReportDirectory.open(options.report);
  const single = { ...tools, options: { ...options, workers: 1 } };
  const [outcome] = await withWorkers(single, (pool) => pool.all([{ kind: 'input', input }], { history: true }));
  if (outcome === undefined || interrupts.signal.aborted) return interrupts.code ?? exitCodes.interrupted;

  const style = styleFor(process.stdout);
  if (outcome.verdict !== 'violated') {
    console.log(`${input.scenario}, seed ${input.seed}`);
    for (const line of runLines(input)) console.log(`  ${line}`);
  }
  const totals = totalsOf([outcome]);
  if (options.json !== undefined) {
    writeJsonFile(
      options.json,
      jsonText({ outcomes: [outcome], totals, failures: [], elapsedMs: performance.now(), interrupted: false }),
    );
  }
  const named = outcome.history === undefined ? undefined : namesOf(outcome.history).within;
  if (outcome.verdict === 'violated') console.log(`\n${failureText({ found: outcome }, style, named)}`);
  for (const { property, reason } of outcome.undecided) console.log(`\n${style('yellow', `? ${property}`)}  ${reason}`);
  if (outcome.verdict === 'holds') console.log(style(['bold', 'green'], '\n✓ Everything holds.'));
  if (outcome.history !== undefined) {
    console.log(`\nTrace hash: ${outcome.traceHash}`);
    console.log(`Report: ${directory.shown(writeRun(tools, directory, outcome, { name: 'replay' }))}`);
  }
  return exitCodeOf(totals.verdicts);
}

/**
 * The run of a token, or of the first token in a file.
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
  if (token === undefined) throw new UsageError(`There is no replay token in the file ${text}.`);
  return decodeToken(token);
}
