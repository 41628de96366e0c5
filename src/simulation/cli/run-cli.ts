/** The command line from arguments to exit code. Errors that are the user's to repair are one line, and exit with 2. */
import type { Catalogue, ScenarioInfo } from '../campaign/engine.ts';
import { liveEngineUrl, loadEngine } from '../campaign/engine-module.ts';
import { isCallersError, plainError } from '../campaign/errors.ts';
import { randomScenario } from '../campaign/jobs.ts';
import { exitCodes } from './exit.ts';
import { helpText } from './help.ts';
import { Interrupts } from './interrupts.ts';
import { merge } from './merge.ts';
import { type CliOptions, parseOptions } from './options.ts';
import { replay } from './replay.ts';
import { scenarioReports } from './scenario-reports.ts';
import { simulate } from './simulate.ts';
import { verify } from './verify.ts';
import type { Tools } from './workers.ts';

/**
 * Runs one command to its end.
 * @param engineUrl Module of the engine to be run.
 * @returns The exit code.
 */
export async function runCli(args: readonly string[], engineUrl: string): Promise<number> {
  const interrupts = new Interrupts(() => process.stderr.write('\nStopping… once more ends it at once.\n'));
  try {
    // Which scenarios there are depends on the world, so this one option comes before all others.
    const url = args.includes('--live') ? liveEngineUrl : engineUrl;
    const { catalogue } = await loadEngine(url);
    const { scenarios, onDemand = [] } = catalogue;
    const options = parseOptions(args, namesOf(scenarios), namesOf(onDemand));
    return await dispatch({ engineUrl: url, catalogue, options, interrupts });
  } catch (error) {
    if (interrupts.code !== undefined) return interrupts.code;
    const { name, message, stack } = plainError(error);
    const shown = isCallersError({ name, message })
      ? message
      : `This is a fault of Temblor itself.\n${stack ?? message}`;
    process.stderr.write(`temblor: ${shown}\n`);
    return exitCodes.usage;
  } finally {
    interrupts.release();
  }
}

function namesOf(scenarios: readonly ScenarioInfo[]): readonly string[] {
  return scenarios.map(({ name }) => name);
}

async function dispatch(tools: Tools): Promise<number> {
  const { options, catalogue } = tools;
  switch (options.command) {
    case 'help':
      process.stdout.write(helpText);
      return exitCodes.holds;
    case 'list':
      list(catalogue);
      return exitCodes.holds;
    case 'verify-determinism':
      return verify(tools);
    case 'scenario-reports':
      return scenarioReports(tools);
    case 'merge':
      return merge(tools);
    case 'replay':
      return replay(tools, replayOf(options));
    case 'simulate':
      return simulate(tools);
  }
}

function replayOf({ replay: text = '' }: CliOptions): string {
  return text;
}

function list({ scenarios, onDemand = [], properties, goals = [] }: Catalogue): void {
  const all = [
    ...scenarios,
    ...onDemand,
    { name: randomScenario, claim: 'Requests and faults are drawn from the seed.' },
  ];
  const width = Math.max(...[...all, ...properties].map(({ name }) => name.length)) + 2;
  console.log('Scenarios');
  for (const { name, claim } of all) console.log(`  ${name.padEnd(width)}${claim}`);
  console.log('\nProperties, each judged in every run');
  for (const { name, claim } of properties) console.log(`  ${name.padEnd(width)}${claim}`);
  for (const [group, marks] of Map.groupBy(goals, (goal) => goal.group)) {
    console.log(`\nWhat a campaign ought to see: ${group}`);
    const widest = Math.max(...marks.map(({ name }) => name.length)) + 2;
    for (const { name, claim } of marks) console.log(`  ${name.padEnd(widest)}${claim}`);
  }
}
