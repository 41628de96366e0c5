/**
 * Anomaly: at some commit, a wallet shows less than zero, free or locked. Looked at after every commit and not at
 * the end only, because a later top-up or refund would hide it.
 */
import { firstOf, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';

export const neverNegative: Property = {
  name: 'never-negative',
  claim: 'No wallet is ever negative, at any commit.',
  check: ({ balances }) => {
    const negative = balances.filter(({ available, locked }) => available < 0 || locked < 0);
    return firstOf(
      negative.map((seen) => {
        const { process, walletId, available, locked } = seen;
        return violated(
          `a commit of ${process} left wallet ${walletId} with ${available} free and ${locked} locked`,
          seen,
        );
      }),
    );
  },
};
