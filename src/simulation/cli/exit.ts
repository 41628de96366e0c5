/** What the command line ends with. */
import type { VerdictCounts } from '../campaign/totals.ts';

export const exitCodes = { holds: 0, violated: 1, usage: 2, inconclusive: 3, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A violation outweighs everything; nothing but finished runs that hold is a pass, so no run at all is none. */
export function exitCodeOf({ holds, violated, inconclusive }: VerdictCounts): ExitCode {
  if (violated > 0) return exitCodes.violated;
  return inconclusive > 0 || holds === 0 ? exitCodes.inconclusive : exitCodes.holds;
}
