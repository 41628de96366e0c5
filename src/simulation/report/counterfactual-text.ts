/** Counterfactuals in words, such as `without "wallet-1 crashes at 12 ms": it holds`. */
import type { Counterfactual, LeftOut } from '../campaign/counterfactuals.ts';
import type { RunInput } from '../campaign/engine.ts';
import { describeFault, describeRequests } from './describe.ts';

/** One line each. */
export function counterfactualLines(run: RunInput, all: readonly Counterfactual[]): readonly string[] {
  return all.map((one) => `without "${partInWords(run, one.without)}": ${resultInWords(one)}`);
}

function partInWords({ plan, workload }: RunInput, { kind, index }: LeftOut): string {
  if (kind === 'request') return describeRequests(workload)[index] ?? '';
  const fault = plan[index];
  return fault === undefined ? '' : describeFault(fault);
}

function resultInWords({ verdict, violated }: Counterfactual): string {
  if (verdict === 'holds') return 'it holds';
  return verdict === 'inconclusive' ? 'it cannot be said' : `it still violates ${violated.join(', ')}`;
}
