/**
 * The fetchers by which brokers follow the leaders of their partitions. Each broker has one; it fetches everything that is
 * new, a moment after it became so. One that stands still falls out of sync after `replica.lag.time.max.ms`.
 */

import type { Cancel, Random, Scheduler } from '../../ports.ts';
import type { Partition } from './partition.ts';

/** How long a fetch of a follower takes, in milliseconds. */
const FETCH_MS = { min: 0.2, max: 1 };

export interface ReplicatorOptions {
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** Kafka's `replica.lag.time.max.ms`. */
  readonly maxLagMs: number;
  partitions(): Iterable<Partition>;
  isAlive(broker: number): boolean;
  /** Replicas in sync have changed. */
  changed(partition: Partition): void;
}

export class Replicator {
  readonly #options: ReplicatorOptions;
  /** Broker to the partitions of which it has yet to fetch something. */
  readonly #behind = new Map<number, Set<Partition>>();
  readonly #fetching = new Map<number, Cancel>();
  readonly #stalled = new Map<number, Cancel>();

  constructor(options: ReplicatorOptions) {
    this.#options = options;
  }

  /**
   * There is something to fetch from the leaders of these partitions, or there are new leaders to fetch from. Whoever waits for records is
   * told when all of them are there, so that one answer carries what came with one request.
   */
  wake(...partitions: readonly Partition[]): void {
    const moved = partitions.filter((partition) => partition.replicas.length === 1 && partition.advance());
    for (const partition of moved) partition.log.notify();
    for (const partition of partitions) {
      if (partition.replicas.length === 1) continue;
      for (const id of partition.replicas) this.#follow(id, partition);
    }
  }

  /** The broker fetches from all leaders that it follows, so that it is in sync again even where nothing was written. */
  catchUp(id: number): void {
    for (const partition of this.#options.partitions()) {
      if (partition.replicas.includes(id)) this.#follow(id, partition);
    }
  }

  /** The broker fetches nothing for a while. */
  stall(id: number): void {
    if (!this.#stalled.has(id)) this.#watch(id, this.#options.maxLagMs);
  }

  /** The broker fetches again, if it is up. */
  resume(id: number): void {
    this.#stalled.get(id)?.();
    this.#stalled.delete(id);
    this.catchUp(id);
  }

  close(): void {
    for (const cancel of [...this.#fetching.values(), ...this.#stalled.values()]) cancel();
  }

  #follow(id: number, partition: Partition): void {
    if (id === partition.leader) return;
    const behind = this.#behind.get(id) ?? new Set();
    this.#behind.set(id, behind.add(partition));
    this.#fetchSoon(id);
  }

  #fetchSoon(id: number): void {
    const { scheduler, random } = this.#options;
    if (this.#fetching.has(id) || this.#stalled.has(id) || !this.#options.isAlive(id)) return;
    const delayMs = FETCH_MS.min + random.next() * (FETCH_MS.max - FETCH_MS.min);
    this.#fetching.set(
      id,
      scheduler.schedule(delayMs, () => this.#fetch(id)),
    );
  }

  #fetch(id: number): void {
    this.#fetching.delete(id);
    if (this.#stalled.has(id) || !this.#options.isAlive(id)) return;
    const behind = this.#behind.get(id) ?? new Set();
    this.#behind.delete(id);
    const moved: Partition[] = [];
    for (const partition of behind) {
      const { leader } = partition;
      // Without a leader there is nothing to fetch; the next election wakes us.
      if (leader === undefined || !this.#options.isAlive(leader)) continue;
      const wasInSync = partition.isInSync(id);
      if (partition.caughtUp(id)) moved.push(partition);
      if (!wasInSync) this.#options.changed(partition);
    }
    for (const partition of moved) partition.log.notify();
  }

  /** As leaders do, looks from time to time who has not caught up. */
  #watch(id: number, afterMs: number): void {
    const cancel = this.#options.scheduler.schedule(afterMs, () => {
      for (const partition of this.#options.partitions()) this.#dropIfBehind(partition, id);
      this.#watch(id, this.#options.maxLagMs / 2);
    });
    this.#stalled.set(id, cancel);
  }

  #dropIfBehind(partition: Partition, id: number): void {
    if (partition.leader === id || partition.endOf(id) === partition.log.endOffset) return;
    if (!partition.dropFromSync(id)) return;
    this.#options.changed(partition);
    partition.advance();
    // Who waits for its acknowledgement has to hear of it even when nothing moved.
    partition.log.notify();
  }
}
