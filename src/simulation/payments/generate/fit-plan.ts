/** Plans are drawn for the largest cast; what they do to an instance that a run does not have, they do to the first of its service. */
import { type FaultPlan, paymentFaults } from '../plan.ts';

/** The plan with every service instance in it being one of `present`. */
export function fitPlan(plan: FaultPlan, present: ReadonlySet<string>): FaultPlan {
  const nearest = (name: string): string => {
    const first = name.replace(/-\d+$/, '-1');
    return present.has(name) || !present.has(first) ? name : first;
  };
  return plan.map((fault) => paymentFaults.renamed(fault, nearest));
}
