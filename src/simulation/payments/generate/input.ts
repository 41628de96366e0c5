/** Whole runs drawn from a seed: workload, fault plan and cast together, so that they shrink together. */
import fc from 'fast-check';
import {
  CLIENT,
  DEFAULT_INSTANCES,
  type Instances,
  instancesOf,
  MAX_BROKERS,
  membersOf,
  OTHER_INSTANCES,
  PROVIDERS,
} from '../cast.ts';
import type { FaultPlan } from '../plan.ts';
import type { RunInput } from '../run-input.ts';
import type { Workload } from '../workload.ts';
import { places } from './draw.ts';
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

/** Numbers of instances that differ from the usual ones; absent when none does, to which it shrinks. */
function arbitraryInstances(): fc.Arbitrary<Pick<RunInput, 'instances'>> {
  const counts = Object.entries(OTHER_INSTANCES).map((other) => places(1, fc.constant(other), 1, 2));
  return fc.tuple(...counts).map((drawn) => {
    const instances: Partial<Instances> = Object.fromEntries(drawn.flat());
    return Object.keys(instances).length === 0 ? {} : { instances };
  });
}

/**
 * Configurations under which what is rare happens often: steps that are overdue while their answers are still under way, calls that
 * time out before they are answered. A system that is right is right under them too.
 */
const impatient: readonly NonNullable<RunInput['settings']>[] = [
  { SAGA_STEP_DEADLINE_MS: '150' },
  { SAGA_STEP_DEADLINE_MS: '1000' },
  { SAGA_DEADLINE_MS: '600' },
  { PROVIDER_TIMEOUT_MS: '140' },
  { PROVIDER_TIMEOUT_MS: '3000' },
  { DATABASE_LOCK_TIMEOUT_MS: '1000' },
];

/** Absent in most runs, to which it shrinks. */
function arbitrarySettings(): fc.Arbitrary<Pick<RunInput, 'settings'>> {
  return places(1, fc.constantFrom(...impatient), 1, 2).map(([settings]) =>
    settings === undefined ? {} : { settings },
  );
}

/** Absent in half of the runs, which have one broker, to which it shrinks. */
function arbitraryBrokers(): fc.Arbitrary<Pick<RunInput, 'brokers'>> {
  return fc.constantFrom<Pick<RunInput, 'brokers'>>({}, { brokers: MAX_BROKERS });
}

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
      cast: arbitraryInstances(),
      brokers: arbitraryBrokers(),
      settings: arbitrarySettings(),
      workload: arbitraryWorkload(),
      last: arbitraryLast(),
    })
    .map(({ seed, plan, workload, last, ...drawn }) => assemble(seed, { workload, last }, plan, circumstances(drawn)));
}

/** The random run of a seed. Equal arguments give equal inputs. */
export function generateInput(seed: number, profile: FaultProfile): RunInput {
  const drawn = fc.record({
    workload: arbitraryWorkload(),
    last: arbitraryLast(),
    plan: arbitraryPlan(profile, paymentSurface),
    cast: arbitraryInstances(),
    brokers: arbitraryBrokers(),
    settings: arbitrarySettings(),
  });
  const [input] = fc.sample(fc.noBias(drawn), { seed: seed | 0, numRuns: 1 });
  if (input === undefined) throw new Error(`No run could be drawn for seed ${seed}.`);
  const { workload, last, plan, ...rest } = input;
  return assemble(seed, { workload, last }, plan, circumstances(rest));
}

type Circumstances = Pick<RunInput, 'instances' | 'brokers' | 'settings'>;

function circumstances(drawn: Record<'cast' | 'brokers' | 'settings', Circumstances>): Circumstances {
  return { ...drawn.cast, ...drawn.brokers, ...drawn.settings };
}

interface Requests {
  readonly workload: Workload;
  /** Whether there is a payment at the end, when everything rests. */
  readonly last: boolean;
}

function assemble(seed: number, { workload: drawn, last }: Requests, plan: FaultPlan, cast: Circumstances): RunInput {
  // With deadlines that nobody could keep a payment may fail for no other reason.
  const workload = last && plan.length > 0 && cast.settings === undefined ? withLastPayment(drawn) : drawn;
  const present = membersOf(instancesOf(cast.instances)).map(({ name }) => name);
  return { scenario: RANDOM, seed, workload, plan: fitPlan(plan, new Set(present)), webhooks: true, ...cast };
}
