/** What is known of a campaign when it is over, as plain data: the terminal, the page, the JSON and JUnit's file show it, each in its way. */
import type { Explored } from '../campaign/exhaustive.ts';
import type { RunOutcome, VerdictKind } from '../campaign/outcome.ts';
import type { Totals } from '../campaign/totals.ts';

export interface CampaignReport {
  readonly totals: Totals;
  /** Every run that does not hold. */
  readonly open: readonly OpenRun[];
  /** One for each set of properties that is violated. */
  readonly failures: readonly FailureReport[];
  /** Where single faults were enumerated. */
  readonly explored: readonly Explored[];
  /** Wall time of the whole campaign. */
  readonly elapsedMs: number;
  readonly workers: number;
  readonly interrupted: boolean;
}

export interface OpenRun {
  readonly scenario: string;
  readonly seed: number;
  readonly verdict: Exclude<VerdictKind, 'holds'>;
  /** Names of the properties that are violated or undecided. */
  readonly properties: readonly string[];
  /** What is wrong, or why it cannot be said. */
  readonly what: string;
}

export interface FailureReport {
  readonly properties: readonly string[];
  /** What is wrong, the witness and the smallest run, in lines without colours. */
  readonly text: string;
  /** The command that does the smallest run again. */
  readonly command: string;
}

/** The runs among all that do not hold. */
export function openRuns(outcomes: readonly RunOutcome[]): readonly OpenRun[] {
  return outcomes.flatMap(({ input: { scenario, seed }, verdict, violations, undecided }): readonly OpenRun[] => {
    if (verdict === 'holds') return [];
    const [first] = violations;
    const reasons = undecided.map(({ property, reason }) => `${property}: ${reason}`).join('; ');
    const properties = [...violations, ...undecided].map(({ property }) => property);
    return [{ scenario, seed, verdict, properties, what: first?.message ?? reasons }];
  });
}
