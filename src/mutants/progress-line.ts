/** One line on the terminal about one mutant. */
import type { Mutant } from './catalogue.ts';
import { verdictWords } from './report.ts';
import type { MutantResult } from './result.ts';

/** `[3/60] ✓ 01-check-then-write: killed by no-double-spend; run 2, 3.1 CPU s; shrunk to 2 requests, 0 faults`. */
export function resultLine(mutant: Mutant, result: MutantResult, done: number, all: number): string {
  const { verdict, violated, runs, cpuSeconds, reachedRuns, shrunk, reason } = result;
  const by = violated.map(({ property }) => property).join(', ');
  const small = shrunk === undefined ? '' : `; shrunk to ${shrunk.requests} requests, ${shrunk.faults} faults`;
  const what = by === '' ? verdictWords[verdict] : `${verdictWords[verdict]} by ${by}`;
  const how =
    verdict === 'failed'
      ? (reason ?? '')
      : `run ${runs}, reached in ${reachedRuns}, ${cpuSeconds.toFixed(1)} CPU s${small}`;
  return `[${done}/${all}] ${verdict === 'killed' ? '✓' : '✗'} ${mutant.name}: ${what}; ${how}`;
}
