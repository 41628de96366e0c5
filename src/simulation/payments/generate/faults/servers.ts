/** Kafka and Postgres themselves. */
import fc from 'fast-check';
import type { PaymentFault } from '../../plan.ts';
import { poison, rowsLocked } from './outsiders.ts';
import { type DrawnKind, type FaultSurface, momentOrLong } from './surface.ts';

export function kafka(surface: FaultSurface): readonly DrawnKind[] {
  return [
    { fault: outage(surface, 'kafka'), most: 2 },
    { fault: poison(surface), most: 3 },
  ];
}

export function postgres(surface: FaultSurface): readonly DrawnKind[] {
  return [
    { fault: outage(surface, 'postgres'), most: 2 },
    { fault: rowsLocked(surface), most: 1 },
  ];
}

/**
 * The server is gone for a moment, or for so long that every repetition of a send fails too and the sender has to give up, or that sessions
 * and leases run out.
 */
function outage({ activeMs }: FaultSurface, server: string): fc.Arbitrary<PaymentFault> {
  return fc.record({
    verb: fc.constant('outage' as const),
    server: fc.constant(server),
    when: fc.record({ atMs: fc.integer({ min: activeMs.from, max: Math.floor(activeMs.to / 3) }) }),
    forMs: momentOrLong(1000, 40_000),
  });
}
