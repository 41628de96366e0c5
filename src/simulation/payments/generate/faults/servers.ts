/** Postgres itself, and what both servers have in common. */
import fc from 'fast-check';
import { INJECTED_STATES } from '../../../world/postgres/faults.ts';
import type { PaymentFault } from '../../plan.ts';
import { rowsLocked } from './outsiders.ts';
import { atPoint, atTime, type DrawnKind, type FaultSurface, momentOrLong, trigger } from './surface.ts';

export function postgres(surface: FaultSurface): readonly DrawnKind[] {
  return [
    { fault: outage(surface, 'postgres'), most: 2 },
    { fault: rowsLocked(surface), most: 1 },
    { fault: backendKill(surface), most: 3 },
    { fault: postgresCrash(surface), most: 1 },
    { fault: statementError(surface), most: 5 },
    { fault: connectionLimit(surface), most: 1 },
  ];
}

function backendKill(surface: FaultSurface): fc.Arbitrary<PaymentFault> {
  return fc.constantFrom(...surface.processes).chain((process) =>
    fc.record({
      verb: fc.constant('backend-kill' as const),
      process: fc.constant(process),
      when: trigger(surface, process, 'postgres'),
    }),
  );
}

function postgresCrash(surface: FaultSurface): fc.Arbitrary<PaymentFault> {
  return fc.constantFrom(...surface.processes).chain((process) =>
    fc.record({
      verb: fc.constant('postgres-crash' as const),
      when: trigger(surface, process, 'postgres'),
      downMs: fc.integer({ min: 1, max: 3000 }),
      recoveryMs: fc.integer({ min: 1, max: 5000 }),
    }),
  );
}

function statementError(surface: FaultSurface): fc.Arbitrary<PaymentFault> {
  return fc.constantFrom(...surface.processes).chain((process) =>
    fc.record({
      verb: fc.constant('statement-error' as const),
      process: fc.constant(process),
      when: atPoint(fc.constant('postgres.statement.received'), process),
      error: fc.constantFrom(...INJECTED_STATES),
    }),
  );
}

/** The services of a run keep some thirty connections open; fewer than that, and new ones are turned away. */
function connectionLimit(surface: FaultSurface): fc.Arbitrary<PaymentFault> {
  return fc.record({
    verb: fc.constant('connection-limit' as const),
    limit: fc.integer({ min: 1, max: 20 }),
    when: atTime(surface),
    forMs: momentOrLong(2000, 20_000),
  });
}

/**
 * The server is gone for a moment, or for so long that every repetition of a send fails too and the sender has to give up, or that sessions
 * and leases run out.
 */
export function outage({ activeMs }: FaultSurface, server: string): fc.Arbitrary<PaymentFault> {
  return fc.record({
    verb: fc.constant('outage' as const),
    server: fc.constant(server),
    when: fc.record({ atMs: fc.integer({ min: activeMs.from, max: Math.floor(activeMs.to / 3) }) }),
    forMs: momentOrLong(1000, 40_000),
  });
}
