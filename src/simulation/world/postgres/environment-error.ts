/**
 * The machine, not the system under test, is at fault: a binary is missing, a disk is full. A command line turns
 * this error into one line and exit code 2, so it must say what happened, where, and what to do about it.
 */

/** What a person needs to know to repair the environment. */
export interface EnvironmentProblem {
  /** What happened, e.g. `the Postgres binary is missing`. */
  readonly what: string;
  /** The path, command or setting concerned. */
  readonly where: string;
  /** The remedy, as an instruction. */
  readonly remedy: string;
  readonly cause?: unknown;
}

/** Thrown when Postgres cannot be run on this machine as it is. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly where: string;
  readonly remedy: string;

  constructor(problem: EnvironmentProblem) {
    super(`${problem.what} (${problem.where}). ${problem.remedy}`, { cause: problem.cause });
    this.where = problem.where;
    this.remedy = problem.remedy;
  }
}
