/**
 * The log of one partition: batches as bytes, in offset order, found by binary search. Offsets are given out
 * without gaps. There is one broker and no replication, so that what is appended is committed: the high
 * watermark is the end of the log.
 */

import type { AppendedRecord } from '../records.ts';
import { ProducerStates } from './producer-state.ts';
import type { BatchHeader } from './record-batch.ts';
import { TransactionIndex } from './transaction-index.ts';

export interface StoredBatch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly bytes: Buffer;
  /** Bytes in the log before this batch since the partition was created. */
  readonly position: number;
  readonly maxTimestamp: number;
  readonly appendedMs: number;
  /** Empty for control batches. */
  readonly records: readonly AppendedRecord[];
}

export type BatchToStore = Pick<StoredBatch, 'bytes' | 'appendedMs' | 'records'> & { readonly header: BatchHeader };

export class PartitionLog {
  readonly producers = new ProducerStates();
  readonly transactions = new TransactionIndex();
  readonly #waiters = new Set<() => void>();
  #batches: StoredBatch[] = [];
  #startOffset = 0;
  #endOffset = 0;
  #endPosition = 0;

  /** Offset of the first record that is still there. */
  get startOffset(): number {
    return this.#startOffset;
  }

  /** Offset that the next record will get; the high watermark. */
  get endOffset(): number {
    return this.#endOffset;
  }

  get lastStableOffset(): number {
    return this.transactions.lastStableOffset(this.#endOffset);
  }

  /** Appends a batch whose base offset is `endOffset`. Call `notify` when the whole request is appended. */
  append({ header, ...batch }: BatchToStore): void {
    const baseOffset = this.#endOffset;
    const lastOffset = baseOffset + header.lastOffsetDelta;
    const { maxTimestamp } = header;
    this.#batches.push({ ...batch, baseOffset, lastOffset, maxTimestamp, position: this.#endPosition });
    this.#endOffset = lastOffset + 1;
    this.#endPosition += batch.bytes.length;
    if (header.control) return;
    this.producers.appended(header, baseOffset);
    if (header.transactional) this.transactions.began(header.producerId, baseOffset);
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
      if (batch.maxTimestamp < timestamp) continue;
      const found = batch.records.find((record) => record.timestamp >= timestamp && record.offset >= this.#startOffset);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Removes what lies before `offset`, as DeleteRecords does. */
  deleteBefore(offset: number): void {
    this.#startOffset = Math.max(this.#startOffset, Math.min(offset, this.#endOffset));
    this.#batches = this.#batches.slice(this.#indexOf(this.#startOffset));
  }

  /** Removes the batches appended before `atMs`, as retention does. */
  deleteAppendedBefore(atMs: number): void {
    const kept = this.#batches.find((batch) => batch.appendedMs >= atMs);
    this.deleteBefore(kept?.baseOffset ?? this.#endOffset);
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
