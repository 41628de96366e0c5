/**
 * Consumes topics for one service. Offsets are committed after the database commit and point to the record after the last one that is
 * done, so a crash in between repeats work, which the inbox recognises. Nothing is skipped: what can't be read or handled is put aside as a
 * dead letter in a transaction of its own or of its chunk, and what fails for a passing reason is tried until it works.
 *
 * kafkajs lets a handler run on after its partition was revoked (kafkajs#1097), and can stop without a word. Therefore every handler
 * knows the generation it belongs to and gives up when that is over, and a consumer that crashes or stops ends the process.
 */
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { type BatchHandler, ChunkHandler } from './chunk-handler.ts';
import { type Received, receive, withoutRepetitions } from './consumer-chunk.ts';
import { asError, StaleHandlerError } from './errors.ts';
import type { MessageType } from './messages.ts';
import { OffsetCommits } from './offset-commits.ts';
import { ConsumerPulse } from './recovery/pulse.ts';
import { sleep } from './retry.ts';
import type { Runtime } from './runtime.ts';
import { measureConsumer } from './telemetry/service-metrics.ts';

/** What a service wants to hear and what it does about it. */
export interface Consumption {
  readonly topics: readonly string[];
  /** The consumer group, by default that of the service. */
  readonly group?: string;
  /** True for messages that concern the service; the others are passed over. */
  accepts(topic: string, type: MessageType): boolean;
  /** Handles messages, those of each partition in order, in one transaction. Must be repeatable: it runs again after conflicts. */
  readonly handle: BatchHandler;
}

/** Most records that share a transaction. */
const CHUNK_MAX = 100;

/** How long a chunk that is at work when we stop may take to be finished; what takes longer is given up and handled by somebody else. */
const STOP_GRACE_MS = 10_000;

export class ServiceConsumer {
  /** Its signs of life. */
  readonly pulse = new ConsumerPulse();
  readonly #runtime: Runtime;
  readonly #consumption: Consumption;
  readonly #consumer: Consumer;
  readonly #handler: ChunkHandler;
  readonly #offsets: OffsetCommits;
  readonly #onFailure: (error: Error) => void;
  #onMembers: ((count: number | undefined) => void) | undefined;
  #generation = 0;
  /** When we were told to stop; undefined before. */
  #stoppingSince: number | undefined;

