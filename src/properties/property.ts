import type { PaymentHistory } from '../simulation/payments/history.ts';
import type { Verdict } from '../simulation/payments/verdict.ts';

export type { Verdict } from '../simulation/payments/verdict.ts';

/** An invariant, judged from what was observed outside of the system. */
export interface Property {
  /** kebab-case, the name of its file, e.g. `money-conserved`. */
  readonly name: string;
  /** One sentence that a person understands, e.g. `No money appears or vanishes.` */
  readonly claim: string;
  check(history: PaymentHistory): Verdict;
}
