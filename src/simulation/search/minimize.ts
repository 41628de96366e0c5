/**
 * Finds a smaller input that still fails. Greedy: the first simpler candidate that fails becomes the input to be simplified, until none
 * does. The result depends on the input alone, however many candidates are tried side by side, unless the time runs out.
 */

export interface SearchBudget {
  readonly runs: number;
  /** Milliseconds on the wall. */
  readonly wallMs: number;
}

export interface MinimizeOptions<Input, Outcome> {
  /** Ways to simplify, each followed until it leads no further. What the last one offers is what the result is minimal in. */
  readonly simpler: readonly ((input: Input) => Iterable<Input>)[];
  readonly budget: SearchBudget;
  /** How many candidates to try side by side. */
  readonly width: number;
  /** Runs candidates and answers in their order; fewer answers mean that it was interrupted. */
  readonly tryAll: (inputs: readonly Input[]) => Promise<readonly Outcome[]>;
  readonly fails: (outcome: Outcome) => boolean;
  readonly onProgress?: (smallest: Input, runs: number) => void;
}

export interface Minimized<Input, Outcome> {
  /** The smallest failing input that was found, and what came of it: at worst those that were given. */
  readonly input: Input;
  readonly outcome: Outcome;
  /** Runs that were spent. */
  readonly runs: number;
  readonly wallMs: number;
  /** False if the budget ended before everything was tried. */
  readonly complete: boolean;
}

/** Makes a failing input smaller. Inputs are plain data: two that look the same are the same. */
export async function minimize<Input, Outcome>(
  input: Input,
  outcome: Outcome,
  options: MinimizeOptions<Input, Outcome>,
): Promise<Minimized<Input, Outcome>> {
  const descent = new Descent(input, outcome, options);
  for (const simpler of options.simpler) await descent.follow(simpler);
  return descent.result();
}

class Descent<Input, Outcome> {
  readonly #options: MinimizeOptions<Input, Outcome>;
  readonly #started = performance.now();
  /** What was tried and does not fail; many candidates come up again after each step. */
  readonly #passed = new Set<string>();
  #input: Input;
  #outcome: Outcome;
  #runs = 0;
  #exhausted = false;

  constructor(input: Input, outcome: Outcome, options: MinimizeOptions<Input, Outcome>) {
    this.#input = input;
    this.#outcome = outcome;
    this.#options = options;
  }

  /** Replaces the smallest input by its first failing candidate, again and again. */
  async follow(simpler: (input: Input) => Iterable<Input>): Promise<void> {
    while (!this.#exhausted && (await this.#step(simpler(this.#input)[Symbol.iterator]()))) {
      this.#options.onProgress?.(this.#input, this.#runs);
    }
  }

  result(): Minimized<Input, Outcome> {
    const wallMs = performance.now() - this.#started;
    return { input: this.#input, outcome: this.#outcome, runs: this.#runs, wallMs, complete: !this.#exhausted };
  }

  /** @returns Whether a candidate failed, and became the smallest. */
  async #step(inputs: Iterator<Input>): Promise<boolean> {
    for (let batch = this.#take(inputs); batch.length > 0; batch = this.#take(inputs)) {
      this.#runs += batch.length;
      const outcomes = await this.#options.tryAll(batch);
      for (const [index, input] of batch.entries()) {
        const outcome = outcomes[index];
        if (outcome !== undefined && this.#options.fails(outcome)) {
          this.#input = input;
          this.#outcome = outcome;
          return true;
        }
        this.#passed.add(JSON.stringify(input));
      }
    }
    return false;
  }

  /** The next candidates that are not known to pass; none once the budget is spent. */
  #take(inputs: Iterator<Input>): readonly Input[] {
    const { budget, width } = this.#options;
    const batch: Input[] = [];
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
}
