/** Clocks that are wrong. */
import fc from 'fast-check';
import type { PaymentFault } from '../../plan.ts';
import { type DrawnKind, type FaultSurface, momentOrLong, trigger } from './surface.ts';

export function time(surface: FaultSurface): readonly DrawnKind[] {
  return [
    { fault: clockJump(surface), most: 3 },
    { fault: clockSkew(surface), most: 2 },
  ];
}

const LEAP_SECOND_MS = -1000;
/** As far as a clock is off that nobody looks after. */
const FAR_MS = 90_000;

function clockJump(surface: FaultSurface): fc.Arbitrary<PaymentFault> {
  return fc.constantFrom(...surface.processes).chain((process) =>
    fc.record({
      verb: fc.constant('clock-jump' as const),
      process: fc.constant(process),
      when: trigger(surface, process),
      byMs: fc.oneof(
        fc.constant(LEAP_SECOND_MS),
        fc.integer({ min: -2000, max: 2000 }),
        fc.integer({ min: -FAR_MS, max: FAR_MS }),
      ),
      forMs: momentOrLong(2000, 60_000),
    }),
  );
}

/** Off from the start, for as long as faults last. */
function clockSkew({ processes, activeMs }: FaultSurface): fc.Arbitrary<PaymentFault> {
  return fc.record({
    verb: fc.constant('clock-jump' as const),
    process: fc.constantFrom(...processes),
    when: fc.constant({ atMs: activeMs.from }),
    byMs: fc.integer({ min: -5000, max: 5000 }),
    forMs: fc.constant(150_000),
  });
}
