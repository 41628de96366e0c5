/**
 * Finds a smaller run that still violates the same property. Removing one request shifts which transaction comes first, so after the
 * run's own seed a few others are tried: what is wanted is the smallest workload and plan, not the same interleaving.
 */
import { minimize, type SearchBudget } from '../search/index.ts';
import { candidates, type Shrinkable } from './candidates.ts';
import type { RunInput } from './engine.ts';
import type { RunOutcome } from './outcome.ts';

export type ShrinkBudget = SearchBudget;

export const shrinkBudgetDefault: ShrinkBudget = { runs: 2_000, wallMs: 45_000 };

export interface Shrunk {
  /** The smallest failing run that was found: at worst the one that was given. */
  readonly outcome: RunOutcome;
  /** Runs that were spent. */
  readonly runs: number;
  readonly wallMs: number;
  /** False if the budget ended before everything was tried. */
  readonly complete: boolean;
}

export interface ShrinkOptions {
  readonly may: Shrinkable;
  readonly budget: ShrinkBudget;
  /** How many candidates to try side by side. */
  readonly width: number;
  /** Runs candidates and answers in their order. */
  readonly tryAll: (inputs: readonly RunInput[]) => Promise<readonly RunOutcome[]>;
  readonly onProgress?: (smallest: RunInput, runs: number) => void;
}

/** Seeds that are tried after the run's own. */
const otherSeeds = [1, 2, 3, 4, 5, 6, 7, 8];

/** Shrinks a run that violates a property. */
export async function shrink(failing: RunOutcome, options: ShrinkOptions): Promise<Shrunk> {
  const { may, ...search } = options;
  const properties = new Set(failing.violations.map(({ property }) => property));
  const { input: _, ...shrunk } = await minimize(failing.input, failing, {
    ...search,
    simpler: [(input) => candidates(input, may), (input) => underAnySeed(input, may)],
    fails: ({ violations }) => violations.some(({ property }) => properties.has(property)),
  });
  return shrunk;
}

/** The run's own seed first, because it changes with each step that another seed made. */
function* underAnySeed(input: RunInput, may: Shrinkable): Generator<RunInput> {
  yield* candidates(input, may);
  for (const candidate of candidates(input, may)) {
    for (const seed of otherSeeds) if (seed !== input.seed) yield { ...candidate, seed };
  }
}
