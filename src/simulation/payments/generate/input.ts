/** Whole runs drawn from a seed: workload, fault plan and cast together, so that they shrink together. */
import fc from 'fast-check';
import { CLIENT, DEFAULT_INSTANCES, instancesOf, membersOf, OTHER_INSTANCES, PROVIDERS } from '../cast.ts';
import type { FaultPlan } from '../plan.ts';
import type { RunInput } from '../run-input.ts';
import type { Workload } from '../workload.ts';
import { arbitraryCircumstances, type Circumstances, isPatient } from './circumstances.ts';
import type { FaultSurface } from './faults/surface.ts';
import { fitPlan } from './fit-plan.ts';
import { arbitraryPlan } from './plan.ts';
import type { FaultProfile } from './profile.ts';
import { arbitraryWorkload } from './workload.ts';

/** Name of runs whose workload and plan were drawn. */
export const RANDOM = 'random';

const processes = [...membersOf(DEFAULT_INSTANCES), ...membersOf(instancesOf(OTHER_INSTANCES))].map(({ name }) => name);

/**
 * Every process that a run can have, and the time in which they work: services come up within the first second of
 * virtual time, the clients' last requests go out two seconds later, and what was hit needs some time to recover.
 */
export const paymentSurface: FaultSurface = {
  processes: [...new Set(processes)],
  client: CLIENT,
  providers: PROVIDERS,
  activeMs: { from: 0, to: 6000 },
};

/** In every third run, if it has faults; shrinks to without. */
function arbitraryLast(): fc.Arbitrary<boolean> {
  return fc.constantFrom(false, false, true);
}

/** A payment from a wallet of its own, so that nothing but the system can keep it from being completed. */
function withLastPayment({ wallets, requests }: Workload): Workload {
  const pay = { kind: 'pay', atMs: 0, wallet: wallets.length, amount: 7, last: true } as const;
  return {
    wallets: [...wallets, { userId: 'user-last', currency: 'EUR', topUp: 20 }],
    requests: [...requests, pay],
  };
}

/** Runs with a drawn seed, workload and plan. The seed does not shrink: another seed is another run, not a smaller one. */
export function arbitraryInput(profile: FaultProfile): fc.Arbitrary<RunInput> {
  return fc
    .record({
      seed: fc.noShrink(fc.integer({ min: 0, max: 2 ** 32 - 1 })),
      // Shrunk in this order: a run without faults is the easier one to understand, and to shrink further.
      plan: arbitraryPlan(profile, paymentSurface),
      circumstances: arbitraryCircumstances(),
      workload: arbitraryWorkload(),
      last: arbitraryLast(),
    })
    .map(({ seed, plan, workload, last, circumstances }) => assemble(seed, { workload, last }, plan, circumstances));
}

/** The random run of a seed. Equal arguments give equal inputs. */
export function generateInput(seed: number, profile: FaultProfile): RunInput {
  const drawn = fc.record({
    workload: arbitraryWorkload(),
    last: arbitraryLast(),
    plan: arbitraryPlan(profile, paymentSurface),
    circumstances: arbitraryCircumstances(),
  });
  const [input] = fc.sample(fc.noBias(drawn), { seed: seed | 0, numRuns: 1 });
  if (input === undefined) throw new Error(`No run could be drawn for seed ${seed}.`);
  const { workload, last, plan, circumstances } = input;
  return assemble(seed, { workload, last }, plan, circumstances);
}

interface Requests {
  readonly workload: Workload;
  /** Whether there is a payment at the end, when everything rests. */
  readonly last: boolean;
}

function assemble(seed: number, { workload: drawn, last }: Requests, plan: FaultPlan, around: Circumstances): RunInput {
  // With deadlines that nobody could keep a payment may fail for no other reason.
  const workload = last && plan.length > 0 && isPatient(around) ? withLastPayment(drawn) : drawn;
  const present = membersOf(instancesOf(around.instances)).map(({ name }) => name);
  return { scenario: RANDOM, seed, workload, plan: fitPlan(plan, new Set(present)), webhooks: true, ...around };
}
