/**
 * Lets a service hear payments through the copies instead of the payment service's own topic: from the old topic, or from those of
 * the methods, as the state of the split says. When that changes, the reader changes over by itself.
 *
 * Each source has a consumer group of its own, because members of one group must not differ in what they read. While instances change
 * over, some read here and some there; since a reader begins with the new topics only after everything before the markers was
 * handled, and both carry the same messages in the same order per key from there on, the inbox is all that it takes.
 */
import type { Kafka } from 'kafkajs';
import { Alarm } from '../../alarm.ts';
import { type Consumption, ServiceConsumer } from '../../consumer.ts';
import type { Runtime } from '../../runtime.ts';
import type { Handling } from '../dead-letters/redriver.ts';
import { noteDrained, type SplitSource, sourceOf } from './state.ts';
import { EXTERNAL_TOPIC, LEGACY_TOPIC, SOURCE_TOPIC, WALLET_TOPIC } from './topics.ts';

const POLL_MS = 1_000;

const TOPICS_OF: Readonly<Record<SplitSource, readonly string[]>> = {
  legacy: [LEGACY_TOPIC],
  split: [WALLET_TOPIC, EXTERNAL_TOPIC],
};

export class SplitReader {
  /** How what comes from any of the topics is handled: as the service handles the payment service's own topic. */
  readonly handling: Handling;
  readonly #runtime: Runtime;
  readonly #kafka: Kafka;
  readonly #onFailure: (error: Error) => void;
  readonly #alarm = new Alarm(() => this.#look());
  #reading: { readonly source: SplitSource; readonly consumer: ServiceConsumer } | undefined;

  constructor(runtime: Runtime, kafka: Kafka, own: Handling, onFailure: (error: Error) => void) {
    this.#runtime = runtime;
    this.#kafka = kafka;
    this.#onFailure = onFailure;
    this.handling = {
      topics: [LEGACY_TOPIC, WALLET_TOPIC, EXTERNAL_TOPIC],
      accepts: (topic, type) =>
        type === 'TopicSplitMarked' ? topic === LEGACY_TOPIC : own.accepts(SOURCE_TOPIC, type),
      handle: async (step, messages) => {
        const marked = messages.flatMap((one) => (one.event_type === 'TopicSplitMarked' ? [one.data.partition] : []));
        if (marked.length > 0) await noteDrained(step.tx, runtime.name, marked);
        const others = messages.filter((one) => one.event_type !== 'TopicSplitMarked');
        if (others.length > 0) await own.handle(step, others);
      },
    };
  }

  /** Begins to read, from where the state says. */
  async start(): Promise<void> {
    await this.#readFrom(await sourceOf(this.#runtime.read, this.#runtime.name));
    this.#alarm.within(POLL_MS);
  }

  /** Lets the handlers that are at work finish. */
  async stop(): Promise<void> {
    await this.#alarm.stop();
    await this.#reading?.consumer.stop();
  }

  /** Whether it hears of payments: false while it changes over, or when its group has lost it. */
  get isConnected(): boolean {
    return this.#reading?.consumer.isConnected === true;
  }

  /** What reads at present; undefined while it changes over. */
  get consumer(): ServiceConsumer | undefined {
    return this.#reading?.consumer;
  }

  async #look(): Promise<void> {
    this.#alarm.within(POLL_MS);
    try {
      const source = await sourceOf(this.#runtime.read, this.#runtime.name);
      if (source === this.#reading?.source) return;
      this.#runtime.log.info({ source }, 'Payment events are now read from elsewhere.');
      await this.#reading?.consumer.stop();
      this.#reading = undefined;
      await this.#readFrom(source);
    } catch (error) {
      // Without a consumer this instance would look alive and hear nothing; until then it reads on where it was.
      if (this.#reading === undefined) this.#onFailure(error instanceof Error ? error : new Error(String(error)));
      this.#runtime.log.warn({ err: error }, 'Where to read payment events from could not be found out for now.');
    }
  }

  async #readFrom(source: SplitSource): Promise<void> {
    const consumption: Consumption = {
      ...this.handling,
      topics: TOPICS_OF[source],
      group: `${this.#runtime.name}.payments.${source}`,
    };
    const consumer = new ServiceConsumer(this.#runtime, this.#kafka, consumption, this.#onFailure);
    await consumer.start();
    this.#reading = { source, consumer };
  }
}
