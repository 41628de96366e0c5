/**
 * Anomaly: after the last fault has healed, something never comes to its end: a payment without an outcome, a request
 * without an answer, a saga that waits for ever, an outbox that does not empty, a consumer that does not catch up.
 * A run that was cut off before the system had time to recover proves nothing, and is inconclusive.
 */
import { holds, inconclusive, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';

/** The longest deadline of the system is the saga's (5 min); two of them are enough for anything that still moves. */
export const RECOVERY_MS = 600_000;

export const everythingFinishes: Property = {
  name: 'everything-finishes',
  claim: 'Once nothing goes wrong any more, everything comes to its end.',
  check: ({ end }) => {
    if (end.kind === 'quiescent') return holds;
    const healthyMs = Math.round(end.atMs - end.healedMs);
    if (healthyMs < RECOVERY_MS) {
      return inconclusive(
        `the run was cut off ${healthyMs} ms after the last fault, with ${end.pending.length} things open`,
      );
    }
    return violated(
      `${healthyMs} ms after the last fault there is still open: ${end.pending.slice(0, 3).join('; ')}`,
      ...end.pending,
    );
  },
};
