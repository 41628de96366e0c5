/** What a Kafka client has to be able to do for the conformance suite, in words that no client library owns. */

/** What a request came to: `ok`, or the name that Kafka's protocol has for the error, such as `UNKNOWN_TOPIC_OR_PARTITION`. */
export type Outcome = string;

/** What is written: a value, or a record with all its parts. */
export interface SentRecord {
  readonly value: string | null;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A record as a reader was shown it. */
export interface ReadRecord {
  readonly offset: number;
  readonly value: string | null;
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

export interface PartitionEnds {
  readonly partition: number;
  readonly earliest: number;
  readonly latest: number;
}

export interface TopicWish {
  /** Default: what the broker takes by default. */
  readonly replicas?: number;
  readonly config?: Readonly<Record<string, string>>;
}

export interface GroupDescription {
  /** Such as `Stable`. */
  readonly state: string;
  readonly members: number;
}

export interface ConformanceClient {
  readonly name: string;
  createTopic(topic: string, partitions: number, wish?: TopicWish): Promise<Outcome>;
  deleteTopic(topic: string): Promise<Outcome>;
  /** Adds partitions until there are `count`. */
  createPartitions(topic: string, count: number): Promise<Outcome>;
  /** Removes the records of partition 0 before an offset. */
  deleteRecords(topic: string, before: number): Promise<Outcome>;
  /** The value of a setting of the topic, or the error. */
  topicConfig(topic: string, setting: string): Promise<string>;
  /** How many replicas partition 0 has. */
  replicas(topic: string): Promise<number>;
  topics(): Promise<readonly string[]>;
  /** Where the topic begins and ends, by partition. */
  ends(topic: string): Promise<readonly PartitionEnds[]>;
  /**
   * By an idempotent producer that waits for all replicas in sync.
   * @returns the offset of the first record, or the error
   */
  produce(
    topic: string,
    partition: number,
    records: readonly SentRecord[],
    compression?: 'gzip',
  ): Promise<number | Outcome>;
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
  /** Writes a record to each partition in a transaction; with `leave-open` it stays open until `finish`. */
  transact(
    id: string,
    topic: string,
    values: readonly (readonly [partition: number, value: string])[],
    end: 'commit' | 'abort' | 'leave-open',
  ): Promise<Outcome>;
  /** Commits what `leave-open` left. */
  finish(id: string): Promise<Outcome>;
  /** Commits an offset of partition 0 for a group in a transaction. */
  transactOffset(id: string, group: string, topic: string, offset: number, end: 'commit' | 'abort'): Promise<Outcome>;
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
  /** The member is gone without a word, as when its machine has died. */
  vanish(member: string): Promise<void>;
  describeGroup(group: string): Promise<GroupDescription>;
  groups(): Promise<readonly string[]>;
  deleteGroup(group: string): Promise<Outcome>;
  close(): Promise<void>;
}

/** Of the members that `join`; after it, one that vanished is removed. */
export const SESSION_TIMEOUT_MS = 6_000;
