/** One broker of the cluster: the connections of its clients, what it leads and coordinates, and how it goes down. */

import type { Cancel, Connection, Listener } from '../ports.ts';
import type { ClusterState } from './cluster-state.ts';
import type { Address } from './options.ts';
import type { Partition } from './replication/partition.ts';
import { ClientSession } from './session.ts';
import { ErrorCode } from './wire/error-codes.ts';

/** How a broker crashes. */
export interface BrokerCrash {
  readonly restartAfterMs: number;
  /** What was appended within so many milliseconds was not on the disk yet and is lost there. Default 0: nothing. */
  readonly unflushedMs?: number;
}

export class Broker {
  /** From 1. */
  readonly id: number;
  readonly cluster: ClusterState;
  /** Accepts connections of clients; while the broker is down they are reset. */
  readonly listener: Listener;
  /** Where clients are told to connect to; a server that chose its port changes it. */
  address: Address;
  readonly #sessionTimeoutMs: number;
  readonly #connections = new Set<Connection>();
  #alive = true;
  /** While it is down: withdraws what is planned for it. */
  #cancels: Cancel[] = [];
  /** While the controller has not noticed that it is down: what it will do then. */
  #notice: (() => void) | undefined;

  constructor(id: number, address: Address, cluster: ClusterState, sessionTimeoutMs: number) {
    this.id = id;
    this.address = address;
    this.cluster = cluster;
    this.#sessionTimeoutMs = sessionTimeoutMs;
    this.listener = (connection) => this.#accept(connection);
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Whether it is down and the controller knows. Until then clients are sent to it in vain. */
  get fenced(): boolean {
    return !this.#alive && this.#notice === undefined;
  }

  /** The partition, if this broker leads it; else what to answer. */
  leading(topic: string, index: number): Partition | ErrorCode {
    const partition = this.cluster.topics.partition(topic, index);
    if (partition === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    return partition.leader === this.id ? partition : ErrorCode.NOT_LEADER_OR_FOLLOWER;
  }

  /** NONE when this broker looks after the group. */
  checkGroup(group: string): ErrorCode {
    return this.cluster.groupCoordinators.check(group, this.id);
  }

  /** NONE when this broker looks after the transactional id. */
  checkTransactionalId(id: string): ErrorCode {
    return this.cluster.transactionCoordinators.check(id, this.id);
  }

  /**
   * Kills the broker and starts it again after a while. The controller notices when its session times out, or when it is
   * back, whichever comes first.
   * @returns Whether it was up.
   */
  crash({ restartAfterMs, unflushedMs = 0 }: BrokerCrash): boolean {
    if (!this.#alive) return false;
    const { scheduler, controller, topics } = this.cluster;
    const flushedMs = scheduler.now() - unflushedMs;
    const copies = topics
      .all()
      .flatMap(({ partitions }) => partitions.filter((each) => each.replicas.includes(this.id)));
    const onDisk = copies.map((partition) => [partition, partition.log.offsetAppendedAt(flushedMs)] as const);
    this.#alive = false;
    this.#notice = () => {
      this.#notice = undefined;
      controller.brokerGone(this.id);
      if (unflushedMs > 0) for (const [partition, end] of onDisk) partition.forget(this.id, end);
    };
    this.#cancels = [
      scheduler.schedule(this.#sessionTimeoutMs, () => this.#notice?.()),
      scheduler.schedule(restartAfterMs, () => this.start()),
    ];
    const open = [...this.#connections];
    this.#connections.clear();
    for (const connection of open) connection.reset();
    return true;
  }

  /** Starts the broker now, if it is down. */
  start(): void {
    if (this.#alive) return;
    this.#cancelAll();
    this.#notice?.();
    this.#alive = true;
    this.cluster.trace('kafka.broker', this.id, 'up');
    this.cluster.controller.brokerBack(this.id);
    this.cluster.replicator.catchUp(this.id);
  }

  /** Withdraws all timers. Connections are the network's to close. */
  close(): void {
    this.#cancelAll();
  }

  #accept(connection: Connection) {
    if (!this.#alive) {
      connection.reset();
      return { onData: () => undefined, onClose: () => undefined };
    }
    this.#connections.add(connection);
    const session = new ClientSession(this, connection);
    return {
      onData: (bytes: Buffer) => session.onData(bytes),
      onClose: () => {
        this.#connections.delete(connection);
        session.onClose();
      },
    };
  }

  #cancelAll(): void {
    for (const cancel of this.#cancels.splice(0)) cancel();
  }
}
