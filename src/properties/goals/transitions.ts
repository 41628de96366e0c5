/**
 * Which transitions of the machines a run took. The rows are watched at every commit, and one commit may take several steps; where
 * the machine has only one shortest way between what was seen before and after, that is the way it went.
 */
import type { PaymentHistory, StateObservation } from '../../simulation/payments/history.ts';
import { PAYMENT_STATES, paymentTransitions } from '../../system/payment/machine.ts';
import { SAGA_STATES, sagaTransitions } from '../../system/saga/machine.ts';
import type { Goal } from './goal.ts';

type Arrow = { readonly from: string; readonly to: string };

interface Machine {
  readonly name: string;
  readonly initial: string;
  readonly next: ReadonlyMap<string, ReadonlySet<string>>;
  seen(history: PaymentHistory): readonly StateObservation[];
}

const machines: readonly Machine[] = [
  {
    name: 'payment',
    initial: PAYMENT_STATES[0],
    next: arrowsFrom(paymentTransitions()),
    seen: ({ paymentStates }) => paymentStates,
  },
  { name: 'saga', initial: SAGA_STATES[0], next: arrowsFrom(sagaTransitions()), seen: ({ sagaStates }) => sagaStates },
];

/** One goal for each pair of states that a transition joins; what leads back to the same state cannot be seen in a row. */
export const transitionGoals: readonly Goal[] = machines.flatMap(({ name, next }) =>
  [...next].flatMap(([from, tos]) =>
    [...tos].map((to) => ({
      name: `${name} ${from} → ${to}`,
      claim: `A ${name} goes from ${from} to ${to}.`,
      group: `${name} transitions`,
    })),
  ),
);

/** Names of the goals that the run reached. */
export function transitionsReached(history: PaymentHistory): ReadonlySet<string> {
  const reached = new Set<string>();
  for (const machine of machines) {
    for (const { from, to } of machine.seen(history)) {
      for (const arrow of wayBetween(machine.next, from ?? machine.initial, to)) {
        reached.add(`${machine.name} ${arrow.from} → ${arrow.to}`);
      }
    }
  }
  return reached;
}

function arrowsFrom(arrows: readonly Arrow[]): ReadonlyMap<string, ReadonlySet<string>> {
  const moving = arrows.filter(({ from, to }) => from !== to);
  return new Map(
    [...Map.groupBy(moving, ({ from }) => from)].map(([from, list]) => [from, new Set(list.map(({ to }) => to))]),
  );
}

/** The only shortest way; nothing when there are several, or none. */
function wayBetween(next: Machine['next'], from: string, to: string): readonly Arrow[] {
  let ways: readonly (readonly string[])[] = [[from]];
  const left = new Set([from]);
  while (ways.length > 0) {
    const arrived = ways.filter((way) => way.at(-1) === to && way.length > 1);
    const [only, ...others] = arrived;
    if (only !== undefined) return others.length === 0 ? pairs(only) : [];
    ways = ways.flatMap((way) =>
      [...(next.get(way.at(-1) ?? '') ?? [])].filter((one) => !left.has(one)).map((one) => [...way, one]),
    );
    for (const way of ways) left.add(way.at(-1) ?? '');
  }
  return [];
}

function pairs(way: readonly string[]): readonly Arrow[] {
  return way.slice(1).map((to, index) => ({ from: way[index] ?? '', to }));
}
