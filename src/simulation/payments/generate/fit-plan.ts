/** Plans are drawn for the largest cast; what they do to an instance that a run does not have, they do to the first of its service. */
import type { Trigger } from '../../world/plan.ts';
import type { FaultPlan, PaymentFault } from '../plan.ts';

/** The plan with every service instance in it being one of `present`. */
export function fitPlan(plan: FaultPlan, present: ReadonlySet<string>): FaultPlan {
  const nearest = (name: string): string => {
    const first = name.replace(/-\d+$/, '-1');
    return present.has(name) || !present.has(first) ? name : first;
  };
  return plan.map((fault) => fitFault(fault, nearest));
}

function fitFault(fault: PaymentFault, nearest: (name: string) => string): PaymentFault {
  switch (fault.verb) {
    case 'crash':
      return { ...fault, process: nearest(fault.process), when: fitTrigger(fault.when, nearest) };
    case 'reset':
    case 'delay':
      return { ...fault, from: nearest(fault.from), to: nearest(fault.to), when: fitTrigger(fault.when, nearest) };
    default:
      return fault;
  }
}

function fitTrigger(when: Trigger, nearest: (name: string) => string): Trigger {
  return 'process' in when && when.process !== undefined ? { ...when, process: nearest(when.process) } : when;
}
