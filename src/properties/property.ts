import type { PaymentHistory } from '../simulation/payments/history.ts';

/** What a property says of one run. A time-out is never a pass: it is inconclusive, with the reason. */
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

/** An invariant, judged from what was observed outside of the system. */
export interface Property {
  /** kebab-case, the name of its file, e.g. `money-conserved`. */
  readonly name: string;
  /** One sentence that a person understands, e.g. `No money appears or vanishes.` */
  readonly claim: string;
  check(history: PaymentHistory): Verdict;
}
