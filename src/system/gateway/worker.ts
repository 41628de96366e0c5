/**
 * Makes the calls to one provider: takes leases on attempts that are due, asks, and writes what came of it before it
 * goes on. At most `concurrency` calls are under way at a time, so that a slow provider can't tie up everything else.
 *
 * A worker that dies leaves a lease behind, which runs out; whoever takes the attempt over first asks the provider what
 * there is. A worker that was only slow finds its lease lost and writes nothing.
 */

import { Alarm } from '../platform/alarm.ts';
import type { Runtime, Worker } from '../platform/index.ts';
import { advance } from './advance.ts';
import { type Attempt, idempotencyKey, type Observation, operationOf, type Provider } from './attempt.ts';
import type { Leases } from './leases.ts';
import type { ProviderClient } from './provider-client.ts';
import { type Lease, nextDue } from './store.ts';

/** How often it is looked for work that nobody announced: retries of others, leases that ran out. */
const LOOK_EVERY_MS = 5_000;

export interface AttemptWorkerOptions {
  readonly provider: Provider;
  readonly client: ProviderClient;
  readonly leases: Leases;
  /** Calls under way at a time. */
  readonly concurrency: number;
}

export class AttemptWorker implements Worker {
  readonly #runtime: Runtime;
  readonly #options: AttemptWorkerOptions;
  readonly #alarm = new Alarm(() => this.#look());
  readonly #running = new Set<Promise<void>>();
  #stopping = false;
  /** True when attempts were added, so that it is no use to ask first whether any are due. */
  #announced = false;

  constructor(runtime: Runtime, options: AttemptWorkerOptions) {
    this.#runtime = runtime;
    this.#options = options;
  }

  start(): void {
    this.#alarm.within(0);
  }

  /** Waits for the calls that are under way, and for what became of them to be written. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#alarm.stop();
    await Promise.all(this.#running);
  }

  /** Says that attempts were added. */
  nudge(): void {
    this.#announced = true;
    this.#alarm.within(0);
  }

  /** Takes what is due, as far as there are places free. */
  async #look(): Promise<void> {
    const free = this.#options.concurrency - this.#running.size;
    this.#alarm.within(LOOK_EVERY_MS);
    // Each call that ends makes room and looks again.
    if (free <= 0) return;
    try {
      if (this.#announced || (await this.#isDue())) {
        this.#announced = false;
        const leases = await this.#options.leases.claim(this.#options.provider, free);
        for (const lease of leases) this.#run(lease);
        // There may be more than fitted, and by now there may be room again.
        if (leases.length === free) this.nudge();
      }
    } catch (error) {
      this.#runtime.log.warn(
        { err: error },
        'Payments that are due at the provider could not be taken; tried again soon.',
      );
    }
  }

  async #isDue(): Promise<boolean> {
    const due = await nextDue(this.#runtime.read, this.#options.provider);
    if (due === undefined) return false;
    const wait = due - Date.now();
    if (wait > 0) this.#alarm.within(wait);
    return wait <= 0;
  }

  #run(lease: Lease): void {
    const work = this.#workOn(lease)
      .catch((error: unknown) => {
        this.#runtime.log.error(
          { err: error, payment_id: lease.attempt.paymentId },
          'What became of a call to the provider could not be written; the provider is asked again when the lease has run out.',
        );
      })
      .finally(() => {
        const wasFull = this.#running.size >= this.#options.concurrency;
        this.#running.delete(work);
        if (wasFull) this.nudge();
      });
    this.#running.add(work);
  }

  async #workOn(first: Lease): Promise<void> {
    let lease = first;
    for (;;) {
      const seen = await this.#call(lease.attempt);
      const now = Date.now();
      const next = advance(lease.attempt, seen, now);
      const more = operationOf(next.attempt.phase) !== undefined && Date.parse(next.attempt.dueAt) <= now;
      const saved = await this.#options.leases.save(lease, next, more && !this.#stopping);
      if (saved === 'lost') {
        this.#runtime.log.warn({ payment_id: lease.attempt.paymentId }, 'Another worker has taken over this payment.');
      }
      if (saved === 'released' && operationOf(next.attempt.phase) !== undefined) {
        this.#alarm.within(Date.parse(next.attempt.dueAt) - Date.now());
      }
      if (typeof saved === 'string') return;
      lease = saved;
    }
  }

  #call(attempt: Attempt): Promise<Observation> {
    const { client } = this.#options;
    const { chargeId } = attempt;
    const key = idempotencyKey(attempt);
    const operation = operationOf(attempt.phase);
    if (operation === 'retrieve')
      return chargeId === undefined ? client.search(attempt.paymentId) : client.retrieve(chargeId);
    if (operation === 'create' || chargeId === undefined) return client.create(attempt, key);
    return operation === 'cancel' ? client.cancel(chargeId, key) : client.confirm(chargeId, key);
  }
}
