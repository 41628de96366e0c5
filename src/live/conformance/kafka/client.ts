/** What a Kafka client has to be able to do for the conformance suite, in words that no client library owns. */

/** What a request came to: `ok`, or the name that Kafka's protocol has for the error, such as `UNKNOWN_TOPIC_OR_PARTITION`. */
export type Outcome = string;

/** A record as a reader was shown it. */
export interface ReadRecord {
  readonly offset: number;
  readonly value: string;
}

export interface PartitionEnds {
  readonly partition: number;
  readonly earliest: number;
  readonly latest: number;
}

export interface ConformanceClient {
  readonly name: string;
  createTopic(topic: string, partitions: number): Promise<Outcome>;
  deleteTopic(topic: string): Promise<Outcome>;
  /** Where the topic begins and ends, by partition. */
  ends(topic: string): Promise<readonly PartitionEnds[]>;
  /** @returns the offset of the first record, or the error */
  produce(topic: string, partition: number, values: readonly string[]): Promise<number | Outcome>;
  /**
   * Reads a partition from an offset on until `wanted` records were shown and no more come, or none came for a while.
   * @param committed leave out what transactions have not committed
   */
  read(
    topic: string,
    partition: number,
    from: number,
    wanted: number,
    committed: boolean,
  ): Promise<readonly ReadRecord[]>;
  /** Writes in a transaction; with `leave-open` it stays open until `finish`. */
  transact(
    id: string,
    topic: string,
    values: readonly string[],
    end: 'commit' | 'abort' | 'leave-open',
  ): Promise<Outcome>;
  /** Commits what `leave-open` left. */
  finish(id: string): Promise<Outcome>;
  commitOffset(group: string, topic: string, partition: number, offset: number): Promise<Outcome>;
  /** -1 when there is none. */
  committedOffset(group: string, topic: string, partition: number): Promise<number>;
  /** A member joins and consumes; resolves when it is part of the group. */
  join(group: string, topic: string, member: string): Promise<void>;
  /** Partitions that a member has at the moment. */
  assignment(member: string): Promise<readonly number[]>;
  /** Values that a member was shown so far. */
  received(member: string): Promise<readonly string[]>;
  leave(member: string): Promise<void>;
  close(): Promise<void>;
}
