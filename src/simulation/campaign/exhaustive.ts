/**
 * Exhaustive search: a few small reference runs are played without any further fault, then each single fault that can strike where they
 * went is played, and pairs of them as far as a budget goes. What was explored can be said as "N of N".
 */
import { isDeepStrictEqual } from 'node:util';
import { paymentFaults } from '../payments/plan.ts';
import type { Catalogue, RunInput } from './engine.ts';
import { UsageError } from './errors.ts';
import type { RunOutcome } from './outcome.ts';
import type { WorkerPool } from './pool.ts';
import type { Job } from './protocol.ts';

/** A reference run and every single fault that can strike in it. */
export interface Enumeration {
  readonly reference: RunInput;
  readonly singles: RunInput['plan'];
}

/** How much of one kind of run was explored. */
export interface Explored {
  /** Name of the reference run. */
  readonly reference: string;
  /** Such as `crash`, or `pairs`. */
  readonly kind: string;
  readonly explored: number;
  readonly of: number;
  /** In how many of the explored runs the added faults struck, all of them. */
  readonly struck: number;
}

/**
 * Plays the references and works out which single faults there are.
 * @throws UsageError if the engine has no references; Error if one of them did not get to its end.
 */
export async function enumerate(pool: WorkerPool, catalogue: Catalogue): Promise<readonly Enumeration[]> {
  const { references = [], singles } = catalogue;
  if (singles === undefined || references.length === 0) throw new UsageError('This engine has no reference runs.');
  const jobs = references.map((input): Job => ({ kind: 'input', input }));
  const outcomes = await pool.all(jobs, { history: true, points: true });
  return references.map((reference, index) => {
    const { history, points, undecided } = outcomes[index] ?? { undecided: [] };
    if (history === undefined || points === undefined) {
      throw new Error(`${reference.scenario} did not get to its end: ${undecided[0]?.reason ?? 'interrupted'}.`);
    }
    return { reference, singles: singles({ input: reference, history, points }) };
  });
}

/** The references themselves, each single fault, then `pairs` pairs. */
export function* exhaustiveJobs(enumerations: readonly Enumeration[], pairs: number): Generator<Job> {
  for (const { reference, singles } of enumerations) {
    yield { kind: 'input', input: reference };
    for (const fault of singles) yield withFaults(reference, [fault]);
  }
  yield* pairJobs(enumerations, pairs);
}

/** Pairs without repetition, spread evenly over all there are, so that a small budget is no corner of them. */
function* pairJobs(enumerations: readonly Enumeration[], count: number): Generator<Job> {
  const total = enumerations.reduce((sum, { singles }) => sum + pairsOf(singles.length), 0);
  const step = coprimeNear(total * 0.618, total);
  for (let n = 0; n < Math.min(count, total); n += 1) {
    let place = Number((BigInt(n) * BigInt(step)) % BigInt(total));
    for (const { reference, singles } of enumerations) {
      const here = pairsOf(singles.length);
      if (place < here) {
        const [a, b] = pairAt(place);
        yield withFaults(reference, [singles[a], singles[b]]);
        break;
      }
      place -= here;
    }
  }
}

/** The `place`-th pair in the order (0,1), (0,2), (1,2), (0,3), … */
export function pairAt(place: number): readonly [number, number] {
  let larger = Math.floor((1 + Math.sqrt(1 + 8 * place)) / 2);
  // The root of a large number may be off by one.
  while (pairsOf(larger) > place) larger -= 1;
  while (pairsOf(larger + 1) <= place) larger += 1;
  return [place - pairsOf(larger), larger];
}

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2;
}

/** A number near `near` that has no divisor in common with `total`, so that its multiples visit every place. */
function coprimeNear(near: number, total: number): number {
  let step = Math.max(1, Math.round(near));
  while (greatestDivisor(step, total) > 1) step += 1;
  return step;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

function withFaults(reference: RunInput, faults: readonly (RunInput['plan'][number] | undefined)[]): Job {
  const added = faults.flatMap((fault) => fault ?? []);
  return { kind: 'input', input: { ...reference, plan: [...reference.plan, ...added] } };
}

/** What was explored: a row for each reference and kind of fault, and one for its pairs where there are any. */
export function exploredOf(enumerations: readonly Enumeration[], outcomes: readonly RunOutcome[]): readonly Explored[] {
  const byReference = Map.groupBy(outcomes, ({ input }) => input.scenario);
  return enumerations.flatMap(({ reference, singles }) => {
    const added = (byReference.get(reference.scenario) ?? []).map((outcome) => addedTo(reference, outcome));
    const kinds = Map.groupBy(singles, (fault) => paymentFaults.countedAs(fault));
    const rows = [...kinds].map(([kind, all]) => {
      const runs = added.filter(({ faults: [fault, ...others] }) => {
        return fault !== undefined && others.length === 0 && paymentFaults.countedAs(fault) === kind;
      });
      return rowOf(reference.scenario, kind, runs, all.length);
    });
    const pairs = added.filter(({ faults }) => faults.length === 2);
    return pairs.length === 0 ? rows : [...rows, rowOf(reference.scenario, 'pairs', pairs, pairsOf(singles.length))];
  });
}

interface Added {
  /** What the run has more than its reference. */
  readonly faults: RunInput['plan'];
  readonly struck: boolean;
}

function addedTo(reference: RunInput, { input, faults }: RunOutcome): Added {
  const added = input.plan.slice(reference.plan.length);
  return { faults: added, struck: added.every((fault) => faults.some((one) => isDeepStrictEqual(one.fault, fault))) };
}

function rowOf(reference: string, kind: string, runs: readonly Added[], of: number): Explored {
  return { reference, kind, explored: runs.length, of, struck: runs.filter(({ struck }) => struck).length };
}

/** Sums of all rows, single faults and pairs apart. */
export function exploredInAll(rows: readonly Explored[]): Readonly<Record<'singles' | 'pairs', Sums>> {
  return {
    singles: sumsOf(rows.filter(({ kind }) => kind !== 'pairs')),
    pairs: sumsOf(rows.filter(({ kind }) => kind === 'pairs')),
  };
}

type Sums = Readonly<Record<'explored' | 'of' | 'struck', number>>;

function sumsOf(rows: readonly Explored[]): Sums {
  const sum = (of: (row: Explored) => number): number => rows.reduce((total, row) => total + of(row), 0);
  return { explored: sum((row) => row.explored), of: sum((row) => row.of), struck: sum((row) => row.struck) };
}
