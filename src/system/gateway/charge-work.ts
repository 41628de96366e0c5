/** Charging payments at one provider: asks, and writes what came of it before it goes on. */
import { followCause, type Runtime } from '../platform/index.ts';
import { advance } from './advance.ts';
import {
  type Attempt,
  idempotencyKey,
  needsPermission,
  type Observation,
  operationOf,
  type Provider,
} from './attempt.ts';
import type { Breakers } from './breakers.ts';
import type { LeasedWork } from './leased-worker.ts';
import type { Leases } from './leases.ts';
import type { ProviderClient } from './provider-client.ts';
import { type Lease, nextDue } from './store.ts';

export class ChargeWork implements LeasedWork<Lease> {
  readonly #runtime: Runtime;
  readonly #provider: Provider;
  readonly #client: ProviderClient;
  readonly #leases: Leases;
  readonly #breakers: Breakers;

  constructor(runtime: Runtime, provider: Provider, client: ProviderClient, leases: Leases, breakers: Breakers) {
    this.#runtime = runtime;
    this.#provider = provider;
    this.#client = client;
    this.#leases = leases;
    this.#breakers = breakers;
  }

  claim(limit: number) {
    return this.#leases.claim(limit);
  }

  nextDue(): Promise<number | undefined> {
    return nextDue(this.#runtime.read, 'attempts', this.#provider);
  }

  describe({ attempt }: Lease) {
    return { payment_id: attempt.paymentId, provider: attempt.provider };
  }

  work(lease: Lease, goesOn: () => boolean): Promise<number | undefined> {
    return followCause(this.#runtime.tracing, lease.cause, () => this.#charge(lease, goesOn));
  }

  async #charge(first: Lease, goesOn: () => boolean): Promise<number | undefined> {
    let lease = first;
    for (;;) {
      const seen = await this.#call(lease.attempt);
      const circumstances = this.#leases.circumstances();
      const next = advance(lease.attempt, seen, circumstances);
      const { phase, dueAt } = next.attempt;
      const isOver = operationOf(phase) === undefined;
      const more = !isOver && Date.parse(dueAt) <= circumstances.now && goesOn() && this.#mayGoOn(lease, phase);
      const saved = await this.#leases.save(lease, next, more, wasAnswered(lease.attempt, seen));
      if (saved === 'lost') {
        this.#runtime.log.info(
          this.describe(lease),
          'A webhook or another worker was faster with this payment; it goes on from there.',
        );
      } else if (operationOf(lease.attempt.phase) === 'retrieve' && seen.kind !== 'unknown') {
        this.#runtime.metrics.add('pending_transactions_resolved_total', { outcome: seen.kind });
      }
      if (typeof saved === 'string') return saved === 'released' && !isOver ? Date.parse(dueAt) : undefined;
      lease = saved;
    }
  }

  /** The breaker may have opened since the last call; then this attempt has to ask for permission like all others. */
  #mayGoOn(lease: Lease, phase: Attempt['phase']): boolean {
    return lease.probe !== undefined || !needsPermission(phase) || this.#breakers.isUsable(this.#provider);
  }

  #call(attempt: Attempt): Promise<Observation> {
    const { chargeId } = attempt;
    const key = idempotencyKey(attempt);
    const operation = operationOf(attempt.phase);
    if (operation === 'retrieve')
      return chargeId === undefined ? this.#client.search(attempt.paymentId) : this.#client.retrieve(chargeId);
    if (operation === 'create' || chargeId === undefined) return this.#client.create(attempt, key);
    if (operation === 'void') return this.#client.void(chargeId, `${key}:void`);
    return operation === 'cancel' ? this.#client.cancel(chargeId, key) : this.#client.confirm(chargeId, key);
  }
}

/**
 * Whether the provider answered, for the breaker: what counts is whether it can charge. A decline is an answer. That a charge
 * was created says little as long as confirming fails, so it is not counted; undefined then, and for calls that bypass the breaker.
 */
export function wasAnswered(attempt: Attempt, seen: Observation): boolean | undefined {
  if (!needsPermission(attempt.phase)) return undefined;
  if (seen.kind === 'unknown') return false;
  return attempt.phase === 'CREATE' && seen.kind !== 'refused' ? undefined : true;
}
