/** Connections and ways that fail. */
import fc from 'fast-check';
import type { PaymentFault } from '../../plan.ts';
import { atTime, type DrawnKind, type FaultSurface, link, momentOrLong, trigger } from './surface.ts';

export function network(surface: FaultSurface): readonly DrawnKind[] {
  return [
    { fault: reset(surface), most: 6 },
    { fault: delay(surface), most: 4 },
    { fault: truncate(surface), most: 3 },
    { fault: corrupt(surface), most: 2 },
    { fault: halfOpen(surface), most: 2 },
    { fault: partition(surface), most: 2 },
    { fault: swizzle(surface), most: 1 },
    { fault: spikes(surface), most: 2 },
    { fault: bandwidth(surface), most: 1 },
  ];
}

const lasting = (): fc.Arbitrary<number> => momentOrLong(2000, 20_000);

export function reset(surface: FaultSurface): fc.Arbitrary<PaymentFault> {
  return onLink(surface, { verb: fc.constant('reset' as const) });
}

export function delay(surface: FaultSurface): fc.Arbitrary<PaymentFault> {
  return onLink(surface, {
    verb: fc.constant('delay' as const),
    extraMs: momentOrLong(300, 12_000),
    forMs: fc.integer({ min: 1, max: 8000 }),
  });
}

function truncate(surface: FaultSurface): fc.Arbitrary<PaymentFault> {
  return onLink(surface, {
    verb: fc.constant('truncate' as const),
    what: fc.constantFrom('requests' as const, 'answers' as const),
  });
}

/** Where it can be noticed: no system can know that a digit of an amount was another one. */
function corrupt(surface: FaultSurface): fc.Arbitrary<PaymentFault> {
  return onLink(surface, {
    verb: fc.constant('corrupt' as const),
    what: fc.constantFrom('requests' as const, 'answers' as const),
    part: fc.constant('header' as const),
  });
}

function halfOpen(surface: FaultSurface): fc.Arbitrary<PaymentFault> {
  return onLink(surface, { verb: fc.constant('half-open' as const), what: direction() });
}

function partition(surface: FaultSurface): fc.Arbitrary<PaymentFault> {
  return onLink(surface, { verb: fc.constant('partition' as const), what: direction(), forMs: lasting() });
}

function spikes(surface: FaultSurface): fc.Arbitrary<PaymentFault> {
  return onLink(surface, {
    verb: fc.constant('spikes' as const),
    uptoMs: momentOrLong(300, 5000),
    forMs: lasting(),
  });
}

function bandwidth(surface: FaultSurface): fc.Arbitrary<PaymentFault> {
  return onLink(surface, {
    verb: fc.constant('bandwidth' as const),
    bytesPerSecond: fc.integer({ min: 1000, max: 50_000 }),
    forMs: lasting(),
  });
}

function swizzle(surface: FaultSurface): fc.Arbitrary<PaymentFault> {
  return fc.record({
    verb: fc.constant('swizzle' as const),
    processes: fc.subarray([...surface.processes], { minLength: 2 }),
    when: atTime(surface),
    forMs: lasting(),
  });
}

const direction = () => fc.constantFrom('both' as const, 'requests' as const, 'answers' as const);

/** A fault of one connection or way, with the parameters that it has beyond the two names and the moment. */
function onLink<T extends object>(surface: FaultSurface, parameters: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  return link(surface).chain(({ from, to }) =>
    fc.tuple(fc.record(parameters), trigger(surface, from, to)).map(([drawn, when]) => ({ ...drawn, from, to, when })),
  );
}
