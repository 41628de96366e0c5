/** What `--json` writes, for programs: every run, the totals, and the smallest failing runs. */
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { Failure } from '../campaign/campaign.ts';
import { EnvironmentError, plainError } from '../campaign/errors.ts';
import type { Explored } from '../campaign/exhaustive.ts';
import type { RunOutcome } from '../campaign/outcome.ts';
import { encodeToken, tokenVersion } from '../campaign/token.ts';
import type { Totals } from '../campaign/totals.ts';

export interface JsonContent {
  readonly outcomes: readonly RunOutcome[];
  readonly totals: Totals;
  readonly failures: readonly Failure[];
  readonly elapsedMs: number;
  readonly interrupted: boolean;
  /** Where single faults were enumerated. */
  readonly explored?: readonly Explored[];
}

/** The document; its keys are part of the command line's interface. */
export function jsonText({ outcomes, totals, failures, elapsedMs, interrupted, explored = [] }: JsonContent): string {
  const smallest = failures.map(({ found, shrunk, counterfactuals }) => ({
    found: { scenario: found.input.scenario, seed: found.input.seed, replay: encodeToken(found.input) },
    properties: found.violations.map(({ property }) => property),
    ...(shrunk === undefined
      ? {}
      : { shrunk: { ...runOf(shrunk.outcome), input: shrunk.outcome.input, triedRuns: shrunk.runs } }),
    ...(counterfactuals === undefined ? {} : { counterfactuals }),
  }));
  const document = {
    tokenVersion,
    interrupted,
    runs: outcomes.map(runOf),
    totals: { ...totals, elapsedMs: Math.round(elapsedMs) },
    failures: smallest,
    ...(explored.length === 0 ? {} : { explored }),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function runOf(outcome: RunOutcome) {
  const { input, verdict, traceHash, virtualMs, wallMs, events, statements, payments } = outcome;
  const { faults, violations, undecided, winners, counters, reached } = outcome;
  return {
    scenario: input.scenario,
    seed: input.seed,
    verdict,
    traceHash,
    virtualMs,
    wallMs,
    events,
    statements,
    payments,
    winners,
    faults,
    violations: violations.map(({ property, message, witness }) => ({ property, message, witness })),
    undecided,
    counters,
    reached,
    replay: encodeToken(input),
  };
}

/**
 * Tries whether the file can be written, before anything is run for its sake.
 * @throws EnvironmentError
 */
export function checkJsonFile(file: string): void {
  const part = partOf(file);
  try {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) throw new Error('it is a directory');
    writeFileSync(part, '');
  } catch (error) {
    throw unwritable(file, error);
  } finally {
    rmSync(part, { force: true });
  }
}

/**
 * Writes the file whole or not at all, so that a reader never meets half of it.
 * @throws EnvironmentError
 */
export function writeJsonFile(file: string, text: string): void {
  const part = partOf(file);
  try {
    writeFileSync(part, text);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw unwritable(file, error);
  }
}

function partOf(file: string): string {
  return `${file}.${process.pid}.part`;
}

function unwritable(file: string, error: unknown): EnvironmentError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const why = code === 'ENOENT' ? 'its directory is missing or takes no files' : plainError(error).message;
  return new EnvironmentError(`--json ${file} cannot be written: ${why}.`);
}