  /** `onFailure` is called when the consumer can't go on; the process should end then. */
  constructor(runtime: Runtime, kafka: Kafka, consumption: Consumption, onFailure: (error: Error) => void) {
    const { kafka: config } = runtime.config;
    this.#runtime = runtime;
    this.#consumption = consumption;
    this.#handler = new ChunkHandler(runtime, consumption.handle);
    this.#onFailure = onFailure;
    this.#offsets = new OffsetCommits((error) =>
      runtime.log.warn({ err: error }, 'Offsets could not be committed for now; it is tried again.'),
    );
    this.#consumer = kafka.consumer({
      groupId: this.group,
      sessionTimeout: config.sessionTimeoutMs,
      rebalanceTimeout: config.sessionTimeoutMs * 2,
      heartbeatInterval: config.heartbeatIntervalMs,
      maxWaitTimeInMs: config.fetchWaitMs,
      minBytes: config.fetchMinBytes,
      allowAutoTopicCreation: false,
      retry: {
        retries: 10,
        initialRetryTime: 100,
        maxRetryTime: 5_000,
        restartOnFailure: () => Promise.resolve(false),
      },
    });
  }

  get group(): string {
    return this.#consumption.group ?? this.#runtime.name;
  }

  get topics(): readonly string[] {
    return this.#consumption.topics;
  }

  /** Whether it is a member of its group, and was heard of within a session. */
  get isConnected(): boolean {
    return this.pulse.joined && this.pulse.silentMs(Date.now()) < this.#runtime.config.kafka.sessionTimeoutMs;
  }

  /** Joins the group and starts to consume. */
  async start(): Promise<void> {
    const { CRASH, STOP, GROUP_JOIN, REBALANCING } = this.#consumer.events;
    this.#consumer.on(CRASH, ({ payload }) => this.#fail(asError(payload.error)));
    this.#consumer.on(STOP, () => this.#fail(new Error('The consumer stopped by itself.')));
    this.#consumer.on(GROUP_JOIN, () => {
      this.#generation += 1;
      void this.#countMembers();
    });
    this.#consumer.on(REBALANCING, () => {
      this.#generation += 1;
      this.#onMembers?.(undefined);
    });
    measureConsumer(this.#consumer, this.#runtime.metrics);
    this.pulse.watch(this.#consumer);
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [...this.#consumption.topics], fromBeginning: true });
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: this.#runtime.config.kafka.partitionsConcurrently,
      eachBatch: (payload) => this.#eachBatch(payload),
    });
  }

  /** Lets the handlers that are at work finish, and leaves the group. */
  async stop(): Promise<void> {
    this.#stoppingSince = Date.now();
    await this.#offsetsSettled();
    await this.#consumer.disconnect();
    // Nothing is ours any more.
    this.#generation += 1;
  }

  /** Has `listener` told how many members the group has, after each time that it changed; undefined while it is not certain. */
  watchMembers(listener: (count: number | undefined) => void): void {
    this.#onMembers = listener;
  }

  async #countMembers(): Promise<void> {
    const listener = this.#onMembers;
    if (listener === undefined) return;
    const generation = this.#generation;
    listener(undefined);
    try {
      const { members, state } = await this.#consumer.describeGroup();
      if (generation === this.#generation && state === 'Stable') listener(members.length);
    } catch (error) {
      this.#runtime.log.info(
        { err: error },
        'The members of the consumer group could not be counted; nothing is cached.',
      );
    }
  }

  #fail(error: Error): void {
    this.#onMembers?.(undefined);
    if (this.#stoppingSince === undefined) this.#onFailure(error);
  }

  async #eachBatch(payload: EachBatchPayload): Promise<void> {
    const { topic, partition, messages } = payload.batch;
    const generation = this.#generation;
    const heart = new Heart(payload, this.#runtime.config.kafka.heartbeatIntervalMs);
    const assertCurrent = (): void => {
      if (heart.error !== undefined) throw heart.error;
      if (!payload.isStale() && this.#generation === generation && (payload.isRunning() || this.#mayFinish())) return;
      throw new StaleHandlerError(`Partition ${partition} of ${topic} is no longer ours, or we are stopping.`);
    };
    try {
      for (let first = 0; first < messages.length && this.#stoppingSince === undefined; first += CHUNK_MAX) {
        const records = messages.slice(first, first + CHUNK_MAX);
        const last = records.at(-1);
        if (last === undefined) return;
        const received = records
          .map((record) => receive(topic, partition, record))
          .filter((one) => this.#concerns(one));
        await this.#handler.handle(withoutRepetitions(received), assertCurrent);
        assertCurrent();
        this.#offsets.commitThrough(payload, last.offset, () => !payload.isStale() && this.#generation === generation);
        payload.resolveOffset(last.offset);
      }
    } catch (error) {
      if (!(error instanceof StaleHandlerError)) throw error;
      this.#runtime.log.info({ topic, partition }, error.message);
    } finally {
      heart.stop();
      // The client leaves the group as soon as the last handler has ended.
      if (this.#stoppingSince !== undefined) await this.#offsetsSettled();
    }
  }

  /** What could not be committed by then is read again by whoever comes after us. */
  async #offsetsSettled(): Promise<void> {
    const late = new AbortController();
    await Promise.race([this.#offsets.settled(), sleep(STOP_GRACE_MS, late.signal)]);
    late.abort();
  }

  /** The partitions are ours until we have left the group, which we do when all handlers have ended. */
  #mayFinish(): boolean {
    return this.#stoppingSince !== undefined && Date.now() - this.#stoppingSince < STOP_GRACE_MS;
  }

  #concerns({ topic, content }: Received): boolean {
    return !content.readable || this.#consumption.accepts(topic, content.message.event_type);
  }
}

/** Keeps the membership alive while a chunk takes its time, and remembers when that failed. */
class Heart {
  error: Error | undefined;
  readonly #timer: NodeJS.Timeout;

  constructor(payload: EachBatchPayload, intervalMs: number) {
    this.#timer = setInterval(() => {
      payload.heartbeat().catch((error: unknown) => {
        this.error = asError(error);
      });
    }, intervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
