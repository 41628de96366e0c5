/**
 * What goes wrong at providers: single calls, outages, and streaks of failing calls, which are what it takes for the gateway to use up
 * its attempts, to open a breaker, to go on to the next provider and to ask again later. Most of it happens at the first
 * provider, because the others are asked only after it.
 */
import fc from 'fast-check';
import type {
  DisputeFault,
  ProviderBehaviour,
  ProviderFault,
  ProviderOperation,
  ProviderOutage,
  WebhookFault,
} from '../provider/faults.ts';
import type { DrawnKind, FaultSurface } from './faults/surface.ts';

/** It takes effect, and the answer cannot be read, or takes its time. */
const spoiled = ['drip', 'truncated', 'malformed', 'cut-off'] as const;
/** Nothing is done, for now. */
const putOff = ['error-503', 'too-many-requests'] as const;
/** What can go wrong with idempotency keys. */
const keys = ['key-in-use', 'key-reused', 'key-forgotten'] as const;

/** In which ways a call of an operation can go wrong; what is likelier stands there more than once. */
export const PROVIDER_BEHAVIOURS: Record<ProviderOperation, readonly [ProviderBehaviour, ...ProviderBehaviour[]]> = {
  create: ['timeout-lands', 'timeout-lost', 'slow', 'error-500', 'reset', ...spoiled, ...putOff, ...keys],
  confirm: [
    'timeout-lands',
    'timeout-lands',
    'timeout-lands',
    'lands-late',
    'lands-late',
    'timeout-lost',
    'slow',
    'decline',
    'decline',
    'decline',
    'insufficient-funds',
    'processing-error',
    'processing-error',
    'requires-action',
    'requires-action',
    'answers-late',
    'error-500',
    'reset',
    ...spoiled,
    ...putOff,
    ...keys,
  ],
  retrieve: ['timeout-lost', 'slow', 'error-500', 'reset', ...spoiled, ...putOff],
  cancel: ['timeout-lands', 'timeout-lost', 'slow', 'error-500', 'reset', ...spoiled, ...putOff],
  refund: [
    'timeout-lands',
    'lands-late',
    'timeout-lost',
    'slow',
    'decline',
    'decline',
    'decline',
    'decline',
    'answers-late',
    'error-500',
    'reset',
    ...spoiled,
    ...putOff,
    ...keys,
  ],
  void: ['timeout-lands', 'timeout-lost', 'slow', 'error-500', 'reset', ...spoiled, ...putOff, 'key-forgotten'],
};

/** Everything that goes wrong at providers. */
export function providers({ providers: names, activeMs }: FaultSurface): readonly DrawnKind[] {
  return [
    { fault: providerFault(names), most: 6 },
    { fault: streak(names), most: 1 },
    { fault: unknowable(names), most: 1 },
    { fault: providerOutage({ providers: names, activeMs }), most: 2 },
    { fault: webhook(names), most: 2 },
    { fault: dispute(names), most: 1 },
  ];
}

function anyProvider(providers: readonly string[]): fc.Arbitrary<string> {
  const first = providers.slice(0, 1);
  return fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...first) }, fc.constantFrom(...providers));
}

/** One call goes wrong. */
export function providerFault(providers: readonly string[]): fc.Arbitrary<ProviderFault> {
  const operation = fc.constantFrom(
    ...(['create', 'confirm', 'confirm', 'confirm', 'refund', 'refund', 'retrieve', 'cancel', 'void'] as const),
  );
  return operation.chain((operation) =>
    fc.record({
      verb: fc.constant('provider' as const),
      provider: anyProvider(providers),
      operation: fc.constant(operation),
      nth: operation === 'create' || operation === 'confirm' ? fc.integer({ min: 1, max: 4 }) : mostlyFirst(),
      behaviour: fc.constantFrom(...PROVIDER_BEHAVIOURS[operation]),
    }),
  );
}

/** Of calls that few payments come to. */
function mostlyFirst(): fc.Arbitrary<number> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: 2, max: 3 }) });
}

/** Ways in which every call can fail. */
const outageBehaviours = ['error-500', 'reset', 'timeout-lost', 'error-503', 'too-many-requests'] as const;

