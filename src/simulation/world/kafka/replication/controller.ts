/**
 * The controller of the cluster: it decides who leads each partition when brokers come, go, or are relieved. A partition
 * whose replicas in sync are all down waits for one of them, unless its topic allows an unclean election.
 */

import type { StoredBatch } from '../log/partition-log.ts';
import type { Partition } from './partition.ts';

export interface ControllerOptions {
  /** All partitions, those of the internal topics among them, always in the same order. */
  partitions(): Iterable<Partition>;
  isAlive(broker: number): boolean;
  /** Whether a replica that is not in sync may lead when no other can. */
  allowsUnclean(partition: Partition): boolean;
  /** A partition has another leader or none; these batches were lost with it. */
  elected(partition: Partition, lost: readonly StoredBatch[]): void;
}

export class Controller {
  readonly #options: ControllerOptions;

  constructor(options: ControllerOptions) {
    this.#options = options;
  }

  /** A broker is down: others lead what it led, and nobody waits for its replicas. */
  brokerGone(id: number): void {
    for (const partition of this.#options.partitions()) {
      if (!partition.replicas.includes(id)) continue;
      const dropped = partition.dropFromSync(id);
      if (partition.leader === id) this.#replaceLeader(partition);
      else if (dropped && partition.advance()) partition.log.notify();
    }
  }

  /** A broker is up: it leads again what waited for it. */
  brokerBack(id: number): void {
    for (const partition of this.#options.partitions()) {
      if (partition.leader === undefined && partition.replicas.includes(id)) this.#replaceLeader(partition);
    }
  }

  /**
   * Relieves a broker: each of the partitions that it leads gets another leader that is in sync, where there is one.
   * @returns The partitions that moved.
   */
  moveAway(id: number, partitions: Iterable<Partition>): readonly Partition[] {
    const moved = [...partitions].filter(
      (partition) => partition.leader === id && this.#candidates(partition).some((each) => each !== id),
    );
    for (const partition of moved) {
      this.#elect(
        partition,
        this.#candidates(partition).find((each) => each !== id),
      );
    }
    return moved;
  }

  /** Takes a broker out of sync everywhere but where it leads or is the last one. */
  dropFromSync(id: number): void {
    for (const partition of this.#options.partitions()) {
      if (partition.leader === id || !partition.dropFromSync(id)) continue;
      partition.advance();
      partition.log.notify();
    }
  }

  /** Lets a replica lead that is up, in sync or not. */
  elect(partition: Partition, id: number): void {
    this.#elect(partition, id);
  }

  #replaceLeader(partition: Partition): void {
    const [inSync] = this.#candidates(partition);
    this.#elect(partition, inSync ?? (this.#options.allowsUnclean(partition) ? this.#alive(partition)[0] : undefined));
  }

  #elect(partition: Partition, id: number | undefined): void {
    const hadLeader = partition.leader !== undefined;
    if (id !== undefined) this.#options.elected(partition, partition.elect(id));
    else if (hadLeader) {
      partition.resign();
      this.#options.elected(partition, []);
    }
  }

  #candidates(partition: Partition): readonly number[] {
    return this.#alive(partition).filter((id) => partition.isInSync(id));
  }

  #alive(partition: Partition): readonly number[] {
    return partition.replicas.filter((id) => this.#options.isAlive(id));
  }
}
