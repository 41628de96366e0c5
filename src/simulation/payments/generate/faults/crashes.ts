/** Processes that die or stand still. */
import fc from 'fast-check';
import type { Trigger } from '../../../world/index.ts';
import type { PaymentFault } from '../../plan.ts';
import { atTime, type DrawnKind, type FaultSurface, momentOrLong, trigger } from './surface.ts';

/** A process has a few thousand events while payments flow. */
const EVENTS = 3000;

export function crashes(surface: FaultSurface): readonly DrawnKind[] {
  return [
    { fault: crash(surface), most: 3 },
    { fault: crashAll(surface), most: 1 },
    { fault: crashLoop(surface), most: 1 },
    { fault: pause(surface), most: 2 },
  ];
}

export function crash(surface: FaultSurface): fc.Arbitrary<PaymentFault> {
  return fc.constantFrom(...surface.processes).chain((process) =>
    fc.record({
      verb: fc.constant('crash' as const),
      process: fc.constant(process),
      when: anyMoment(surface, process),
      restartAfterMs: fc.integer({ min: 1, max: 5000 }),
    }),
  );
}

function crashAll(surface: FaultSurface): fc.Arbitrary<PaymentFault> {
  return fc.record({
    verb: fc.constant('crash-all' as const),
    processes: fc.subarray([...surface.processes], { minLength: 2 }),
    when: atTime(surface),
    restartAfterMs: fc.integer({ min: 1, max: 5000 }),
  });
}

function crashLoop(surface: FaultSurface): fc.Arbitrary<PaymentFault> {
  return fc.constantFrom(...surface.processes).chain((process) =>
    fc.record({
      verb: fc.constant('crash-loop' as const),
      process: fc.constant(process),
      when: anyMoment(surface, process),
      times: fc.integer({ min: 2, max: 5 }),
      // Shorter than a start takes, or long enough to take up work again.
      upMs: momentOrLong(300, 3000),
      restartAfterMs: fc.integer({ min: 1, max: 1000 }),
    }),
  );
}

function pause(surface: FaultSurface): fc.Arbitrary<PaymentFault> {
  return fc.constantFrom(...surface.processes).chain((process) =>
    fc.record({
      verb: fc.constant('pause' as const),
      process: fc.constant(process),
      when: anyMoment(surface, process),
      // Sessions at the broker last 30 s, leases of the gateway somewhat longer, and a transaction may wait a minute for its next statement.
      forMs: momentOrLong(2000, 70_000),
    }),
  );
}

/** At a point, at a time, or after any event. */
function anyMoment(surface: FaultSurface, process: string): fc.Arbitrary<Trigger> {
  const afterEvent = fc.record({ process: fc.constant(process), event: fc.integer({ min: 1, max: EVENTS }) });
  return fc.oneof({ weight: 3, arbitrary: trigger(surface, process) }, { weight: 1, arbitrary: afterEvent });
}