/** A provider is gone for a while: a moment, or past all attempts of a payment. */
export function providerOutage(surface: {
  readonly providers: readonly string[];
  readonly activeMs: { readonly from: number; readonly to: number };
}): fc.Arbitrary<ProviderOutage> {
  return fc
    .record({
      provider: anyProvider(surface.providers),
      // It begins before or while the first payments are at the provider.
      atMs: fc.integer({ min: surface.activeMs.from, max: surface.activeMs.to / 4 }),
      forMs: fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 5000, max: 120_000 })),
      behaviour: fc.constantFrom(...outageBehaviours),
      operations: fc.option(
        fc.constantFrom<readonly ProviderOperation[]>(['confirm'], ['refund', 'void'], ['create']),
        {
          nil: undefined,
          freq: 2,
        },
      ),
      everyMs: fc.option(fc.integer({ min: 200, max: 8000 }), { nil: undefined, freq: 3 }),
    })
    .map(({ operations, everyMs, ...outage }) => ({
      verb: 'provider-outage' as const,
      ...outage,
      ...(everyMs === undefined ? {} : { everyMs }),
      ...(operations === undefined ? {} : { operations }),
    }));
}

/**
 * A provider, or every provider, fails call after call, from the n-th on; and one of the confirmations in between lands although
 * nobody is told.
 */
export function streak(providers: readonly string[]): fc.Arbitrary<readonly ProviderFault[]> {
  return fc
    .record({
      providers: fc.oneof(
        { weight: 3, arbitrary: anyProvider(providers).map((one): readonly string[] => [one]) },
        { weight: 1, arbitrary: fc.constant(providers) },
      ),
      operations: fc.subarray(['confirm', 'create', 'cancel', 'retrieve'] as const, { minLength: 1 }),
      behaviour: fc.constantFrom(...outageBehaviours),
      from: fc.integer({ min: 1, max: 3 }),
      calls: fc.integer({ min: 2, max: 6 }),
      lands: fc.option(
        fc.record({ at: fc.nat({ max: 5 }), how: fc.constantFrom('timeout-lands' as const, 'lands-late' as const) }),
        { nil: undefined, freq: 2 },
      ),
    })
    .map(({ providers, operations, behaviour, from, calls, lands }) =>
      providers.flatMap((provider) =>
        operations.flatMap((operation) =>
          Array.from({ length: calls }, (_, index): ProviderFault => {
            const landed = operation === 'confirm' && index === lands?.at ? lands.how : behaviour;
            return { verb: 'provider', provider, operation, nth: from + index, behaviour: landed };
          }),
        ),
      ),
    );
}

/**
 * A confirmation that is not answered, at a provider that cannot be asked about it either, nor told to cancel: the payment has to wait
 * until it can. Some have been charged, some are charged while they wait, and some never are.
 */
export function unknowable(providers: readonly string[]): fc.Arbitrary<readonly ProviderFault[]> {
  return fc
    .record({
      provider: anyProvider(providers),
      confirmed: fc.constantFrom('timeout-lost' as const, 'timeout-lands' as const, 'lands-late' as const),
      silence: fc.constantFrom('timeout-lost' as const, 'error-500' as const, 'reset' as const),
      asked: fc.integer({ min: 3, max: 6 }),
    })
    .map(({ provider, confirmed, silence, asked }) => {
      const many = (operation: ProviderOperation, calls: number, behaviour: ProviderBehaviour): ProviderFault[] =>
        Array.from({ length: calls }, (_, index) => ({
          verb: 'provider',
          provider,
          operation,
          nth: index + 1,
          behaviour,
        }));
      return [
        ...many('confirm', 2, silence),
        { verb: 'provider', provider, operation: 'confirm', nth: 3, behaviour: confirmed },
        ...many('retrieve', asked, silence),
        ...many('cancel', 2, silence),
      ];
    });
}

const WEBHOOK_BEHAVIOURS = ['twice', 'many times', 'late', 'late', 'lost', 'forged', 'replayed'] as const;

/** One webhook comes more than once, late (perhaps after its successors), only when it is repeated, or after a false one. */
export function webhook(providers: readonly string[]): fc.Arbitrary<WebhookFault> {
  return fc.record({
    verb: fc.constant('webhook' as const),
    provider: anyProvider(providers),
    nth: fc.integer({ min: 1, max: 4 }),
    behaviour: fc.constantFrom(...WEBHOOK_BEHAVIOURS),
    delayMs: fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 1, max: 30_000 }) },
      fc.integer({ min: 30_000, max: 120_000 }),
    ),
  });
}

/** A charge is disputed, soon enough for the run to see what comes of it. */
export function dispute(providers: readonly string[]): fc.Arbitrary<DisputeFault> {
  return fc.record({
    verb: fc.constant('dispute' as const),
    provider: anyProvider(providers),
    nth: fc.integer({ min: 1, max: 3 }),
    afterMs: fc.integer({ min: 1, max: 2000 }),
  });
}
