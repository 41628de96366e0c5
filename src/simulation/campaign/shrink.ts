/**
 * Finds a smaller run that still violates the same property. Greedy: the first simpler candidate that fails becomes
 * the run to be simplified, until none fails. Removing one request shifts which transaction comes first, so after the
 * run's own seed a few others are tried: what is wanted is the smallest workload and plan, not the same interleaving.
 *
 * The result depends on the run alone, however many candidates are tried side by side, unless the time runs out.
 */
import { candidates, type Shrinkable } from './candidates.ts';
import type { RunInput } from './engine.ts';
import type { RunOutcome } from './outcome.ts';

export interface ShrinkBudget {
  readonly runs: number;
  readonly wallMs: number;
}

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
  const search = new Search(failing, options);
  await search.descend((input) => candidates(input, options.may));
  await search.descend((input) => underAnySeed(input, options.may));
  return search.result();
}

/** The run's own seed first, because it changes with each step that another seed made. */
function* underAnySeed(input: RunInput, may: Shrinkable): Generator<RunInput> {
  yield* candidates(input, may);
  for (const candidate of candidates(input, may)) {
    for (const seed of otherSeeds) if (seed !== input.seed) yield { ...candidate, seed };
  }
}

class Search {
  readonly #options: ShrinkOptions;
  readonly #properties: ReadonlySet<string>;
  readonly #started = performance.now();
  /** What was tried and does not fail; many candidates come up again after each step. */
  readonly #passed = new Set<string>();
  #smallest: RunOutcome;
  #runs = 0;
  #exhausted = false;

  constructor(failing: RunOutcome, options: ShrinkOptions) {
    this.#smallest = failing;
    this.#options = options;
    this.#properties = new Set(failing.violations.map(({ property }) => property));
  }

  /** Replaces the smallest run by its first failing candidate, again and again. */
  async descend(simpler: (input: RunInput) => Generator<RunInput>): Promise<void> {
    let found: RunOutcome | undefined;
    do {
      found = await this.#firstFailing(simpler(this.#smallest.input));
      if (found === undefined) return;
      this.#smallest = found;
      this.#options.onProgress?.(found.input, this.#runs);
    } while (!this.#exhausted);
  }

  result(): Shrunk {
    const wallMs = performance.now() - this.#started;
    return { outcome: this.#smallest, runs: this.#runs, wallMs, complete: !this.#exhausted };
  }

  async #firstFailing(inputs: Generator<RunInput>): Promise<RunOutcome | undefined> {
    for (let batch = this.#take(inputs); batch.length > 0; batch = this.#take(inputs)) {
      this.#runs += batch.length;
      const outcomes = await this.#options.tryAll(batch);
      for (const [index, input] of batch.entries()) {
        const outcome = outcomes[index];
        if (outcome === undefined || !this.#fails(outcome)) this.#passed.add(JSON.stringify(input));
      }
      const failing = outcomes.find((outcome) => this.#fails(outcome));
      if (failing !== undefined) return failing;
    }
    return undefined;
  }

  /** The next candidates that are not known to pass; none once the budget is spent. */
  #take(inputs: Generator<RunInput>): readonly RunInput[] {
    const { budget, width } = this.#options;
    const batch: RunInput[] = [];
    while (batch.length < width) {
      if (this.#runs + batch.length >= budget.runs || performance.now() - this.#started >= budget.wallMs) {
        this.#exhausted = true;
        return batch;
      }
      const next = inputs.next();
      if (next.done === true) return batch;
      if (!this.#passed.has(JSON.stringify(next.value))) batch.push(next.value);
    }
    return batch;
  }

  #fails({ violations }: RunOutcome): boolean {
    return violations.some(({ property }) => this.#properties.has(property));
  }
}
