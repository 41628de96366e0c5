/** What a campaign ought to reach: every transition of the machines, and everything that is to happen sometimes. */
import type { PaymentHistory } from '../../simulation/payments/history.ts';
import type { Goal } from './goal.ts';
import { sometimesGoals, sometimesReached } from './sometimes.ts';
import { transitionGoals, transitionsReached } from './transitions.ts';

export type { Goal } from './goal.ts';

export const goals: readonly Goal[] = [...transitionGoals, ...sometimesGoals];

/** Names of the goals that a run reached, in the order of `goals`. */
export function goalsReached(history: PaymentHistory): readonly string[] {
  const reached = new Set([...transitionsReached(history), ...sometimesReached(history)]);
  return goals.flatMap(({ name }) => (reached.has(name) ? [name] : []));
}
