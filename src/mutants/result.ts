/** What became of one mutant, as plain data: it travels from the trial's process, is kept in a file, and ends in the table. */
import { isRecord } from './json.ts';

export const verdicts = ['killed', 'by-accident', 'survived', 'never-reached', 'failed'] as const;
/**
 * - `killed`: one of the expected properties was violated in the first run that violated any;
 * - `by-accident`: that run violated other properties only;
 * - `survived`: the changed line was executed, and nothing was violated;
 * - `never-reached`: the changed line was not executed;
 * - `failed`: the trial did not come to its end (it does not compile, hangs, took too long). Proves nothing.
 */
export type MutantVerdict = (typeof verdicts)[number];

export interface MutantResult {
  readonly name: string;
  readonly verdict: MutantVerdict;
  /** Identifies the code and the patch that were tried. */
  readonly key: string;
  /** Runs up to and with the one that violated something. */
  readonly runs: number;
  /** Of these, the runs in which the changed line was executed. */
  readonly reachedRuns: number;
  /** Of these, the runs that came to no verdict. */
  readonly inconclusive: number;
  /** CPU seconds of the simulating process from its start to the end of these runs, without shrinking. */
  readonly cpuSeconds: number;
  /** Properties that were violated, and by what. */
  readonly violated: readonly { readonly property: string; readonly message: string }[];
  /** What was left of the run; absent if nothing was violated. */
  readonly shrunk?: {
    readonly requests: number;
    readonly faults: number;
    /** False if the time for shrinking was over before everything was tried. */
    readonly complete: boolean;
    /** Replay token of what was left. */
    readonly replay: string;
  };
  /** Why the trial failed. */
  readonly reason?: string;
}

/** True for a result that was written by this version. */
export function isMutantResult(value: unknown): value is MutantResult {
  if (!isRecord(value)) return false;
  const { name, verdict, key, violated, shrunk, reason } = value;
  const counts = [value['runs'], value['reachedRuns'], value['inconclusive'], value['cpuSeconds']];
  return (
    typeof name === 'string' &&
    typeof key === 'string' &&
    verdicts.some((one) => one === verdict) &&
    counts.every((count) => typeof count === 'number') &&
    Array.isArray(violated) &&
    violated.every(
      (one) => isRecord(one) && typeof one['property'] === 'string' && typeof one['message'] === 'string',
    ) &&
    (reason === undefined || typeof reason === 'string') &&
    (shrunk === undefined || isShrunk(shrunk))
  );
}

function isShrunk(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { requests, faults, complete, replay } = value;
  return (
    typeof requests === 'number' &&
    typeof faults === 'number' &&
    typeof complete === 'boolean' &&
    typeof replay === 'string'
  );
}
