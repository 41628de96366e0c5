/** Seed after seed until one fails; then what failed is made small. */
import { minimize, type SearchBudget } from './minimize.ts';

export interface Exploration<Input> {
  readonly seeds: Iterable<number>;
  /** What is run for a seed. Equal seeds give equal inputs. */
  inputOf(seed: number): Input;
  /** Runs it in a world of its own; says what is wrong, or nothing. */
  play(input: Input): Promise<readonly string[]>;
  /** Simpler inputs that are worth trying, boldest first; each has to be smaller, so that it comes to an end. */
  simpler(input: Input): Iterable<Input>;
  /** For making it small; 200 runs and a minute unless given. */
  readonly budget?: SearchBudget;
  readonly onSeed?: (seed: number) => void;
}

export interface Found<Input> {
  readonly seed: number;
  /** As it was found. */
  readonly found: Input;
  /** The smallest that still fails, and what is wrong in it. */
  readonly smallest: Input;
  readonly violations: readonly string[];
  /** Runs that were spent on making it small. */
  readonly runs: number;
  /** False if the budget ended before everything was tried. */
  readonly complete: boolean;
}

const budgetDefault: SearchBudget = { runs: 200, wallMs: 60_000 };

/** The first failure among the seeds, made small; nothing if every run holds. */
export async function explore<Input>(exploration: Exploration<Input>): Promise<Found<Input> | undefined> {
  const { seeds, budget = budgetDefault } = exploration;
  for (const seed of seeds) {
    exploration.onSeed?.(seed);
    const found = exploration.inputOf(seed);
    const violations = await exploration.play(found);
    if (violations.length === 0) continue;
    const { input, outcome, runs, complete } = await minimize(found, violations, {
      simpler: [(larger) => exploration.simpler(larger)],
      budget,
      width: 1,
      tryAll: async (inputs) => {
        const outcomes: (readonly string[])[] = [];
        for (const one of inputs) outcomes.push(await exploration.play(one));
        return outcomes;
      },
      fails: (wrong) => wrong.length > 0,
    });
    return { seed, found, smallest: input, violations: outcome, runs, complete };
  }
  return undefined;
}
