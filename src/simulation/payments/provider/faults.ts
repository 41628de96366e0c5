/** What payment providers do wrong, and what happens at them. */
import {
  choice,
  choices,
  defineFault,
  durationMs,
  type FaultOf,
  nth,
  optional,
  processName,
  timeMs,
} from '../../world/index.ts';

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
  /** The bank says that there is not enough; asking elsewhere would be of no use. */
  'insufficient-funds': 'declined for lack of funds',
  /** A decline that is the provider's own fault: another one may be asked. */
  'processing-error': 'declined by an error of the provider',
  'error-500': 'error 500',
  'error-503': 'error 503, and to come back later',
  'too-many-requests': 'too many requests, and to come back later',
  'key-in-use': 'another call with this key is still under way',
  'key-reused': 'this key was used for something else',
  /** As if it had expired: what is asked for under the key is done once more. */
  'key-forgotten': 'the idempotency key is forgotten',
  /** The webhook about it comes first. */
  'answers-late': 'it takes effect at once, and is answered after some seconds',
  drip: 'an answer in drops',
  truncated: 'an answer that ends early',
  malformed: 'an answer that is not JSON',
  'cut-off': 'connection cut within the answer',
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
    `{provider}: every ${fault.operations === undefined ? 'call' : '{operations}'} → {behaviour}, from {atMs} for {forMs}${fault.everyMs === undefined ? '' : ', on and off every {everyMs}'}`,
  counted: 'provider outage {behaviour}',
  parameters: {
    provider: processName,
    atMs: timeMs,
    forMs: durationMs(),
    behaviour: choice({
      'error-500': providerBehaviours['error-500'],
      reset: providerBehaviours.reset,
      'error-503': providerBehaviours['error-503'],
      'too-many-requests': providerBehaviours['too-many-requests'],
      'timeout-lost': providerBehaviours['timeout-lost'],
    }),
    /** Only these; absent means all. */
    operations: optional(choices(operations)),
    /** It comes and goes: away for the first half of each such time. Absent means away all the time. */
    everyMs: optional(durationMs(100)),
  },
});

/** What may become of a webhook. Whatever it is, it is repeated until somebody takes it. */
export const webhookBehaviours = {
  twice: '',
  'many times': '',
  /** Late enough, it comes after its successors. */
  late: '',
  /** Not sent at all at first. */
  lost: '',
  /** Before it comes another one, by somebody who does not know the secret and says the contrary. */
  forged: '',
  /** Before it comes one whose signature is right, and a day old, as somebody has who overheard it. */
  replayed: '',
} as const;

export type WebhookBehaviour = keyof typeof webhookBehaviours;

/** The n-th webhook (from 1) of a provider does not simply come once. */
const webhookFault = defineFault({
  verb: 'webhook',
  class: 'providers',
  says: ({ behaviour }) => `{provider}: {nth} webhook ${behaviour === 'late' ? '{delayMs} late' : '{behaviour}'}`,
  counted: 'webhook {behaviour}',
  parameters: {
    provider: processName,
    nth,
    behaviour: choice(webhookBehaviours),
    /** For `late`. */
    delayMs: durationMs(),
  },
});

/** The holder of the card denies the n-th charge (from 1) that a provider has confirmed, some time after it was. */
const dispute = defineFault({
  verb: 'dispute',
  class: 'providers',
  says: '{provider}: the {nth} charge is disputed after {afterMs}',
  parameters: { provider: processName, nth, afterMs: durationMs() },
});

export const PROVIDER_FAULTS = [providerFault, providerOutage, webhookFault, dispute] as const;

export type ProviderFault = FaultOf<typeof providerFault>;
export type ProviderOutage = FaultOf<typeof providerOutage>;
export type WebhookFault = FaultOf<typeof webhookFault>;
export type DisputeFault = FaultOf<typeof dispute>;
export type FaultOfProvider = ProviderFault | ProviderOutage | WebhookFault | DisputeFault;

/** True for what happens at a provider, and not in the world around it. */
export function isFaultOfProvider(fault: { readonly verb: string }): fault is FaultOfProvider {
  return PROVIDER_FAULTS.some(({ verb }) => verb === fault.verb);
}
