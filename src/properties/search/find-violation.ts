/**
 * Looks for a run that violates a property, and makes it small: workload and fault plan shrink together, by
 * fast-check, as long as one of the properties that were violated first still is. Otherwise a search could begin at one bug
 * and end at another.
 */
import fc from 'fast-check';
import type { PaymentEnvironment } from '../../simulation/payments/environment.ts';
import { arbitraryInput } from '../../simulation/payments/generate/input.ts';
import type { FaultProfile } from '../../simulation/payments/generate/plan.ts';
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

/** Runs drawn inputs one after the other until one fails, and shrinks that. */
export async function findViolation(options: SearchOptions): Promise<SearchResult> {
  const { environment, profile, runs, seed, budgetMs } = options;
  let wanted: ReadonlySet<string> | undefined;
  const property = fc.asyncProperty(arbitraryInput(profile), async (input) => {
    const violations = await violationsOf(input, environment);
    const same = violations.filter((violation) => wanted?.has(violation.property) ?? true);
    if (same.length === 0) return true;
    wanted ??= new Set(violations.map((violation) => violation.property));
    return false;
  });
  const outcome = await fc.check(property, { numRuns: runs, seed, interruptAfterTimeLimit: budgetMs });
  const { numRuns: drawn, interrupted } = outcome;
  const input = outcome.counterexample?.[0];
  if (input === undefined) return { drawn, interrupted };
  const violations = await violationsOf(input, environment);
  const found = { input, violations, shrinks: outcome.numShrinks };
  return { drawn, interrupted, found };
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
