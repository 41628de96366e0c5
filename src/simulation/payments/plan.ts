/** Everything that can go wrong in a run: the faults of the world and its servers, and those of the payment providers. */

import {
  choice,
  choices,
  defineFault,
  durationMs,
  FaultCatalogue,
  type FaultOf,
  type FaultStruck,
  nth,
  optional,
  processName,
  timeMs,
  WORLD_FAULTS,
  type WorldFault,
} from '../world/index.ts';
import { type FaultOfOutsider, OUTSIDER_FAULTS } from './outsiders/faults.ts';

const operations = { create: '', confirm: '', retrieve: '', cancel: '', refund: '', void: '' } as const;

/** What can be asked of a provider. `retrieve` is asking for a charge, by id or by payment, or for a refund. */
export type ProviderOperation = keyof typeof operations;

/** How a provider may treat one call, each with what its caller meets. */
export const providerBehaviours = {
  'timeout-lands': 'no answer, but it took effect',
  'lands-late': 'no answer, and it takes effect a minute later',
  'timeout-lost': 'no answer, and no effect',
  /** It takes effect and is answered, after some seconds. */
  slow: 'a slow answer',
  /** A confirmation, or a refund, fails for good. */
  decline: 'declined',
  /** A confirmation waits for the card's holder, who then agrees. */
  'requires-action': 'the holder of the card has to agree',
  'error-500': 'error 500',
  reset: 'connection cut',
} as const;

export type ProviderBehaviour = keyof typeof providerBehaviours;

/** The n-th call (from 1) of an operation at a provider goes wrong. */
const providerFault = defineFault({
  verb: 'provider',
  class: 'providers',
  says: '{provider}: {nth} {operation} → {behaviour}',
  counted: 'provider {behaviour}',
  parameters: { provider: processName, operation: choice(operations), nth, behaviour: choice(providerBehaviours) },
});

/** Every call to a provider goes wrong for a while, except those that a `provider` fault has other plans for. */
const providerOutage = defineFault({
  verb: 'provider-outage',
  class: 'providers',
  says: (fault) =>
    `{provider}: every ${fault.operations === undefined ? 'call' : '{operations}'} → {behaviour}, from {atMs} for {forMs}`,
  counted: 'provider outage {behaviour}',
  parameters: {
    provider: processName,
    atMs: timeMs,
    forMs: durationMs(),
    behaviour: choice({
      'error-500': providerBehaviours['error-500'],
      reset: providerBehaviours.reset,
      'timeout-lost': providerBehaviours['timeout-lost'],
    }),
    /** Only these; absent means all. */
    operations: optional(choices(operations)),
  },
});

/**
 * The n-th webhook (from 1) of a provider is sent twice, late, or not at all at first (it is repeated until somebody takes it).
 * Late enough, it comes after its successors.
 */
const webhookFault = defineFault({
  verb: 'webhook',
  class: 'providers',
  says: ({ behaviour }) => `{provider}: {nth} webhook ${behaviour === 'late' ? '{delayMs} late' : '{behaviour}'}`,
  counted: 'webhook {behaviour}',
  parameters: {
    provider: processName,
    nth,
    behaviour: choice({ twice: '', late: '', lost: '' }),
    /** For `late`. */
    delayMs: durationMs(),
  },
});

export type ProviderFault = FaultOf<typeof providerFault>;
export type ProviderOutage = FaultOf<typeof providerOutage>;
export type WebhookFault = FaultOf<typeof webhookFault>;
export type FaultOfProvider = ProviderFault | ProviderOutage | WebhookFault;

export type PaymentFault = WorldFault | FaultOfProvider | FaultOfOutsider;

/** Everything that a plan may hold, by verb. */
export const paymentFaults = new FaultCatalogue<PaymentFault>([
  ...WORLD_FAULTS,
  providerFault,
  providerOutage,
  webhookFault,
  ...OUTSIDER_FAULTS,
]);

/** A fault that struck. What it hit is the id of a connection, a charge, a payment or a webhook, or the name of a process. */
export type PaymentFaultStruck = FaultStruck<PaymentFault>;

/** All that goes wrong in a run. */
export type FaultPlan = readonly PaymentFault[];

/** True for what happens at a provider, and not in the world around it. */
export function isFaultOfProvider(fault: PaymentFault): fault is FaultOfProvider {
  return paymentFaults.kindOf(fault).class === 'providers';
}
