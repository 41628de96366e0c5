/**
 * One partition and its replicas: who leads it, who is in sync, and how far each replica has come. A replica that does not
 * lead holds a beginning of the leader's log, so its state is one number, and there is one log. When a replica that has
 * less becomes the leader, the log is cut off where that replica ends: the others would do so before they fetch from it.
 */

import { PartitionLog, type StoredBatch } from '../log/partition-log.ts';

/** How far a replica has come. */
interface Progress {
  /** Offset of the next record it will get. */
  end: number;
  /** The high watermark that the leader told it at its last fetch. */
  highWatermark: number;
}

export class Partition {
  readonly topic: string;
  readonly index: number;
  /** Ids of the brokers that keep a copy; the first is the preferred leader. */
  readonly replicas: readonly number[];
  readonly log = new PartitionLog();
  readonly #progress = new Map<number, Progress>();
  #leader: number | undefined;
  #leaderEpoch = 0;
  #epochStart = 0;
  #inSync: readonly number[];

  constructor(topic: string, index: number, replicas: readonly number[]) {
    this.topic = topic;
    this.index = index;
    this.replicas = replicas;
    this.#leader = replicas[0];
    this.#inSync = replicas;
    for (const id of replicas) this.#progress.set(id, { end: 0, highWatermark: 0 });
  }

  /** Id of the broker that leads; undefined while nobody does. */
  get leader(): number | undefined {
    return this.#leader;
  }

  /** Counts the changes of the leader, from 0. */
  get leaderEpoch(): number {
    return this.#leaderEpoch;
  }

  /** Ids of the replicas that have what the leader has, the leader among them. Never empty. */
  get inSync(): readonly number[] {
    return this.#inSync;
  }

  /** False after a change of leader, until what the new leader began with is known to be committed (KIP-207). */
  get highWatermarkIsSure(): boolean {
    return this.log.highWatermark >= this.#epochStart;
  }

  /** Offset at which the replica's copy ends. */
  endOf(id: number): number {
    return id === this.#leader ? this.log.endOffset : (this.#progress.get(id)?.end ?? 0);
  }

  /** The followers, whether in sync or not. */
  followers(): readonly number[] {
    return this.replicas.filter((id) => id !== this.#leader);
  }

  /**
   * The leader's log has grown, or a replica has fetched: moves the high watermark to what all replicas in sync have.
   * @returns Whether it moved.
   */
  advance(): boolean {
    if (this.#leader === undefined) return false;
    const { highWatermark } = this.log;
    let end = this.log.endOffset;
    for (const id of this.#inSync) end = Math.min(end, this.endOf(id));
    if (end > highWatermark) this.log.commitTo(end);
    return end > highWatermark;
  }

  /**
   * A follower has fetched all that the leader has, and is in sync from now on.
   * @returns Whether the high watermark moved.
   */
  caughtUp(id: number): boolean {
    const progress = this.#progress.get(id);
    if (this.#leader === undefined || progress === undefined || id === this.#leader) return false;
    progress.end = this.log.endOffset;
    progress.highWatermark = this.log.highWatermark;
    if (!this.#inSync.includes(id)) this.#inSync = this.replicas.filter((each) => each === id || this.isInSync(each));
    return this.advance();
  }

  isInSync(id: number): boolean {
    return this.#inSync.includes(id);
  }

  /**
   * Takes a replica out of those in sync; the last one stays.
   * @returns Whether it was one of several.
   */
  dropFromSync(id: number): boolean {
    if (!this.isInSync(id) || this.#inSync.length === 1) return false;
    this.#inSync = this.#inSync.filter((each) => each !== id);
    return true;
  }

  /** Nobody leads any more. */
  resign(): void {
    const leader = this.#leader === undefined ? undefined : this.#progress.get(this.#leader);
    if (leader !== undefined) {
      leader.end = this.log.endOffset;
      leader.highWatermark = this.log.highWatermark;
    }
    this.#leader = undefined;
    this.#leaderEpoch += 1;
  }

  /**
   * Makes a replica the leader. One that is not in sync is the only one in sync afterwards (unclean election).
   * @returns The batches that only others had, which are lost.
   */
  elect(id: number): readonly StoredBatch[] {
    this.resign();
    const progress = this.#progress.get(id);
    if (progress === undefined) throw new Error(`broker ${id} has no replica of ${this.topic}/${this.index}`);
    const lost = this.log.truncate(progress.end);
    this.log.commitTo(progress.highWatermark);
    for (const other of this.#progress.values()) other.end = Math.min(other.end, this.log.endOffset);
    if (!this.isInSync(id)) this.#inSync = [id];
    this.#leader = id;
    this.#epochStart = this.log.endOffset;
    this.advance();
    return lost;
  }

  /** The replica's copy ends there now: what lay beyond was not on its disk when it crashed. It must not lead. */
  forget(id: number, offset: number): void {
    const progress = this.#progress.get(id);
    if (progress === undefined) return;
    progress.end = Math.min(progress.end, offset);
    progress.highWatermark = Math.min(progress.highWatermark, progress.end);
  }
}
