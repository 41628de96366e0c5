import type { WorldFault } from '../world/plan.ts';

/** What can be asked of a provider. `retrieve` is asking for a charge, by id or by payment, or for a refund. */
export type ProviderOperation = 'create' | 'confirm' | 'retrieve' | 'cancel' | 'refund' | 'void';

/**
 * How a provider treats one call.
 * - `timeout-lands`: it takes effect although nobody is told; `lands-late`: the same, but only a minute later.
 * - `timeout-lost`: nobody is told, and nothing was done.
 * - `slow`: it takes effect and is answered, after some seconds.
 * - `decline`: a confirmation, or a refund, fails for good.
 * - `requires-action`: a confirmation waits for the card's holder, who then agrees.
 */
export type ProviderBehaviour =
  | 'timeout-lands'
  | 'lands-late'
  | 'timeout-lost'
  | 'slow'
  | 'decline'
  | 'requires-action'
  | 'error-500'
  | 'reset';

/** The n-th call (from 1) of an operation at a provider goes wrong. */
export interface ProviderFault {
  readonly verb: 'provider';
  readonly provider: string;
  readonly operation: ProviderOperation;
  readonly nth: number;
  readonly behaviour: ProviderBehaviour;
}

/** Every call to a provider goes wrong for a while, except those that a `ProviderFault` has other plans for. */
export interface ProviderOutage {
  readonly verb: 'provider-outage';
  readonly provider: string;
  readonly atMs: number;
  readonly forMs: number;
  readonly behaviour: 'error-500' | 'reset' | 'timeout-lost';
  /** Only these operations; absent means all. */
  readonly operations?: readonly ProviderOperation[];
}

/**
 * The n-th webhook (from 1) of a provider is sent twice, late, or not at all at first (it is repeated until somebody takes it).
 * Late enough, it comes after its successors.
 */
export interface WebhookFault {
  readonly verb: 'webhook';
  readonly provider: string;
  readonly nth: number;
  readonly behaviour: 'twice' | 'late' | 'lost';
  /** For `late`. */
  readonly delayMs: number;
}

/** A server of the world cannot be reached for a while: open connections are cut, new ones are cut at once. */
export interface ServerOutage {
  readonly verb: 'outage';
  readonly server: 'kafka' | 'postgres';
  readonly atMs: number;
  readonly forMs: number;
}

export interface ProviderFaultStruck {
  readonly atMs: number;
  readonly fault: ProviderFault | ProviderOutage | WebhookFault | ServerOutage;
  /** What it hit: the id of a charge or payment, of a webhook, the name of a server. */
  readonly hit: string;
}

export type PaymentFault = WorldFault | ProviderFault | ProviderOutage | WebhookFault | ServerOutage;

/** All that goes wrong in a run. */
export type FaultPlan = readonly PaymentFault[];
