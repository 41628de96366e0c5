/**
 * A charge of one payment at one provider, and what is known of it. Only types and constants; the rules are in
 * `advance.ts`.
 *
 * Before every call the row says which call it will be, and after it what became of it. So whoever finds a row
 * whose worker died knows what may have happened at the provider: at most the call of its phase.
 */
import type { DataOf, Draft } from '../platform/messages.ts';

/**
 * What is to be asked next.
 * - `CREATE`, `CONFIRM`: the ordinary way. Money moves on confirm and nowhere else.
 * - `ACTION`: the holder of the card has to agree; a webhook tells, and now and then the provider is asked.
 * - `RESOLVE`: the outcome of a call is unknown, the provider is asked what there is.
 * - `RESUME`: the same, after another worker's lease ran out in the middle of a call.
 * - `CANCEL`: the charge is given up; after a cancel it can never succeed.
 * - `VERIFY`: not even that could be settled; asked again and again, until it can.
 * - `VOID`: it succeeded although it had been given up; the surplus is given back.
 * - `SETTLED`: the outcome is known and published.
 */
export const PHASES = [
  'CREATE',
  'CONFIRM',
  'ACTION',
  'RESOLVE',
  'RESUME',
  'CANCEL',
  'VERIFY',
  'VOID',
  'SETTLED',
] as const;
export type Phase = (typeof PHASES)[number];

export const PROVIDERS = [
  'stripe',
  'paypal',
  'adyen',
] as const satisfies readonly DataOf<'GatewayRequestSent'>['provider'][];
export type Provider = (typeof PROVIDERS)[number];

export function isProvider(name: string): name is Provider {
  return PROVIDERS.some((provider) => provider === name);
}

/**
 * What became of an attempt.
 * - `abandoned`: nothing was paid; the payment went to another provider, or failed.
 * - `voided`: it was abandoned, paid after all, and given back.
 */
export const OUTCOMES = ['approved', 'declined', 'abandoned', 'voided'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Why a charge is being cancelled; it decides over what comes afterwards. */
export const CANCEL_REASONS = ['attempts-used-up', 'breaker-open', 'waited-too-long', 'action-expired'] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

export interface Attempt {
  readonly paymentId: string;
  readonly provider: Provider;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  /** The card's token at the provider, when the payment is not from a wallet. */
  readonly source?: string;
  /** Providers that were asked before and can no longer charge. */
  readonly tried: readonly Provider[];
  readonly phase: Phase;
  /** Number of the attempt in progress, from 1. */
  readonly number: number;
  /** Known once the provider answered to create or to a search. As confirm needs it, no money moved without it. */
  readonly chargeId?: string;
  /** How often verification (or voiding) was tried in vain; 0 while none is needed. */
  readonly verifications: number;
  /** When the next call is due; ISO 8601 in UTC, as all times here. */
  readonly dueAt: string;
  /** Since when it waits because no breaker lets calls through. */
  readonly waitingSince?: string;
  /** Until when the holder of the card may agree. */
  readonly actionUntil?: string;
  readonly cancellingFor?: CancelReason;
  /** Of a settled attempt, and of one that is being voided. */
  readonly outcome?: Outcome;
}

/** What a call to a provider, or a webhook, showed. `unknown`: the call may or may not have had its effect. */
export type Observation =
  | { readonly kind: 'open'; readonly chargeId: string }
  | { readonly kind: 'action'; readonly chargeId: string }
  | { readonly kind: 'succeeded'; readonly chargeId: string }
  | { readonly kind: 'declined'; readonly chargeId: string; readonly declineCode?: string }
  | { readonly kind: 'cancelled'; readonly chargeId: string }
  | { readonly kind: 'voided'; readonly chargeId: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export type GatewayEvent = Draft<
  | 'GatewayRequestSent'
  | 'GatewayResponseReceived'
  | 'GatewayTimeoutOccurred'
  | 'GatewayFallbackTriggered'
  | 'GatewayFailed'
  | 'GatewayVerificationRequired'
  | 'GatewayActionRequired'
  | 'GatewayChargeVoided'
  | 'GatewayChargeCancelled'
>;

/** What the owner of a gateway decides on; durations in milliseconds. */
export interface AttemptPolicy {
  /** Providers in the order in which they are asked. */
  readonly order: readonly Provider[];
  /** Attempts per provider in all. */
  readonly attempts: number;
  /** Wait before the second attempt; doubles from one to the next, up to `retryMaxMs`. */
  readonly retryMs: number;
  readonly retryMaxMs: number;
  /** How long the holder of a card may take to agree. */
  readonly actionMs: number;
  /** How long a payment waits while all breakers are open. */
  readonly queueMs: number;
}

/** What a decision depends on besides the attempt and what was seen. */
export interface Circumstances {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** From 0 to 1; draws waits apart that began together. */
  readonly jitter: number;
  readonly policy: AttemptPolicy;
  /** Providers whose breaker is not known to be open. May be out of date: it only chooses whom to ask first. */
  readonly usable: readonly Provider[];
}

type Operation = DataOf<'GatewayRequestSent'>['operation'];
export type ChargeOperation = Exclude<Operation, 'refund'>;

/** The call that a phase stands for; undefined when there is none left to make. */
export function operationOf(phase: Phase): ChargeOperation | undefined {
  switch (phase) {
    case 'CREATE':
      return 'create';
    case 'CONFIRM':
      return 'confirm';
    case 'ACTION':
    case 'RESOLVE':
    case 'RESUME':
    case 'VERIFY':
      return 'retrieve';
    case 'CANCEL':
      return 'cancel';
    case 'VOID':
      return 'void';
    case 'SETTLED':
      return undefined;
  }
}

/** True for the calls that the breaker may hold back. Asking, cancelling and giving back always go through. */
export function needsPermission(phase: Phase): boolean {
  return phase === 'CREATE' || phase === 'CONFIRM';
}

/** One key per payment and provider, the same for every attempt: a repeated call is the same call to the provider. */
export function idempotencyKey(attempt: Attempt): string {
  return `${attempt.paymentId}:${attempt.provider}`;
}

/** A new attempt, due at once. `now` in milliseconds since 1970. */
export function newAttempt(
  order: Pick<Attempt, 'paymentId' | 'provider' | 'amount' | 'currency' | 'source'>,
  now: number,
): Attempt {
  return {
    ...order,
    tried: [],
    phase: 'CREATE',
    number: 1,
    verifications: 0,
    dueAt: new Date(now).toISOString(),
  };
}
