/**
 * What was waiting for a service when it started: the ends of its partitions at that time, and how much of it its groups have not done yet.
 * The whole group counts, not this instance, because the partitions may belong to others.
 */
import type { Admin, Kafka } from 'kafkajs';

/** A consumer group, and what it reads. */
export interface GroupTopics {
  readonly group: string;
  readonly topics: readonly string[];
}

interface Target {
  readonly topic: string;
  readonly partition: number;
  readonly low: number;
  readonly high: number;
}

export class Watermarks {
  readonly #admin: Admin;
  readonly #groups: () => readonly GroupTopics[];
  /** By group. */
  readonly #targets = new Map<string, readonly Target[]>();
  #connected = false;

  /** @param groups those that count at the time of the call; what one has to do is what waits when it is first among them. */
  constructor(kafka: Kafka, groups: () => readonly GroupTopics[]) {
    this.#admin = kafka.admin();
    this.#groups = groups;
  }

  /**
   * How many records of those that were there at the first call the groups have still to handle.
   *
   * @throws the client's error when the broker can't be asked.
   */
  async left(): Promise<number> {
    if (!this.#connected) await this.#admin.connect();
    this.#connected = true;
    let left = 0;
    for (const group of this.#groups()) left += await this.#leftOf(group);
    return left;
  }

  /** Closes the connection to the broker; `left` opens it again. */
  async close(): Promise<void> {
    if (!this.#connected) return;
    this.#connected = false;
    await this.#admin.disconnect();
  }

  async #leftOf({ group, topics: all }: GroupTopics): Promise<number> {
    const targets = this.#targets.get(group) ?? (await this.#ends(all));
    this.#targets.set(group, targets);
    const waiting = targets.filter(({ low, high }) => high > low);
    if (waiting.length === 0) return 0;
    const topics = [...new Set(waiting.map(({ topic }) => topic))];
    const offsets = await this.#admin.fetchOffsets({ groupId: group, topics });
    const committed = new Map(
      offsets.flatMap(({ topic, partitions }) =>
        partitions.map(({ partition, offset }) => [`${topic}/${partition}`, Number(offset)] as const),
      ),
    );
    return waiting.reduce((sum, { topic, partition, low, high }) => {
      const done = Math.max(low, committed.get(`${topic}/${partition}`) ?? low);
      return sum + Math.max(0, high - done);
    }, 0);
  }

  async #ends(topics: readonly string[]): Promise<readonly Target[]> {
    const ends = await Promise.all(
      topics.map(async (topic) => {
        const partitions = await this.#admin.fetchTopicOffsets(topic);
        return partitions.map(({ partition, low, high }) => ({
          topic,
          partition,
          low: Number(low),
          high: Number(high),
        }));
      }),
    );
    return ends.flat();
  }
}
