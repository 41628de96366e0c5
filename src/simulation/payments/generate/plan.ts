/**
 * Fault plans drawn by fast-check. Each draw has its own mix (swarm testing): a kind of fault is off in many plans,
 * occasional in some and frequent in others, because bugs hide behind combinations that an even mix never makes.
 * Each fault stands for itself, so shrinking can take them away one at a time.
 */
import fc from 'fast-check';
import type { Trigger, WORLD_POINTS, WorldFault } from '../../world/index.ts';
import type { FaultPlan, PaymentFault } from '../plan.ts';
import { places } from './draw.ts';
import { providerFault, providerOutage, streak, webhook } from './provider-faults.ts';

/** How much goes wrong: nothing, one or two things, or anything. */
export type FaultProfile = 'none' | 'gentle' | 'swarm';

/** Who and what is there to be struck, and when something is going on. */
export interface FaultSurface {
  /** Processes that may crash and whose connections may suffer. */
  readonly processes: readonly string[];
  /** The process whose requests come from outside. */
  readonly client: string;
  readonly providers: readonly string[];
  /** Virtual time in which the work happens; faults at a time strike within it. */
  readonly activeMs: { readonly from: number; readonly to: number };
}

const servers = ['postgres', 'kafka'] as const;

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

/** A plan of the given profile on the given surface. */
export function arbitraryPlan(profile: FaultProfile, surface: FaultSurface): fc.Arbitrary<FaultPlan> {
  if (profile === 'none') return fc.constant([]);
  if (profile === 'gentle') {
    return fc.array(fc.oneof(...kinds(surface)), { maxLength: 2, size: 'max' });
  }
  const [crash, reset, delay, provider] = kinds(surface);
  return fc
    .tuple(
      mix(crash, 3),
      mix(reset, 6),
      mix(delay, 4),
      mix(provider, 6),
      places(1, streak(surface.providers), 1, 3).map((streaks) => streaks.flat()),
      places(2, providerOutage(surface), 1, 3),
      places(2, webhook(surface.providers), 1, 5),
      places(2, serverOutage(surface), 1, 5),
    )
    .map((drawn): FaultPlan => drawn.flat());
}

type Kinds = readonly [
  fc.Arbitrary<PaymentFault>,
  fc.Arbitrary<PaymentFault>,
  fc.Arbitrary<PaymentFault>,
  fc.Arbitrary<PaymentFault>,
];

function kinds(surface: FaultSurface): Kinds {
  return [crash(surface), reset(surface), delay(surface), providerFault(surface.providers)];
}

/** Off, one, or up to `most` of a kind. */
function mix(kind: fc.Arbitrary<PaymentFault>, most: number): fc.Arbitrary<PaymentFault[]> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 3, arbitrary: fc.constant<PaymentFault[]>([]) },
    { weight: 2, arbitrary: fc.array(kind, { maxLength: 1, size: 'max' }) },
    { weight: 2, arbitrary: fc.array(kind, { maxLength: most, size: 'max' }) },
  );
}

function crash(surface: FaultSurface): fc.Arbitrary<WorldFault> {
  return fc.constantFrom(...surface.processes).chain((process) =>
    fc.record({
      verb: fc.constant('crash' as const),
      process: fc.constant(process),
      when: trigger(surface, process),
      restartAfterMs: fc.integer({ min: 1, max: 5000 }),
    }),
  );
}

function reset(surface: FaultSurface): fc.Arbitrary<WorldFault> {
  return link(surface).chain(({ from, to }) =>
    fc.record({
      verb: fc.constant('reset' as const),
      from: fc.constant(from),
      to: fc.constant(to),
      when: trigger(surface, from, to),
    }),
  );
}

function delay(surface: FaultSurface): fc.Arbitrary<WorldFault> {
  return link(surface).chain(({ from, to }) =>
    fc.record({
      verb: fc.constant('delay' as const),
      from: fc.constant(from),
      to: fc.constant(to),
      when: trigger(surface, from, to),
      extraMs: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 300, max: 12_000 })),
      forMs: fc.integer({ min: 1, max: 8000 }),
    }),
  );
}

function link({ processes, providers, client }: FaultSurface): fc.Arbitrary<{ from: string; to: string }> {
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
function trigger(surface: FaultSurface, process: string, server?: string): fc.Arbitrary<Trigger> {
  const { from, to } = surface.activeMs;
  const atTime = fc.record({ atMs: fc.integer({ min: from, max: to }) });
  const reachable = points.filter((point) => server === undefined || point.startsWith(`${server}.`));
  if (reachable.length === 0) return atTime;
  const atPoint = fc.record({
    point: fc.constantFrom(...reachable),
    process: fc.constant(process),
    nth: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 8 }) }, fc.integer({ min: 1, max: 40 })),
  });
  return fc.oneof({ weight: 4, arbitrary: atPoint }, { weight: 1, arbitrary: atTime });
}

/**
 * Kafka or Postgres is gone for a moment, or for so long that every repetition of a send fails too and the sender has to give up,
 * or that sessions and leases run out.
 */
function serverOutage({ activeMs }: FaultSurface): fc.Arbitrary<WorldFault> {
  return fc.record({
    verb: fc.constant('outage' as const),
    server: fc.constantFrom(...servers),
    when: fc.record({ atMs: fc.integer({ min: activeMs.from, max: activeMs.to / 3 }) }),
    forMs: fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 5000, max: 40_000 })),
  });
}
