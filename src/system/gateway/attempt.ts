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
 * - `RESOLVE`: the outcome of a call is unknown, the provider is asked what there is.
 * - `RESUME`: the same, after another worker's lease ran out in the middle of a call.
 * - `CANCEL`: all attempts are used up; after a cancel the charge can never succeed.
 * - `VERIFY`: not even that could be settled; asked again and again, until it can.
 * - `SETTLED`: the outcome is known and published.
 */
export const PHASES = ['CREATE', 'CONFIRM', 'RESOLVE', 'RESUME', 'CANCEL', 'VERIFY', 'SETTLED'] as const;
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

export interface Attempt {
  readonly paymentId: string;
  readonly provider: Provider;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly phase: Phase;
  /** Number of the attempt in progress, from 1 to `ATTEMPTS`. */
  readonly number: number;
  /** Known once the provider answered to create or to a search. As confirm needs it, no money moved without it. */
  readonly chargeId?: string;
  /** How often verification was tried in vain; 0 while none is needed. */
  readonly verifications: number;
  /** When the next call is due; ISO 8601 in UTC. */
  readonly dueAt: string;
}

/** Attempts per provider in all. */
export const ATTEMPTS = 3;

/** What a call to a provider showed. `unknown`: it may or may not have had its effect. */
export type Observation =
  | { readonly kind: 'open'; readonly chargeId: string }
  | { readonly kind: 'succeeded'; readonly chargeId: string }
  | { readonly kind: 'declined'; readonly chargeId: string; readonly declineCode?: string }
  | { readonly kind: 'cancelled'; readonly chargeId: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export type GatewayEvent = Draft<
  | 'GatewayRequestSent'
  | 'GatewayResponseReceived'
  | 'GatewayTimeoutOccurred'
  | 'GatewayFailed'
  | 'GatewayVerificationRequired'
>;

/** The call that a phase stands for; undefined when there is none left to make. */
export function operationOf(phase: Phase): 'create' | 'confirm' | 'retrieve' | 'cancel' | undefined {
  switch (phase) {
    case 'CREATE':
      return 'create';
    case 'CONFIRM':
      return 'confirm';
    case 'RESOLVE':
    case 'RESUME':
    case 'VERIFY':
      return 'retrieve';
    case 'CANCEL':
      return 'cancel';
    case 'SETTLED':
      return undefined;
  }
}

/** One key per payment and provider, the same for every attempt: a repeated call is the same call to the provider. */
export function idempotencyKey(attempt: Attempt): string {
  return `${attempt.paymentId}:${attempt.provider}`;
}
