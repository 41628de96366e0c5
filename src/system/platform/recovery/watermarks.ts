/**
 * What was waiting for a service when it started: the ends of its partitions at that time, and how much of it the group has not done yet. The
 * whole group counts, not this instance, because the partitions may belong to others.
 */
import type { Admin, Kafka } from 'kafkajs';

export class Watermarks {
  readonly #admin: Admin;
  readonly #group: string;
  readonly #topics: readonly string[];
  #connected = false;
  #targets:
    | readonly { readonly topic: string; readonly partition: number; readonly low: number; readonly high: number }[]
    | undefined;

  constructor(kafka: Kafka, group: string, topics: readonly string[]) {
    this.#admin = kafka.admin();
    this.#group = group;
    this.#topics = topics;
  }

  /**
   * How many records of those that were there at the first call the group has still to handle.
   *
   * @throws the client's error when the broker can't be asked.
   */
  async left(): Promise<number> {
    if (!this.#connected) await this.#admin.connect();
    this.#connected = true;
    this.#targets ??= await this.#ends();
    const waiting = this.#targets.filter(({ low, high }) => high > low);
    if (waiting.length === 0) return 0;
    const topics = [...new Set(waiting.map(({ topic }) => topic))];
    const offsets = await this.#admin.fetchOffsets({ groupId: this.#group, topics });
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

  /** Closes the connection to the broker; `left` opens it again. */
  async close(): Promise<void> {
    if (!this.#connected) return;
    this.#connected = false;
    await this.#admin.disconnect();
  }

  async #ends() {
    const ends = await Promise.all(
      this.#topics.map(async (topic) => {
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
