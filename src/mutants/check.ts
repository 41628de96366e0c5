/**
 * `--check`: whether every mutant still fits the code and compiles. As compiling is what takes time, as many as fit beside one another are
 * compiled together; only when that fails each of them is compiled by itself.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { plainError } from '../simulation/campaign/errors.ts';
import { exitCodes } from '../simulation/cli/exit.ts';
import type { Mutant } from './catalogue.ts';
import { Sandbox } from './sandbox.ts';

/** Prints what is wrong, and returns the exit code. */
export function checkMutants(mutants: readonly Mutant[]): number {
  const sandbox = Sandbox.create();
  try {
    const problems = problemsOf(mutants, sandbox);
    for (const [name, problem] of problems) console.log(`✗ ${name}: ${problem}`);
    console.log(`${mutants.length - problems.size} of ${mutants.length} mutants fit the code and compile.`);
    return problems.size === 0 ? exitCodes.holds : exitCodes.usage;
  } finally {
    sandbox.remove();
  }
}

/** What is wrong with mutants, by name; those that are as they should be are not in it. */
export function problemsOf(mutants: readonly Mutant[], sandbox: Sandbox): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  let left = mutants;
  while (left.length > 0) {
    const [first] = left;
    const group = left.filter((mutant, index) => {
      if (index === 0) sandbox.restore();
      const problem = fits(mutant, sandbox);
      if (problem !== undefined && mutant === first) problems.set(mutant.name, problem);
      return problem === undefined;
    });
    left = left.filter((mutant) => mutant !== first && !group.includes(mutant));
    if (group.length === 0 || compile(sandbox) === undefined) continue;
    for (const mutant of group) {
      sandbox.apply(mutant);
      const mistake = compile(sandbox);
      if (mistake !== undefined) problems.set(mutant.name, mistake);
    }
  }
  return problems;
}

/** Puts the mutant in beside the others; says why not where that is not possible. */
function fits(mutant: Mutant, sandbox: Sandbox): string | undefined {
  try {
    sandbox.add(mutant);
    return undefined;
  } catch (error) {
    return plainError(error).message;
  }
}

/** What the compiler has against the code in the copy, in one line; undefined if nothing. Quick after the first time. */
function compile(sandbox: Sandbox): string | undefined {
  const compiler = join(sandbox.root, 'node_modules', '.bin', 'tsc');
  const args = ['--incremental', '--tsBuildInfoFile', join(sandbox.root, 'tsc.json')];
  const { status, stdout } = spawnSync(compiler, args, { cwd: sandbox.root, encoding: 'utf8' });
  return status === 0 ? undefined : (stdout.split('\n')[0] ?? `exit code ${String(status)}`);
}
