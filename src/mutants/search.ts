/** All trials: each job has a copy of the tree of its own and takes the next mutant that has no result yet. */
import { createHash } from 'node:crypto';
import type { Mutant } from './catalogue.ts';
import type { MutantResult } from './result.ts';
import { Sandbox, sourceHash } from './sandbox.ts';
import type { ResultStore } from './store.ts';
import { runTrial, type TrialLimits } from './trial-runner.ts';

export interface SearchOptions extends TrialLimits {
  readonly jobs: number;
  readonly store: ResultStore;
  /** Try again what has a result for the same code. */
  readonly fresh: boolean;
  readonly signal: AbortSignal;
  readonly onStart?: (mutant: Mutant) => void;
  readonly onResult?: (mutant: Mutant, result: MutantResult, done: number) => void;
}

/** @returns the results that there are, by name of the mutant; fewer than there are mutants when it was interrupted. */
export async function searchMutants(
  mutants: readonly Mutant[],
  options: SearchOptions,
): Promise<ReadonlyMap<string, MutantResult>> {
  const { store, fresh, signal } = options;
  const code = sourceHash();
  const results = new Map<string, MutantResult>();
  const open: { readonly mutant: Mutant; readonly key: string }[] = [];
  for (const mutant of mutants) {
    const key = keyOf(mutant, code);
    const kept = fresh ? undefined : store.read(mutant.name);
    if (kept?.key === key && kept.verdict !== 'failed') results.set(mutant.name, kept);
    else open.push({ mutant, key });
  }
  const work = async (): Promise<void> => {
    const sandbox = Sandbox.create();
    try {
      for (let next = open.shift(); next !== undefined && !signal.aborted; next = open.shift()) {
        const { mutant, key } = next;
        options.onStart?.(mutant);
        const result = await runTrial(mutant, sandbox, { ...options, key });
        if (signal.aborted) return;
        store.write(result);
        results.set(mutant.name, result);
        options.onResult?.(mutant, result, results.size);
      }
    } finally {
      sandbox.remove();
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, open.length) }, work));
  return results;
}

/** Equal code, equal mutant, equal key. */
function keyOf({ what: _what, from: _from, ...decisive }: Mutant, code: string): string {
  const text = JSON.stringify([code, decisive]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
