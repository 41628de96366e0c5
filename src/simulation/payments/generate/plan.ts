/**
 * Fault plans drawn by fast-check. Each draw has its own mix (swarm testing): a class of faults is off in many plans, and of those
 * that are on, a kind is off in some, occasional in others and frequent in a few, because bugs hide behind combinations that an even mix
 * never makes. Each fault stands for itself, so shrinking can take them away one at a time.
 */
import fc from 'fast-check';
import type { FaultClass } from '../../world/index.ts';
import type { FaultPlan } from '../plan.ts';
import { crash, crashes } from './faults/crashes.ts';
import { kafka } from './faults/kafka.ts';
import { delay, network, reset } from './faults/network.ts';
import { postgres } from './faults/servers.ts';
import type { DrawnKind, FaultSurface } from './faults/surface.ts';
import { time } from './faults/time.ts';
import type { FaultProfile } from './profile.ts';
import { providerFault, providers } from './provider-faults.ts';

/** How often a kind is off, occasional (once at most), and frequent. */
interface Mix {
  readonly off: number;
  readonly occasional: number;
  readonly frequent: number;
}

const swarmMix: Mix = { off: 3, occasional: 2, frequent: 2 };
const stormMix: Mix = { off: 1, occasional: 1, frequent: 3 };

const families: Readonly<Record<FaultClass, (surface: FaultSurface) => readonly DrawnKind[]>> = {
  crashes,
  network,
  kafka,
  postgres,
  providers,
  time,
};

/** In how many of so many plans of a swarm a class is on. What clients and providers do is the daily bread, the rest is rarer. */
const swarmShare: Readonly<Record<FaultClass, { readonly on: number; readonly off: number }>> = {
  crashes: { on: 2, off: 1 },
  network: { on: 2, off: 1 },
  kafka: { on: 1, off: 1 },
  postgres: { on: 1, off: 1 },
  providers: { on: 4, off: 1 },
  time: { on: 1, off: 3 },
};

/** A plan of the given profile on the given surface. */
export function arbitraryPlan(profile: FaultProfile, surface: FaultSurface): fc.Arbitrary<FaultPlan> {
  switch (profile) {
    case 'none':
      return fc.constant([]);
    case 'gentle':
      return fc.array(fc.oneof(crash(surface), reset(surface), delay(surface), providerFault(surface.providers)), {
        maxLength: 2,
        size: 'max',
      });
    case 'swarm':
      return joined(classes().map((name) => sometimes(family(name, surface, swarmMix), swarmShare[name])));
    case 'storm':
      return joined(classes().map((name) => family(name, surface, stormMix)));
    default:
      return family(profile, surface, stormMix);
  }
}

function classes(): readonly FaultClass[] {
  return ['crashes', 'network', 'kafka', 'postgres', 'providers', 'time'];
}

function family(name: FaultClass, surface: FaultSurface, mix: Mix): fc.Arbitrary<FaultPlan> {
  return joined(families[name](surface).map((kind) => mixed(kind, mix)));
}

function joined(parts: readonly fc.Arbitrary<FaultPlan>[]): fc.Arbitrary<FaultPlan> {
  return fc.tuple(...parts).map((plans) => plans.flat());
}

function sometimes(plan: fc.Arbitrary<FaultPlan>, { on, off }: { on: number; off: number }): fc.Arbitrary<FaultPlan> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: off, arbitrary: fc.constant<FaultPlan>([]) },
    { weight: on, arbitrary: plan },
  );
}

/** Off, one, or up to `most` of a kind. */
function mixed({ fault, most }: DrawnKind, { off, occasional, frequent }: Mix): fc.Arbitrary<FaultPlan> {
  const some = (maxLength: number): fc.Arbitrary<FaultPlan> =>
    fc.array(fault, { maxLength, size: 'max' }).map((drawn) => drawn.flat());
  return fc.oneof(
    { withCrossShrink: true },
    { weight: off, arbitrary: fc.constant<FaultPlan>([]) },
    { weight: occasional, arbitrary: some(1) },
    { weight: frequent, arbitrary: some(most) },
  );
}
