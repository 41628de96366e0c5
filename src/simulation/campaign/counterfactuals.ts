/**
 * What would have happened otherwise: the smallest failing run is played again without each fault and each request that is left in it, one
 * at a time and with the same seed. A run in which each of them is needed holds every time; where it does not, that says so.
 */
import { keepRequests, type Shrinkable } from './candidates.ts';
import type { RunInput } from './engine.ts';
import type { RunOutcome, VerdictKind } from './outcome.ts';

/** Which part of a run was left out, by its index in the plan or in the workload. */
export interface LeftOut {
  readonly kind: 'fault' | 'request';
  readonly index: number;
}

export interface Counterfactual {
  readonly without: LeftOut;
  readonly verdict: VerdictKind;
  /** Names of the properties that are violated even so. */
  readonly violated: readonly string[];
}

/** More parts than this nobody reads; a run with more of them was not shrunk to its end. */
const partsMax = 12;

/**
 * @param tryAll Plays runs and answers in their order; fewer answers than runs mean that it was interrupted.
 */
export async function counterfactuals(
  run: RunInput,
  may: Shrinkable,
  tryAll: (inputs: readonly RunInput[]) => Promise<readonly RunOutcome[]>,
): Promise<readonly Counterfactual[]> {
  const parts = partsOf(run, may).slice(0, partsMax);
  const outcomes = await tryAll(parts.map((part) => without(run, part)));
  return parts.flatMap((part, index) => {
    const outcome = outcomes[index];
    if (outcome === undefined) return [];
    const violated = outcome.violations.map(({ property }) => property);
    return [{ without: part, verdict: outcome.verdict, violated }];
  });
}

/** The faults, then the requests; the last request is not worth leaving out, because nothing would be left. */
function partsOf({ plan, workload }: RunInput, may: Shrinkable): readonly LeftOut[] {
  const requests = may.workload && workload.requests.length > 1 ? workload.requests : [];
  return [
    ...plan.map((_, index): LeftOut => ({ kind: 'fault', index })),
    ...requests.map((_, index): LeftOut => ({ kind: 'request', index })),
  ];
}

/** The run without one of its parts. */
export function without(run: RunInput, { kind, index }: LeftOut): RunInput {
  if (kind === 'fault') return { ...run, plan: run.plan.toSpliced(index, 1) };
  const kept = run.workload.requests.map((_, at) => at).toSpliced(index, 1);
  return { ...run, workload: keepRequests(run, kept) };
}
