/**
 * Decides which calls at a provider, and which of its webhooks, go wrong. Calls of an operation are counted from 1 in the order in which
 * they arrive, so that a fault can be removed from a plan without moving the others.
 */
import type {
  DisputeFault,
  FaultOfProvider,
  ProviderBehaviour,
  ProviderFault,
  ProviderOperation,
  ProviderOutage,
  WebhookFault,
} from './faults.ts';

export class Misbehaviour {
  readonly #faults: readonly FaultOfProvider[];
  readonly #calls = new Map<ProviderOperation, number>();
  readonly #onStruck: (fault: FaultOfProvider, hit: string) => void;
  readonly #now: () => number;
  #webhooks = 0;
  #charges = 0;
  #healed = false;

  /** @param now the time by which outages are planned, in milliseconds. */
  constructor(
    faults: readonly FaultOfProvider[],
    onStruck: (fault: FaultOfProvider, hit: string) => void,
    now: () => number = Date.now,
  ) {
    this.#faults = faults;
    this.#onStruck = onStruck;
    this.#now = now;
  }

  /** Counts a call and says how it goes wrong, if it does. `hit` names the charge or payment for the report. */
  next(operation: ProviderOperation, hit: string): ProviderBehaviour | undefined {
    const nth = (this.#calls.get(operation) ?? 0) + 1;
    this.#calls.set(operation, nth);
    if (this.#healed) return undefined;
    const fault = this.#planned(operation, nth) ?? this.#outage(operation);
    if (fault === undefined) return undefined;
    this.#onStruck(fault, hit);
    return fault.behaviour;
  }

  /** Counts a webhook and says how it goes wrong, if it does. */
  nextWebhook(hit: string): WebhookFault | undefined {
    this.#webhooks += 1;
    if (this.#healed) return undefined;
    const nth = this.#webhooks;
    const fault = this.#faults.find((one): one is WebhookFault => one.verb === 'webhook' && one.nth === nth);
    if (fault !== undefined) this.#onStruck(fault, hit);
    return fault;
  }

  /** Counts a charge that was confirmed, and says whether and when its holder will deny it. */
  nextCharge(): DisputeFault | undefined {
    this.#charges += 1;
    const nth = this.#charges;
    return this.#faults.find((one): one is DisputeFault => one.verb === 'dispute' && one.nth === nth);
  }

  /** Has a dispute begin, unless nothing goes wrong any more. */
  strike(fault: DisputeFault, hit: string, begin: () => void): void {
    if (this.#healed) return;
    this.#onStruck(fault, hit);
    begin();
  }

  /** From now on every call is answered, and every webhook sent once and at once. */
  heal(): void {
    this.#healed = true;
  }

  #planned(operation: ProviderOperation, nth: number): ProviderFault | undefined {
    return this.#faults.find(
      (fault): fault is ProviderFault =>
        fault.verb === 'provider' && fault.operation === operation && fault.nth === nth,
    );
  }

  #outage(operation: ProviderOperation): ProviderOutage | undefined {
    const now = this.#now();
    return this.#faults.find(
      (fault): fault is ProviderOutage =>
        fault.verb === 'provider-outage' &&
        fault.atMs <= now &&
        now < fault.atMs + fault.forMs &&
        (fault.everyMs === undefined || (now - fault.atMs) % fault.everyMs < fault.everyMs / 2) &&
        (fault.operations?.includes(operation) ?? true),
    );
  }
}
