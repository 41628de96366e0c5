/** The offsets that one group has committed, in the order of the first commit per partition. */

export interface CommittedOffset {
  readonly topic: string;
  readonly partition: number;
  /** Offset of the next record to read. */
  readonly offset: number;
  readonly metadata: string;
}

export class OffsetStore {
  readonly #offsets = new Map<string, Map<number, CommittedOffset>>();

  commit(committed: CommittedOffset): void {
    const partitions = this.#offsets.get(committed.topic) ?? new Map<number, CommittedOffset>();
    partitions.set(committed.partition, committed);
    this.#offsets.set(committed.topic, partitions);
  }

  get(topic: string, partition: number): CommittedOffset | undefined {
    return this.#offsets.get(topic)?.get(partition);
  }

  all(): readonly CommittedOffset[] {
    return [...this.#offsets.values()].flatMap((partitions) => [...partitions.values()]);
  }

  /** Moves every offset back by so many records, not below 0. */
  rewind(records: number): void {
    for (const committed of this.all()) {
      this.commit({ ...committed, offset: Math.max(0, committed.offset - records) });
    }
  }

  /** Forgets a topic that was deleted. */
  forget(topic: string): void {
    this.#offsets.delete(topic);
  }
}
