/**
 * The producer of the outbox. What kafkajs calls sent is compared with what it was given: its answers are remembered per broker
 * while it tries again, so a partition whose new leader has answered for others already is left out, and `sendBatch` resolves
 * without it (tulios/kafkajs#1798 describes the same memory).
 */
import type { Kafka, PartitionerArgs, Producer, RecordMetadata, TopicMessages } from 'kafkajs';
import { partitionByKey } from './messaging/topic-split/partitioner.ts';

/** Publishing is retried 10 times, 10 ms to 1 s, times 2, with jitter (kafkajs' `factor`). */
const PUBLISH_RETRY = { retries: 10, initialRetryTime: 10, maxRetryTime: 1_000, multiplier: 2, factor: 0.2 };

/** The client resolved, but no broker has answered for these partitions. Sending everything again is safe. */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError';
  constructor(partitions: readonly string[]) {
    super(`No broker has acknowledged what was sent to ${partitions.join(', ')}; it counts as not sent.`);
  }
}

/**
 * A producer that neither loses nor doubles while it lives: acknowledged by all replicas, idempotent, and with one request in
 * flight, since kafkajs miscounts its sequence numbers when two are and one answer is lost (kafkajs#1005).
 */
export class CompleteProducer {
  readonly #producer: Producer;
  /** Where the partitioner has put the messages of the batch that is under way, as `topic/partition`. */
  readonly #addressed = new Set<string>();

  constructor(kafka: Kafka) {
    this.#producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: () => this.#noting(partitionByKey()),
      retry: PUBLISH_RETRY,
    });
  }

  async connect(): Promise<void> {
    await this.#producer.connect();
  }

  /**
   * Sends one batch; one at a time.
   *
   * @throws UnansweredError, or the error of the client. Then anything may have been sent, and this producer is used up.
   */
  async send(topicMessages: TopicMessages[]): Promise<void> {
    this.#addressed.clear();
    const answers = await this.#producer.sendBatch({ acks: -1, topicMessages });
    const unanswered = this.#addressed.difference(new Set(answers.map(placeOf)));
    if (unanswered.size > 0) throw new UnansweredError([...unanswered]);
  }

  async disconnect(): Promise<void> {
    await this.#producer.disconnect();
  }

  #noting(partitioner: (args: PartitionerArgs) => number): (args: PartitionerArgs) => number {
    return (args) => {
      const partition = partitioner(args);
      this.#addressed.add(`${args.topic}/${partition}`);
      return partition;
    };
  }
}

function placeOf({ topicName, partition }: RecordMetadata): string {
  return `${topicName}/${partition}`;
}
