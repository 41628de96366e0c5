import type { WorldFault } from '../world/plan.ts';

/** How a provider treats one call. `lands`: the money moves although nobody is told. */
export type ProviderBehaviour = 'timeout-lands' | 'timeout-lost' | 'decline' | 'error-500' | 'reset';

/** The n-th call (from 1) of an operation at a provider goes wrong. */
export interface ProviderFault {
  readonly verb: 'provider';
  readonly provider: string;
  readonly operation: 'create' | 'confirm' | 'retrieve' | 'cancel';
  readonly nth: number;
  readonly behaviour: ProviderBehaviour;
}

export interface ProviderFaultStruck {
  readonly atMs: number;
  readonly fault: ProviderFault;
  /** Id of the charge or payment that it hit. */
  readonly hit: string;
}

export type PaymentFault = WorldFault | ProviderFault;

/** All that goes wrong in a run. */
export type FaultPlan = readonly PaymentFault[];
