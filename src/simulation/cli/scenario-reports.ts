/**
 * Writes `reports/scenarios/*.md`, the reports that are committed and what they reach together, or checks that they are what would be written. One
 * seed per scenario, chosen once, so that a change in a report is a change in what the system does.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EnvironmentError } from '../campaign/errors.ts';
import type { RunOutcome } from '../campaign/outcome.ts';
import { coverageMarkdown } from '../report/coverage-markdown.ts';
import { runMarkdown } from '../report/markdown.ts';
import { runReport } from '../report/run-report.ts';
import { exitCodes } from './exit.ts';
import { stepsMax } from './pages.ts';
import { scenarioCommand } from './reproduce.ts';
import { type Tools, withWorkers } from './workers.ts';

const seed = 1;
const directory = fileURLToPath(new URL('../../../reports/scenarios', import.meta.url));
const shownDirectory = 'reports/scenarios';

/** @returns The exit code: with `--check`, 1 if a report is stale. */
export async function scenarioReports(tools: Tools): Promise<number> {
  const { catalogue, options, interrupts } = tools;
  const jobs = catalogue.scenarios.map(({ name }) => ({ kind: 'seed', scenario: name, seed, faults: 'none' }) as const);
  const outcomes = await withWorkers(tools, (pool) => pool.all(jobs, { history: true }));
  if (interrupts.code !== undefined) return interrupts.code;
  const reports = new Map(
    catalogue.scenarios.map(({ name, claim }, index) => [`${name}.md`, text(outcomes[index], claim)]),
  );
  const runs = outcomes.map(({ input, reached }) => ({ scenario: input.scenario, reached }));
  reports.set('coverage.md', coverageMarkdown(catalogue.goals ?? [], runs));
  const stale = options.check ? staleAmong(reports) : write(reports);
  for (const name of stale) console.log(`${options.check ? 'stale' : 'written'}: ${shownDirectory}/${name}`);
  if (options.check && stale.length > 0) console.log('Run "npm run reports" and commit what changed.');
  if (stale.length === 0) console.log('All scenario reports are up to date.');
  const wrong = outcomes.filter(({ verdict }) => verdict !== 'holds');
  for (const { input, verdict } of wrong) console.log(`${input.scenario} with seed ${input.seed} is ${verdict}.`);
  return wrong.length > 0 || (options.check && stale.length > 0) ? exitCodes.violated : exitCodes.holds;
}

function text(outcome: RunOutcome | undefined, claim: string): string {
  if (outcome?.history === undefined) {
    throw new EnvironmentError(`A scenario did not get to its end: ${outcome?.undecided[0]?.reason ?? 'no outcome'}.`);
  }
  const { scenario } = outcome.input;
  return runMarkdown(runReport(outcome, { claim, replay: scenarioCommand(scenario, seed), stepsMax }));
}

/** Names of reports that differ from what is on the disk, are missing there, or belong to no scenario any more. */
function staleAmong(reports: ReadonlyMap<string, string>): readonly string[] {
  const differing = [...reports].filter(([name, content]) => onDisk(name) !== content).map(([name]) => name);
  return [...differing, ...namesOnDisk().filter((name) => !reports.has(name))];
}

function write(reports: ReadonlyMap<string, string>): readonly string[] {
  mkdirSync(directory, { recursive: true });
  const changed = [...reports].filter(([name, content]) => onDisk(name) !== content);
  for (const [name, content] of changed) writeFileSync(join(directory, name), content);
  return changed.map(([name]) => name);
}

function onDisk(name: string): string | undefined {
  return namesOnDisk().includes(name) ? readFileSync(join(directory, name), 'utf8') : undefined;
}

function namesOnDisk(): readonly string[] {
  try {
    return readdirSync(directory).filter((name) => name.endsWith('.md'));
  } catch {
    return [];
  }
}
