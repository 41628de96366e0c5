/** The command line from arguments to exit code. Errors that are the user's to repair are one line, and exit with 2. */
import type { Catalogue } from '../campaign/engine.ts';
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
    const { catalogue } = await loadEngine(engineUrl);
    const options = parseOptions(
      args,
      catalogue.scenarios.map(({ name }) => name),
    );
    const tools = { engineUrl, catalogue, options, interrupts };
    return await dispatch(options.live ? await withLiveEngine(tools) : tools);
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

async function withLiveEngine(tools: Tools): Promise<Tools> {
  const { catalogue } = await loadEngine(liveEngineUrl);
  return { ...tools, engineUrl: liveEngineUrl, catalogue };
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

function list({ scenarios, properties, goals = [] }: Catalogue): void {
  const all = [...scenarios, { name: randomScenario, claim: 'Requests and faults are drawn from the seed.' }];
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
