/** What people and programs do that are not part of the system: messages that nobody can read, and transactions that are left open. */
import fc from 'fast-check';
import { TOPIC_NAMES, TOPICS } from '../../../../../generated/contracts/index.ts';
import { LOCKABLE_ROWS, POISON_KINDS, type PoisonFault, type RowsLockedFault } from '../../outsiders/faults.ts';
import type { FaultSurface } from './surface.ts';

/** The topics that services read in every run. */
const read = TOPIC_NAMES.filter((name) => {
  const { kind, receivers } = TOPICS[name];
  return kind !== 'copies' && ['payment', 'wallet', 'gateway', 'saga'].some((service) => service in receivers);
});

const small = POISON_KINDS.filter((kind) => kind !== 'huge');
/** A huge message costs as much as a run: it is drawn rarely. */
const kinds = [...POISON_KINDS, ...small, ...small] as const;

/** A message that nobody can read. */
export function poison({ activeMs }: FaultSurface): fc.Arbitrary<PoisonFault> {
  return fc.record({
    verb: fc.constant('poison' as const),
    kind: fc.constantFrom(...kinds),
    topic: fc.constantFrom(...read),
    atMs: fc.integer({ min: activeMs.from, max: Math.floor(activeMs.to / 2) }),
    variant: fc.integer({ min: 1, max: 999 }),
  });
}

/** Rows are held for a moment, or for longer than all tries of a message last together. */
export function rowsLocked({ activeMs }: FaultSurface): fc.Arbitrary<RowsLockedFault> {
  return fc.record({
    verb: fc.constant('rows-locked' as const),
    rows: fc.constantFrom(...LOCKABLE_ROWS),
    atMs: fc.integer({ min: activeMs.from, max: Math.floor(activeMs.to / 3) }),
    forMs: fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: 1, max: 20_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: 80_000, max: 130_000 }) },
    ),
  });
}
