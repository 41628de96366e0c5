/**
 * Decides which calls at a provider go wrong. Calls of an operation are counted from 1 in the order in which
 * they arrive, so that a fault can be removed from a plan without moving the others.
 */
import type { ProviderBehaviour, ProviderFault } from '../plan.ts';

export type ProviderOperation = ProviderFault['operation'];

export class Misbehaviour {
  readonly #faults: readonly ProviderFault[];
  readonly #calls = new Map<ProviderOperation, number>();
  readonly #onStruck: (fault: ProviderFault, hit: string) => void;
  #healed = false;

  constructor(faults: readonly ProviderFault[], onStruck: (fault: ProviderFault, hit: string) => void) {
    this.#faults = faults;
    this.#onStruck = onStruck;
  }

  /** Counts a call and says how it goes wrong, if it does. `hit` names the charge or payment for the report. */
  next(operation: ProviderOperation, hit: string): ProviderBehaviour | undefined {
    const nth = (this.#calls.get(operation) ?? 0) + 1;
    this.#calls.set(operation, nth);
    if (this.#healed) return undefined;
    const fault = this.#faults.find((candidate) => candidate.operation === operation && candidate.nth === nth);
    if (fault === undefined) return undefined;
    this.#onStruck(fault, hit);
    return fault.behaviour;
  }

  /** From now on every call is answered. */
  heal(): void {
    this.#healed = true;
  }
}
