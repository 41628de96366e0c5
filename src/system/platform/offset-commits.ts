/**
 * Commits the offsets of all partitions whose chunks are done at the same time in one request. A transaction usually carries the
 * chunks of many partitions, and a request for each of them would cost more than the handling.
 */
import type { EachBatchPayload } from 'kafkajs';
import { Gathering } from './gathering.ts';

/** Most partitions in one request. */
const PARTITIONS_MAX = 100;

/** A partition of which everything before `next` is done. */
interface Done {
  readonly payload: EachBatchPayload;
  readonly next: string;
}

export class OffsetCommits {
  readonly #together = new Gathering<Done, true>(PARTITIONS_MAX, commitTogether);

  /**
   * Resolves when the broker has taken the offset.
   *
   * @param last offset of the last record that is done.
   * @throws the error of the client, when the commit of this partition by itself fails too.
   */
  async commitThrough(payload: EachBatchPayload, last: string): Promise<void> {
    await this.#together.submit({ payload, next: String(BigInt(last) + 1n) });
  }
}

async function commitTogether(done: readonly Done[]): Promise<readonly true[]> {
  const [first] = done;
  if (first === undefined) return [];
  const byTopic = Map.groupBy(done, ({ payload }) => payload.batch.topic);
  // Whichever payload it is called on: all of one consumer commit for the same member of the group.
  await first.payload.commitOffsetsIfNecessary({
    topics: [...byTopic].map(([topic, list]) => ({
      topic,
      partitions: list.map(({ payload, next }) => ({ partition: payload.batch.partition, offset: next })),
    })),
  });
  return done.map(() => true);
}
