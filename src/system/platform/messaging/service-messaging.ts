/**
 * What messaging adds to every service: its dead letters, its errors and its outbox, to look at, to act upon, and kept from growing without
 * end; and for those that take part in it, the topic split.
 */
import type { FastifyInstance } from 'fastify';
import type { Kafka } from 'kafkajs';
import { TOPICS } from '../../../../generated/contracts/index.ts';
import { ServiceConsumer } from '../consumer.ts';
import type { Runtime } from '../runtime.ts';
import { type Handling, Redriver } from './dead-letters/redriver.ts';
import { deadLetterRoutes } from './dead-letters/routes.ts';
import { RedriveWorker } from './dead-letters/worker.ts';
import { errorRoutes } from './error-routes.ts';
import { outboxRoutes } from './outbox-routes.ts';
import { RetentionWorker } from './retention/worker.ts';
import { paymentCopier } from './topic-split/copier.ts';
import { SplitReader } from './topic-split/reader.ts';
import { topicSplitRoutes } from './topic-split/routes.ts';
import { ensureSplit } from './topic-split/state.ts';
import { SOURCE_TOPIC } from './topic-split/topics.ts';

export class ServiceMessaging {
  /** What the service's own consumer handles: everything of the contracts, but for what comes by way of the split. */
  readonly consumption: Handling;
  readonly #runtime: Runtime;
  readonly #redriver: Redriver;
  readonly #workers: readonly (RedriveWorker | RetentionWorker)[];
  readonly #reader: SplitReader | undefined;
  readonly #copier: ServiceConsumer | undefined;

  /**
   * @param all how the service handles what the contracts name for it.
   * @param onFailure is called when a consumer can't go on; the process should end then.
   */
  constructor(runtime: Runtime, kafka: Kafka, all: Handling, onFailure: (error: Error) => void) {
    const { name, config } = runtime;
    const { consumers } = config.topicSplit;
    this.#runtime = runtime;
    this.#reader = consumers.includes(name) ? new SplitReader(runtime, kafka, all, onFailure) : undefined;
    const isSplit = this.#reader !== undefined;
    this.consumption = isSplit ? { ...all, topics: all.topics.filter((topic) => topic !== SOURCE_TOPIC) } : all;
    const copying = copyingOf(runtime);
    this.#copier =
      consumers.length === 0 || copying === undefined
        ? undefined
        : new ServiceConsumer(runtime, kafka, { ...copying, group: `${name}.copies` }, onFailure);
    const handlings = [all, this.#reader?.handling, copying].filter((one) => one !== undefined);
    this.#redriver = new Redriver(runtime, handlings);
    this.#workers = [new RedriveWorker(runtime, this.#redriver), new RetentionWorker(runtime)];
  }

  /** Adds the admin routes. `retryOutbox` has the relay look at once. */
  routes(app: FastifyInstance, retryOutbox: () => void): void {
    deadLetterRoutes(app, this.#runtime, this.#redriver);
    errorRoutes(app, this.#runtime);
    outboxRoutes(app, this.#runtime, retryOutbox);
    if (copyingOf(this.#runtime) !== undefined) topicSplitRoutes(app, this.#runtime);
  }

  async start(): Promise<void> {
    for (const worker of this.#workers) worker.start();
    if (this.#copier !== undefined) {
      await ensureSplit(this.#runtime.read);
      await this.#copier.start();
    }
    await this.#reader?.start();
  }

  /** Whether all consumers of the topic split are members of their groups; true where there are none. */
  get isConnected(): boolean {
    return [this.#copier, this.#reader].every((one) => one === undefined || one.isConnected);
  }

  /** The consumers of the topic split that there are at present. */
  get consumers(): readonly ServiceConsumer[] {
    return [this.#copier, this.#reader?.consumer].filter((one) => one !== undefined);
  }

  /** Resolves when nothing of it runs any more. */
  async stop(): Promise<void> {
    const workers = this.#workers.map((worker) => worker.stop());
    await Promise.all([...workers, this.#copier?.stop(), this.#reader?.stop()]);
  }
}

/** How the sender of payment events copies them; undefined for every other service. */
function copyingOf({ name }: Runtime): Handling | undefined {
  const own: readonly string[] | undefined = TOPICS[SOURCE_TOPIC].senders[name];
  if (own === undefined) return undefined;
  return { topics: [SOURCE_TOPIC], accepts: (_topic, type) => own.includes(type), handle: paymentCopier(name) };
}
