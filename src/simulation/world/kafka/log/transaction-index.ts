/**
 * The transactions of one partition: which are open, and which were aborted. A consumer that reads committed
 * data only is served up to the first open transaction (the last stable offset) and told what to skip.
 */

export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
  /** Offset of the control record that aborted it. */
  readonly lastOffset: number;
}

export class TransactionIndex {
  readonly #open = new Map<number, number>();
  readonly #aborted: AbortedTransaction[] = [];

  /** A transactional batch was appended at `offset`. */
  began(producerId: number, offset: number): void {
    if (!this.#open.has(producerId)) this.#open.set(producerId, offset);
  }

  /** The control record at `offset` ended the transaction of this producer. */
  ended(producerId: number, offset: number, outcome: 'commit' | 'abort'): void {
    const firstOffset = this.#open.get(producerId);
    this.#open.delete(producerId);
    if (outcome === 'abort' && firstOffset !== undefined) {
      this.#aborted.push({ producerId, firstOffset, lastOffset: offset });
    }
  }

  /** Everything below this offset is decided. */
  lastStableOffset(endOffset: number): number {
    // The usual case by far, and asked for each partition of each fetch.
    return this.#open.size === 0 ? endOffset : Math.min(endOffset, ...this.#open.values());
  }

  /** Aborted transactions with records in [from, to). */
  abortedBetween(from: number, to: number): readonly AbortedTransaction[] {
    return this.#aborted.filter((aborted) => aborted.lastOffset >= from && aborted.firstOffset < to);
  }
}
