/** Who and what is there to be struck, and when; and what all families of faults draw from. */
import fc from 'fast-check';
import type { Trigger, WORLD_POINTS } from '../../../world/index.ts';
import type { FaultPlan, PaymentFault } from '../../plan.ts';

export interface FaultSurface {
  /** Processes that may crash and whose connections may suffer. */
  readonly processes: readonly string[];
  /** The process whose requests come from outside. */
  readonly client: string;
  readonly providers: readonly string[];
  /** Virtual time in which the work happens; faults at a time strike within it. */
  readonly activeMs: { readonly from: number; readonly to: number };
}

/** A kind of fault, or of a group that belongs together, and how many of it a plan may have. */
export interface DrawnKind {
  readonly fault: fc.Arbitrary<PaymentFault | FaultPlan>;
  readonly most: number;
}

export const servers = ['postgres', 'kafka'] as const;

/**
 * Points where something has just become, or is just about to become, true for one side only. Those after which one
 * side has to guess what the other did are drawn twice as often.
 */
const points = [
  'postgres.statement.received',
  'postgres.commit.received',
  'postgres.commit.received',
  'postgres.commit.done',
  'postgres.commit.done',
  'kafka.produce.received',
  'kafka.produce.done',
  'kafka.produce.done',
  'kafka.fetch.done',
  'kafka.offsets.done',
] as const satisfies readonly (typeof WORLD_POINTS)[number][];

/** A connection: who opens it, and to whom. */
export interface DrawnLink {
  readonly from: string;
  readonly to: string;
}

/** Mostly from a service to a server of the world; also to a provider, and from a client to a service. */
export function link({ processes, providers, client }: FaultSurface): fc.Arbitrary<DrawnLink> {
  const fromService = fc.record({ from: fc.constantFrom(...processes), to: fc.constantFrom(...servers) });
  const fromGateway = fc.record({
    from: fc.constantFrom(...processes.filter((name) => name.startsWith('gateway'))),
    to: fc.constantFrom(...providers),
  });
  const fromClient = fc.record({
    from: fc.constant(client),
    to: fc.constantFrom(...processes.filter((name) => name.startsWith('payment') || name.startsWith('wallet'))),
  });
  return fc.oneof({ weight: 6, arbitrary: fromService }, fromGateway, { weight: 2, arbitrary: fromClient });
}

/** At a point that `process` reaches (at `server` only, where one is named), or at a time. */
export function trigger(surface: FaultSurface, process: string, server?: string): fc.Arbitrary<Trigger> {
  const reachable = points.filter((point) => server === undefined || point.startsWith(`${server}.`));
  if (reachable.length === 0) return atTime(surface);
  return fc.oneof(
    { weight: 4, arbitrary: atPoint(fc.constantFrom(...reachable), process) },
    { weight: 1, arbitrary: atTime(surface) },
  );
}

/** When `process` reaches a point for the first few times, or later. */
export function atPoint(point: fc.Arbitrary<string>, process: string): fc.Arbitrary<Trigger> {
  const nth = fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 8 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 }) },
  );
  return fc.record({ point, process: fc.constant(process), nth });
}

export function atTime({ activeMs }: FaultSurface): fc.Arbitrary<Trigger> {
  return fc.record({ atMs: fc.integer({ min: activeMs.from, max: activeMs.to }) });
}

/** A moment, or so long that repetitions are used up and sessions and leases run out. */
export function momentOrLong(momentMs: number, longMs: number): fc.Arbitrary<number> {
  return fc.oneof(fc.integer({ min: 1, max: momentMs }), fc.integer({ min: momentMs, max: longMs }));
}
