/** How fast the inputs of the simulated world are played where time is real. Pure. */
import { scenarios } from '../../simulation/payments/index.ts';
import type { PaymentFault } from '../../simulation/payments/plan.ts';
import type { RunInput } from '../../simulation/payments/run-input.ts';
import type { Trigger } from '../../simulation/world/plan.ts';

/** What a service needs for a step takes some milliseconds of virtual time, and a multiple of that on a busy machine. */
const STORY_SLOWER = 4;

/** What lasts longer than this lasts longer than any session, lease or time-out of a service too (`variables.ts`). */
const LONGEST_MS = 10_000;

/**
 * The input as it is played live. Nothing lasts longer than it has to. A scenario tells a story, in which something happens while something
 * else is under way, so all its moments come later here; what was drawn tells none.
 */
export function atLivePace(input: RunInput): RunInput {
  const shorter = { ...input, plan: input.plan.map(bounded) };
  if (!scenarios.some(({ name }) => name === input.scenario)) return shorter;
  const { workload, plan } = shorter;
  return {
    ...shorter,
    workload: { ...workload, requests: workload.requests.map((one) => ({ ...one, atMs: one.atMs * STORY_SLOWER })) },
    plan: plan.map((fault) => ('when' in fault ? { ...fault, when: later(fault.when) } : fault)),
  };
}

function bounded(fault: PaymentFault): PaymentFault {
  return 'forMs' in fault ? { ...fault, forMs: Math.min(fault.forMs, LONGEST_MS) } : fault;
}

function later(when: Trigger): Trigger {
  return 'atMs' in when ? { atMs: when.atMs * STORY_SLOWER } : when;
}
