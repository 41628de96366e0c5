/** The sample history as an outcome and as a report, for the tests of pages. */
import type { Judgement } from '../../campaign/engine.ts';
import { outcomeOf, type RunOutcome } from '../../campaign/outcome.ts';
import { type RunReport, runReport } from '../run-report.ts';
import { sampleHistory, wrongBalance } from './sample-history.ts';

const judgements: readonly Judgement[] = [
  {
    property: 'never-negative',
    claim: 'No wallet is ever negative.',
    verdict: {
      kind: 'violated',
      message: `wallet ${wrongBalance.walletId} had -40000 <available>`,
      witness: [wrongBalance],
    },
  },
  {
    property: 'everything-finishes',
    claim: 'Everything comes to its end.',
    verdict: { kind: 'inconclusive', reason: 'the limit was reached' },
  },
  { property: 'money-conserved', claim: 'No money appears or vanishes.', verdict: { kind: 'holds' } },
];

/** What a campaign would keep of the sample run. */
export const sampleOutcome: RunOutcome = outcomeOf(
  {
    scenario: sampleHistory.scenario,
    seed: sampleHistory.seed,
    workload: sampleHistory.workload,
    plan: sampleHistory.faults.map(({ fault }) => fault),
  },
  {
    history: sampleHistory,
    traceHash: '0f3a9c',
    virtualMs: 600_000,
    wallMs: 12,
    events: 2_212,
    statements: 310,
    counters: { lockWaits: 3, deadlocks: 0 },
  },
  judgements,
  { history: true },
);

export function sampleReport(stepsMax = 600): RunReport {
  return runReport(sampleOutcome, {
    claim: 'Two payments compete.',
    replay: 'npm run simulate -- --replay x',
    stepsMax,
    otherwise: ['without "W1 is cut": it holds'],
  });
}
