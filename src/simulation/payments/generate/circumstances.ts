/** Under which circumstances a drawn run takes place: how many instances there are, of what, and how they are configured. */
import fc from 'fast-check';
import { type Instances, MAX_BROKERS, OPTIONAL_SERVICES, OTHER_INSTANCES } from '../cast.ts';
import type { RunInput } from '../run-input.ts';
import { places } from './draw.ts';

export type Circumstances = Pick<RunInput, 'instances' | 'brokers' | 'startsAt' | 'settings'>;

type Settings = NonNullable<RunInput['settings']>;

/**
 * Configurations under which what is rare happens often: steps that are overdue while their answers are still under way, calls that
 * time out before they are answered, connections to the database that are all in use. A system that is right is right under them too.
 */
const impatient: readonly Settings[] = [
  { SAGA_STEP_DEADLINE_MS: '150' },
  { SAGA_STEP_DEADLINE_MS: '1000' },
  { SAGA_DEADLINE_MS: '600' },
  { PROVIDER_TIMEOUT_MS: '140' },
  { PROVIDER_TIMEOUT_MS: '3000' },
  { PROVIDER_TIMEOUT_MS: '3000', PROVIDER_ATTEMPTS: '1' },
  { PROVIDER_TIMEOUT_MS: '1000', PROVIDER_ATTEMPTS: '1', PROVIDER_ACTION_MS: '3000' },
  { PROVIDER_STRIPE_BREAKER_FAILURES: '2', PROVIDER_STRIPE_BREAKER_OPEN_MS: '1000' },
  { DATABASE_LOCK_TIMEOUT_MS: '1000' },
  { DATABASE_POOL_SIZE: '2' },
];

/** So shortly before the end of a month that it ends while payments are under way: of a day's limits, and of a partition of the store. */
const MONTHS_ENDS = ['2026-01-31T23:59:58.500Z', '2026-02-28T23:59:58.000Z', '2025-12-31T23:59:59.000Z'];

/** What is off in most runs, because it costs time. */
const features: readonly Settings[] = [{ SAGA_PROJECTOR: 'on' }, { CACHE: 'on' }];

/** True if payments are given the time that they need. */
export function isPatient({ settings = {} }: Circumstances): boolean {
  return !impatient.some((one) => Object.keys(one).some((name) => name in settings));
}

/** Shrinks to the usual ones, of which nothing is said. */
export function arbitraryCircumstances(): fc.Arbitrary<Circumstances> {
  return fc
    .record({
      instances: arbitraryInstances(),
      brokers: arbitraryBrokers(),
      startsAt: places(1, fc.constantFrom(...MONTHS_ENDS), 1, 11),
      settings: arbitrarySettings(),
    })
    .map(({ instances, brokers, startsAt: [startsAt], settings }) => ({
      ...(Object.keys(instances).length === 0 ? {} : { instances }),
      ...brokers,
      ...(startsAt === undefined ? {} : { startsAt }),
      ...(Object.keys(settings).length === 0 ? {} : { settings }),
    }));
}

/** Numbers of instances that differ from the usual ones. */
function arbitraryInstances(): fc.Arbitrary<Partial<Instances>> {
  const counts = Object.entries(OTHER_INSTANCES).map((other) => places(1, fc.constant(other), 1, 2));
  const more = OPTIONAL_SERVICES.map((name) => places(1, fc.constant<[string, number]>([name, 1]), 1, 7));
  return fc.tuple(...counts, ...more).map((drawn) => Object.fromEntries(drawn.flat()));
}

function arbitrarySettings(): fc.Arbitrary<Settings> {
  return fc
    .tuple(places(1, fc.constantFrom(...impatient), 1, 2), ...features.map((one) => places(1, fc.constant(one), 1, 7)))
    .map((drawn) => Object.assign({}, ...drawn.flat()));
}

/** One broker in half of the runs, to which it shrinks. */
function arbitraryBrokers(): fc.Arbitrary<Pick<RunInput, 'brokers'>> {
  return fc.constantFrom<Pick<RunInput, 'brokers'>>({}, { brokers: MAX_BROKERS });
}
