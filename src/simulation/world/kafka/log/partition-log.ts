/**
 * The log of one partition as its leader has it: batches as bytes, in offset order, found by binary search. Offsets are
 * given out without gaps. What all replicas in sync have is committed: it ends at the high watermark, and consumers read
 * no further. Beyond it the log may be cut off when the leader changes.
 */

import type { AppendedRecord } from '../records.ts';
import { ProducerStates } from './producer-state.ts';
import type { BatchHeader, Outcome } from './record-batch.ts';
import { TransactionIndex } from './transaction-index.ts';

export interface StoredBatch {
  readonly header: BatchHeader;
  /** How it ended a transaction; only a control batch has it. */
  readonly outcome?: Outcome;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly bytes: Buffer;
  /** Bytes in the log before this batch since the partition was created. */
  readonly position: number;
  readonly appendedMs: number;
  /** Empty for control batches. */
  readonly records: readonly AppendedRecord[];
}

export type BatchToStore = Omit<StoredBatch, 'baseOffset' | 'lastOffset' | 'position'>;

export class PartitionLog {
  #producers = new ProducerStates();
  #transactions = new TransactionIndex();
  readonly #waiters = new Set<() => void>();
  #batches: StoredBatch[] = [];
  #startOffset = 0;
  #endOffset = 0;
  #endPosition = 0;
  #highWatermark = 0;

  /** What is known of the producers that wrote here. */
  get producers(): ProducerStates {
    return this.#producers;
  }

  /** The transactions that wrote here. */
  get transactions(): TransactionIndex {
    return this.#transactions;
  }

  /** Offset of the first record that is still there. */
  get startOffset(): number {
    return this.#startOffset;
  }

  /** Offset that the next record will get. */
  get endOffset(): number {
    return this.#endOffset;
  }

  /** Offset after the last committed record. */
  get highWatermark(): number {
    return this.#highWatermark;
  }

  /** Up to here everything is committed and no transaction is open. */
  get lastStableOffset(): number {
    return this.transactions.lastStableOffset(this.#highWatermark);
  }

  /** Appends a batch whose base offset is `endOffset`. It is not committed yet. */
  append(toStore: BatchToStore): void {
    const baseOffset = this.#endOffset;
    const lastOffset = baseOffset + toStore.header.lastOffsetDelta;
    const batch = { ...toStore, baseOffset, lastOffset, position: this.#endPosition };
    this.#batches.push(batch);
    this.#endOffset = lastOffset + 1;
    this.#endPosition += batch.bytes.length;
    this.#learn(batch);
  }

  /** Sets the high watermark; a new leader may know a lower one than the last leader did. */
  commitTo(offset: number): void {
    this.#highWatermark = Math.min(offset, this.#endOffset);
  }

  /**
   * Cuts off what lies at `offset` and beyond, as a replica does that finds its new leader has less.
   * @returns The batches that are gone.
   */
  truncate(offset: number): readonly StoredBatch[] {
    const first = this.#batches[this.#indexOf(offset)];
    if (first === undefined) return [];
    const gone = this.#batches.splice(this.#indexOf(offset));
    this.#endOffset = first.baseOffset;
    this.#endPosition = first.position;
    this.#highWatermark = Math.min(this.#highWatermark, this.#endOffset);
    this.#startOffset = Math.min(this.#startOffset, this.#endOffset);
    this.#producers = new ProducerStates();
    this.#transactions = new TransactionIndex();
    for (const batch of this.#batches) this.#learn(batch);
    return gone;
  }

  /** Base offset of the first batch appended at `atMs` or later; the end where there is none. */
  offsetAppendedAt(atMs: number): number {
    return this.#batches.find(({ appendedMs }) => appendedMs >= atMs)?.baseOffset ?? this.#endOffset;
  }

  #learn({ header, outcome, baseOffset }: StoredBatch): void {
    const { producerId, producerEpoch } = header;
    if (outcome !== undefined) {
      this.#producers.fence(producerId, producerEpoch);
      this.#transactions.ended(producerId, baseOffset, outcome);
      return;
    }
    this.#producers.appended(header, baseOffset);
    if (header.transactional) this.#transactions.began(producerId, baseOffset);
  }

  /** Calls `wake` at each `notify` until it is withdrawn. */
  onChange(wake: () => void): () => void {
    this.#waiters.add(wake);
    return () => this.#waiters.delete(wake);
  }

  /** Tells those who wait that there may be more to read. */
  notify(): void {
    // A copy: who is woken may begin to wait again at once.
    const waiting = [...this.#waiters];
    for (const wake of waiting) wake();
  }

  /** True when a fetch at `offset` can be served, now or later. */
  contains(offset: number): boolean {
    return offset >= this.#startOffset && offset <= this.#endOffset;
  }

  /** Bytes that a fetch from `offset` up to (not including) offset `limit` could get. */
  bytesBetween(offset: number, limit: number): number {
    const first = this.#batches[this.#indexOf(offset)];
    if (first === undefined || offset >= limit) return 0;
    const after = this.#batches[this.#indexOf(limit)];
    return (after?.position ?? this.#endPosition) - first.position;
  }

  /**
   * Whole batches from the one with `offset` on, below offset `limit`, within `maxBytes`. With `atLeastOne`
   * the first batch is returned even when it alone is larger, so that a consumer never gets stuck.
   */
  read(offset: number, limit: number, maxBytes: number, atLeastOne: boolean): readonly StoredBatch[] {
    const first = this.#indexOf(offset);
    let end = first;
    let bytes = 0;
    for (let batch = this.#batches[end]; batch !== undefined && batch.lastOffset < limit; batch = this.#batches[end]) {
      bytes += batch.bytes.length;
      if (bytes > maxBytes && !(atLeastOne && end === first)) break;
      end += 1;
    }
    return this.#batches.slice(first, end);
  }

  /** The first record whose timestamp is `timestamp` or later. */
  findByTimestamp(timestamp: number): AppendedRecord | undefined {
    for (const batch of this.#batches) {
      if (batch.header.maxTimestamp < timestamp) continue;
      const found = batch.records.find((record) => record.timestamp >= timestamp && record.offset >= this.#startOffset);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Removes what lies before `offset`, as DeleteRecords does. */
  deleteBefore(offset: number): void {
    this.#startOffset = Math.max(this.#startOffset, Math.min(offset, this.#highWatermark));
    this.#batches = this.#batches.slice(this.#indexOf(this.#startOffset));
  }

  /** Removes the batches appended before `atMs`, as retention does. */
  deleteAppendedBefore(atMs: number): void {
    this.deleteBefore(this.offsetAppendedAt(atMs));
  }

  /** Index of the batch that contains `offset` or, where none does, of the first one after it. */
  #indexOf(offset: number): number {
    let low = 0;
    let high = this.#batches.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const batch = this.#batches[middle];
      if (batch !== undefined && batch.lastOffset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
