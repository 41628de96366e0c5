/** Whole runs drawn from a seed: workload and fault plan together, so that they shrink together. */
import fc from 'fast-check';
import { CLIENT, DEFAULT_INSTANCES, membersOf, PROVIDERS } from '../cast.ts';
import type { RunInput } from '../run-input.ts';
import { arbitraryPlan, type FaultProfile, type FaultSurface } from './plan.ts';
import { arbitraryWorkload } from './workload.ts';

/** Name of runs whose workload and plan were drawn. */
export const RANDOM = 'random';

/**
 * The processes of the default cast, and the time in which they work: services come up within the first second of
 * virtual time, the clients' last requests go out two seconds later, and what was hit needs some time to recover.
 */
export const paymentSurface: FaultSurface = {
  processes: membersOf(DEFAULT_INSTANCES).map(({ name }) => name),
  client: CLIENT,
  providers: PROVIDERS,
  activeMs: { from: 0, to: 6000 },
};

/** Runs with a drawn seed, workload and plan. The seed does not shrink: another seed is another run, not a smaller one. */
export function arbitraryInput(profile: FaultProfile): fc.Arbitrary<RunInput> {
  return fc.record({
    scenario: fc.constant(RANDOM),
    seed: fc.noShrink(fc.integer({ min: 0, max: 2 ** 32 - 1 })),
    // Shrunk in this order: a run without faults is the easier one to understand, and to shrink further.
    plan: arbitraryPlan(profile, paymentSurface),
    workload: arbitraryWorkload(),
  });
}

/** The random run of a seed. Equal arguments give equal inputs. */
export function generateInput(seed: number, profile: FaultProfile): RunInput {
  const drawn = fc.record({ workload: arbitraryWorkload(), plan: arbitraryPlan(profile, paymentSurface) });
  const [input] = fc.sample(fc.noBias(drawn), { seed: seed | 0, numRuns: 1 });
  if (input === undefined) throw new Error(`No run could be drawn for seed ${seed}.`);
  return { scenario: RANDOM, seed, ...input };
}
