/** Failing runs are kept under `reports/failing` by themselves, and run first until somebody takes them away. */
import { join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Failure } from '../campaign/campaign.ts';
import type { Catalogue, RunInput } from '../campaign/engine.ts';
import { randomScenario } from '../campaign/jobs.ts';
import { keepCase, readKeptCases } from '../campaign/kept-cases.ts';
import type { RunOutcome } from '../campaign/outcome.ts';
import type { CliOptions } from './options.ts';

const failingDirectory = join('reports', 'failing');
/** What drawn runs are called when they are played again, so that they have a line of their own in the summary. */
const keptScenario = 'kept-cases';

/**
 * The runs that once failed: the ones that belong to the project, then those of this machine.
 * @throws UsageError for a file that holds no case.
 */
export function keptRuns({ regressions }: Catalogue): readonly RunInput[] {
  const all = [...(regressions === undefined ? [] : readKeptCases(regressions)), ...readKeptCases(failingDirectory)];
  return all.map(({ run }) => renamed(run));
}

/** Keeps the smallest run of a failure; where it went, or nothing if the system is broken on purpose or the run would not repeat. */
export function keepFailure({ found, shrunk }: Failure, { system, live }: CliOptions): string | undefined {
  const { input, violations } = shrunk?.outcome ?? found;
  const [first] = violations;
  if (system !== 'shipped' || live || first === undefined) return undefined;
  // One that was kept already gets the same name again, and so the same file.
  const run = input.scenario === keptScenario ? { ...input, scenario: randomScenario } : input;
  return keepCase(failingDirectory, first.property, first.message, run);
}

/** One line for each case of this machine that holds by now. */
export function healedInWords(outcomes: readonly RunOutcome[], { regressions }: Catalogue): readonly string[] {
  const to = regressions === undefined ? 'a folder of your own' : relative(process.cwd(), regressions);
  return readKeptCases(failingDirectory).flatMap(({ file, run }) => {
    const outcome = outcomes.find(({ input }) => isDeepStrictEqual(input, renamed(run)));
    return outcome?.verdict === 'holds' ? [`${file} holds now: move it to ${to} to keep it, or delete it.`] : [];
  });
}

function renamed(run: RunInput): RunInput {
  return run.scenario === randomScenario ? { ...run, scenario: keptScenario } : run;
}
