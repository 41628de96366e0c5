/** What `--json` writes, for programs and for `--merge`: every run, the totals, and the smallest failing runs. */
import type { Failure } from '../campaign/campaign.ts';
import type { RunOutcome } from '../campaign/outcome.ts';
import { encodeToken, tokenVersion } from '../campaign/token.ts';
import type { CampaignReport } from '../report/campaign-report.ts';

/** Version of the meaning of the file; raised when an older file could no longer be merged. */
export const jsonVersion = 1;

/** The document; its keys are part of the command line's interface. */
export function jsonText(
  report: CampaignReport,
  outcomes: readonly RunOutcome[],
  failures: readonly Failure[],
): string {
  const smallest = failures.map(({ found, shrunk, counterfactuals }, index) => ({
    ...report.failures[index],
    found: { scenario: found.input.scenario, seed: found.input.seed, replay: encodeToken(found.input) },
    ...(shrunk === undefined
      ? {}
      : { shrunk: { ...runOf(shrunk.outcome), input: shrunk.outcome.input, triedRuns: shrunk.runs } }),
    ...(counterfactuals === undefined ? {} : { counterfactuals }),
  }));
  return documentText(report, outcomes.map(runOf), smallest);
}

/** The document of parts that are JSON already. */
export function documentText(report: CampaignReport, runs: readonly unknown[], failures: readonly unknown[]): string {
  const { interrupted, workers, totals, open, explored, elapsedMs } = report;
  const document = {
    version: jsonVersion,
    tokenVersion,
    interrupted,
    workers,
    runs,
    totals: { ...totals, elapsedMs: Math.round(elapsedMs) },
    open,
    failures,
    explored,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function runOf(outcome: RunOutcome) {
  const { input, verdict, traceHash, virtualMs, wallMs, events, statements, payments } = outcome;
  const { faults, violations, undecided, winners, counters, reached, pending } = outcome;
  return {
    scenario: input.scenario,
    seed: input.seed,
    verdict,
    traceHash,
    virtualMs,
    wallMs,
    events,
    statements,
    payments,
    winners,
    faults,
    violations: violations.map(({ property, message, witness }) => ({ property, message, witness })),
    undecided,
    pending,
    counters,
    reached,
    replay: encodeToken(input),
  };
}
