/** `--check`: whether every mutant still fits the code and compiles. */
import { plainError } from '../simulation/campaign/errors.ts';
import { exitCodes } from '../simulation/cli/exit.ts';
import type { Mutant } from './catalogue.ts';
import { Sandbox } from './sandbox.ts';
import { compile } from './trial-runner.ts';

/** Prints what does not, and returns the exit code. */
export function checkMutants(mutants: readonly Mutant[]): number {
  const sandbox = Sandbox.create();
  let wrong = 0;
  try {
    for (const mutant of mutants) {
      const problem = problemOf(mutant, sandbox);
      if (problem === undefined) continue;
      wrong += 1;
      console.log(`✗ ${mutant.name}: ${problem}`);
    }
  } finally {
    sandbox.remove();
  }
  console.log(`${mutants.length - wrong} of ${mutants.length} mutants fit the code and compile.`);
  return wrong === 0 ? exitCodes.holds : exitCodes.usage;
}

function problemOf(mutant: Mutant, sandbox: Sandbox): string | undefined {
  try {
    sandbox.apply(mutant);
  } catch (error) {
    return plainError(error).message;
  }
  return compile(sandbox);
}
