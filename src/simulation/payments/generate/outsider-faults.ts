/** What people and programs do that are not part of the system: messages that nobody can read, and transactions that are left open. */
import fc from 'fast-check';
import { TOPIC_NAMES, TOPICS } from '../../../../generated/contracts/index.ts';
import { LOCKABLE_ROWS, POISON_KINDS, type PoisonFault, type RowsLockedFault } from '../outsiders/faults.ts';
import type { FaultPlan } from '../plan.ts';
import { places } from './draw.ts';

/** The topics that services read in every run. */
const read = TOPIC_NAMES.filter((name) => {
  const { kind, receivers } = TOPICS[name];
  return kind !== 'copies' && ['payment', 'wallet', 'gateway', 'saga'].some((service) => service in receivers);
});

/** A huge message costs as much as a run: it is drawn rarely. */
const kinds = [...POISON_KINDS, ...POISON_KINDS.filter((kind) => kind !== 'huge')] as const;

export interface OutsiderSurface {
  readonly activeMs: { readonly from: number; readonly to: number };
}

/** In most plans nothing; in some a few messages, in few a lock. */
export function outsiderFaults(surface: OutsiderSurface): fc.Arbitrary<FaultPlan> {
  return fc
    .tuple(
      fc.oneof(
        { withCrossShrink: true },
        { weight: 5, arbitrary: fc.constant<PoisonFault[]>([]) },
        { weight: 1, arbitrary: places(4, poison(surface), 1, 1) },
      ),
      places(1, rowsLocked(surface), 1, 19),
    )
    .map((drawn): FaultPlan => drawn.flat());
}

function poison({ activeMs }: OutsiderSurface): fc.Arbitrary<PoisonFault> {
  return fc.record({
    verb: fc.constant('poison' as const),
    kind: fc.constantFrom(...kinds),
    topic: fc.constantFrom(...read),
    atMs: fc.integer({ min: activeMs.from, max: activeMs.to / 2 }),
    variant: fc.integer({ min: 1, max: 999 }),
  });
}

/** For a moment, or for longer than all tries of a message last together (a minute and a half). */
function rowsLocked({ activeMs }: OutsiderSurface): fc.Arbitrary<RowsLockedFault> {
  return fc.record({
    verb: fc.constant('rows-locked' as const),
    rows: fc.constantFrom(...LOCKABLE_ROWS),
    atMs: fc.integer({ min: activeMs.from, max: activeMs.to / 3 }),
    forMs: fc.oneof(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 100_000, max: 130_000 })),
  });
}
