/**
 * Looks for a run that violates a property, and makes it small: workload and fault plan shrink together, by
 * fast-check, as long as one of the properties that were violated first still is. Otherwise a search could begin at one bug
 * and end at another.
 *
 * Taking a request away changes which transaction comes first, so a smaller run that passes under the run's own seed is tried under
 * a few others before it is given up: what is wanted is the smallest workload and plan, not the same interleaving.
 */
import fc from 'fast-check';
import type { PaymentEnvironment } from '../../simulation/payments/environment.ts';
import { arbitraryInput } from '../../simulation/payments/generate/input.ts';
import type { FaultProfile } from '../../simulation/payments/generate/profile.ts';
import { runPayments } from '../../simulation/payments/run.ts';
import type { RunInput } from '../../simulation/payments/run-input.ts';
import { properties, type Verdict } from '../index.ts';

export interface SearchOptions {
  readonly environment: PaymentEnvironment;
  readonly profile: FaultProfile;
  /** How many runs are drawn at most. */
  readonly runs: number;
  /** Decides what is drawn. */
  readonly seed: number;
  /** Real time after which the search, shrinking included, ends with what it has. */
  readonly budgetMs: number;
}

/** A property that did not hold in a run. */
export interface Violation {
  readonly property: string;
  readonly verdict: Exclude<Verdict, { kind: 'holds' }>;
}

export interface SearchResult {
  /** Runs that were drawn, up to and including the one that failed. */
  readonly drawn: number;
  /** The smallest run that still fails. */
  readonly found?: {
    readonly input: RunInput;
    readonly violations: readonly Violation[];
    /** How often the run was made smaller. */
    readonly shrinks: number;
  };
  /** True when time ran out. */
  readonly interrupted: boolean;
}

/** Seeds under which a smaller run is tried after its own. */
const OTHER_SEEDS = [1, 2, 3] as const;

/** Runs drawn inputs one after the other until one fails, and shrinks that. */
export async function findViolation(options: SearchOptions): Promise<SearchResult> {
  const { environment, profile, runs, seed, budgetMs } = options;
  const attempts = new Attempts((input) => violationsOf(input, environment));
  const property = fc.asyncProperty(arbitraryInput(profile), async (input) => !(await attempts.fails(input)));
  const outcome = await fc.check(property, { numRuns: runs, seed, interruptAfterTimeLimit: budgetMs });
  // When time runs out, the run that is under way is left behind; two cannot run at once.
  await attempts.settled;
  const { numRuns: drawn, interrupted } = outcome;
  const drawnInput = outcome.counterexample?.[0];
  if (drawnInput === undefined) return { drawn, interrupted };
  const input = attempts.failing(drawnInput);
  const violations = await violationsOf(input, environment);
  const found = { input, violations, shrinks: outcome.numShrinks };
  return { drawn, interrupted, found };
}

/** Plays candidates, remembers what is being looked for, and under which seed each failed. */
class Attempts {
  readonly #play: (input: RunInput) => Promise<readonly Violation[]>;
  readonly #failedUnder = new Map<string, number>();
  #wanted: ReadonlySet<string> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(play: (input: RunInput) => Promise<readonly Violation[]>) {
    this.#play = play;
  }

  /** Whether a run violates anything; once something was found, whether it violates that, under its own seed or another. */
  fails(input: RunInput): Promise<boolean> {
    const answer = this.#tryEach(input);
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  /** Settled when nothing is being played any more. */
  get settled(): Promise<unknown> {
    return this.#last;
  }

  /** The input with the seed under which it failed. */
  failing(input: RunInput): RunInput {
    return { ...input, seed: this.#failedUnder.get(JSON.stringify(input)) ?? input.seed };
  }

  async #tryEach(input: RunInput): Promise<boolean> {
    for (const seed of this.#wanted === undefined ? [input.seed] : [input.seed, ...OTHER_SEEDS]) {
      const violated = (await this.#play({ ...input, seed })).map(({ property }) => property);
      if (!violated.some((name) => this.#wanted?.has(name) ?? true)) continue;
      this.#wanted ??= new Set(violated);
      this.#failedUnder.set(JSON.stringify(input), seed);
      return true;
    }
    return false;
  }
}

/** Plays a run and lists what does not hold in it; what is inconclusive counts, because it is no pass. */
export async function violationsOf(input: RunInput, environment: PaymentEnvironment): Promise<readonly Violation[]> {
  const { history } = await runPayments(input, environment);
  return properties.flatMap((property) => {
    const verdict = property.check(history);
    return verdict.kind === 'holds' ? [] : [{ property: property.name, verdict }];
  });
}

/**
 * What a person needs who sees the test fail: what is wrong, the smallest run, and how to see it again.
 * @param tokenOf The replay token of a run.
 */
export function explain({ drawn, found, interrupted }: SearchResult, tokenOf: (input: RunInput) => string): string {
  if (found === undefined) return `${drawn} runs, nothing found`;
  const { input, violations, shrinks } = found;
  return [
    `The ${drawn}. run violates a property; shrunk ${shrinks} times${interrupted ? ', then time ran out' : ''}.`,
    ...violations.map(({ property, verdict }) => {
      return `  ${property}: ${verdict.kind === 'violated' ? verdict.message : verdict.reason}`;
    }),
    `workload: ${JSON.stringify(input.workload)}`,
    `faults: ${JSON.stringify(input.plan)}`,
    `See it again: npm run simulate -- --replay ${tokenOf(input)}`,
  ].join('\n');
}
