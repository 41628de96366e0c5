/**
 * Commits the offsets of all partitions that were done within a moment in one request, behind the back of the handlers. A request after each
 * transaction, waited for before the next fetch, would cost more than the handling. What is lost with a process before its offset was committed
 * is read again, and the inbox knows it.
 */
import type { EachBatchPayload } from 'kafkajs';
import { sleep } from './retry.ts';

/** How long an offset waits for others, in milliseconds. */
const PAUSE_MS = 50;
/** Between the tries of a commit that failed, after those of the client itself. */
const AGAIN_MS = 1_000;

/** What is needed of a batch in order to commit offsets of its partition. */
export interface Batched extends Pick<EachBatchPayload, 'commitOffsetsIfNecessary'> {
  readonly batch: Pick<EachBatchPayload['batch'], 'topic' | 'partition'>;
}

/** A partition of which everything before `next` is done. */
interface Done {
  readonly payload: Batched;
  readonly next: string;
  /** Whether the partition is still ours; when it is not, nothing is committed any more. */
  readonly isCurrent: () => boolean;
}

export class OffsetCommits {
  /** What is to be committed, by partition: the last that was done counts, and none ever goes back behind another. */
  readonly #wanted = new Map<string, Done>();
  readonly #onFailure: (error: unknown) => void;
  #working: Promise<void> | undefined;

  /** @param onFailure told of commits that failed and are tried again. */
  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  /**
   * Has an offset committed soon, again and again until it is.
   *
   * @param last offset of the last record that is done.
   * @param isCurrent see `Done`.
   */
  commitThrough(payload: Batched, last: string, isCurrent: () => boolean): void {
    const { topic, partition } = payload.batch;
    this.#wanted.set(`${topic}/${partition}`, { payload, next: String(BigInt(last) + 1n), isCurrent });
    this.#working ??= this.#work();
  }

  /** Resolves when everything so far is committed, or not ours any more. */
  async settled(): Promise<void> {
    await this.#working;
  }

  /** One request at a time, or an older offset could arrive after a newer one. */
  async #work(): Promise<void> {
    while (this.#wanted.size > 0) {
      await sleep(PAUSE_MS);
      const taken = [...this.#wanted];
      this.#wanted.clear();
      try {
        await commitTogether(taken.map(([, done]) => done));
      } catch (error) {
        const missed = taken.filter(([key, { isCurrent }]) => isCurrent() && !this.#wanted.has(key));
        for (const [key, done] of missed) this.#wanted.set(key, done);
        if (missed.length > 0) this.#onFailure(error);
        await sleep(AGAIN_MS);
      }
    }
    this.#working = undefined;
  }
}

async function commitTogether(done: readonly Done[]): Promise<void> {
  // Somebody else may be further by now with what was ours when it was done.
  const current = done.filter(({ isCurrent }) => isCurrent());
  const [first] = current;
  if (first === undefined) return;
  const byTopic = Map.groupBy(current, ({ payload }) => payload.batch.topic);
  // Whichever payload it is called on: all of one consumer commit for the same member of the group.
  await first.payload.commitOffsetsIfNecessary({
    topics: [...byTopic].map(([topic, list]) => ({
      topic,
      partitions: list.map(({ payload, next }) => ({ partition: payload.batch.partition, offset: next })),
    })),
  });
}
