/**
 * What is said of one run, by a property or by what a scenario expects. A time-out is never a pass: it is
 * inconclusive, with the reason.
 */
export type Verdict =
  | { readonly kind: 'holds' }
  | {
      readonly kind: 'violated';
      /** One sentence: what is wrong, with names and numbers. */
      readonly message: string;
      /** The smallest set of observations that proves it, as plain JSON. */
      readonly witness: readonly unknown[];
    }
  | { readonly kind: 'inconclusive'; readonly reason: string };

export const holds: Verdict = { kind: 'holds' };

/** Says what is wrong and shows the observations that prove it. */
export function violated(message: string, ...witness: readonly unknown[]): Verdict {
  return { kind: 'violated', message, witness };
}

export function inconclusive(reason: string): Verdict {
  return { kind: 'inconclusive', reason };
}

/** The first violation there is; else the first that is inconclusive; else it holds. Looks no further than it must. */
export function firstOf(verdicts: Iterable<Verdict>): Verdict {
  let doubt: Verdict | undefined;
  for (const verdict of verdicts) {
    if (verdict.kind === 'violated') return verdict;
    if (verdict.kind === 'inconclusive') doubt ??= verdict;
  }
  return doubt ?? holds;
}
