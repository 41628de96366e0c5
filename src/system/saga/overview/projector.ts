/**
 * Keeps `saga_projections` up to date from the events of all services, which it reads where all of them are, on the audit topic. It has a
 * consumer group of its own, so that it holds up no payment and no payment holds it up, and reads in large batches, since nobody waits for it.
 *
 * It needs no inbox: a row knows the versions that it has seen. What it can't read is passed over, as it is put aside where it concerns somebody.
 */
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { receive } from '../../platform/consumer-chunk.ts';
import { type Message, type Runtime, sleep, type Worker } from '../../platform/index.ts';
import { kafkaClient } from '../../platform/kafka.ts';
import { AUDIT_TOPIC } from '../../platform/routing.ts';
import { type Overview, project, subjectOf } from './overview.ts';
import { lockOverviews, saveOverviews, shareOverviews } from './store.ts';

const GROUP = 'saga-projector';
/** A fetch waits this long for so many bytes; what comes in meanwhile is written at once. */
const FETCH_WAIT_MS = 1_000;
const FETCH_BYTES_MIN = 512 * 1024;
const CHUNK_MAX = 500;
const AGAIN_MS = 1_000;

export class Projector implements Worker {
  readonly #runtime: Runtime;
  readonly #stopping = new AbortController();
  #consumer: Consumer | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await this.#consumer?.disconnect();
  }

  /** Joins the group, however long that takes. */
  async #run(): Promise<void> {
    const { config, name, log } = this.#runtime;
    const kafka = kafkaClient(config.kafka, `${name}-projector-${config.instance}`, log);
    while (!this.#stopping.signal.aborted) {
      const consumer = kafka.consumer({
        groupId: GROUP,
        sessionTimeout: config.kafka.sessionTimeoutMs,
        rebalanceTimeout: config.kafka.sessionTimeoutMs * 2,
        heartbeatInterval: config.kafka.heartbeatIntervalMs,
        maxWaitTimeInMs: Math.min(FETCH_WAIT_MS, config.kafka.fetchWaitMs),
        minBytes: FETCH_BYTES_MIN,
        allowAutoTopicCreation: false,
        // Whatever ends it, it begins anew: the service can do without for a while.
        retry: { retries: 10, restartOnFailure: () => Promise.resolve(true) },
      });
      this.#consumer = consumer;
      try {
        await consumer.connect();
        await consumer.subscribe({ topics: [AUDIT_TOPIC], fromBeginning: true });
        await consumer.run({
          autoCommit: false,
          eachBatchAutoResolve: false,
          eachBatch: (payload) => this.#eachBatch(payload),
        });
        return;
      } catch (error) {
        log.warn({ err: error }, 'The overview of payments is not kept up to date for now; it is tried again.');
        await consumer.disconnect().catch(() => undefined);
        await sleep(AGAIN_MS, this.#stopping.signal);
      }
    }
  }

  async #eachBatch(payload: EachBatchPayload): Promise<void> {
    const { topic, partition, messages } = payload.batch;
    for (let first = 0; first < messages.length; first += CHUNK_MAX) {
      if (this.#stopping.signal.aborted) return;
      const records = messages.slice(first, first + CHUNK_MAX);
      const last = records.at(-1);
      if (last === undefined) return;
      const events = records.flatMap((record) => {
        const { content } = receive(topic, partition, record);
        return content.readable ? [content.message] : [];
      });
      await projectEvents(this.#runtime, events);
      const next = String(BigInt(last.offset) + 1n);
      // Only then resolved: if it can't be committed now, the chunk is read and projected again, and committed with it.
      await payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset: next }] }] });
      payload.resolveOffset(last.offset);
      await payload.heartbeat();
    }
  }
}

/**
 * Brings the rows of the payments that `events` are about up to date.
 *
 * @throws Error while all rows are being rebuilt; to be done again later.
 */
export async function projectEvents(runtime: Runtime, events: readonly Message[]): Promise<void> {
  const byPayment = eventsByPayment(events);
  if (byPayment.size === 0) return;
  await runtime.performSettled(async ({ tx }) => {
    if (!(await shareOverviews(tx))) throw new Error('The overview of payments is being rebuilt.');
    const at = new Date().toISOString();
    const before = await lockOverviews(tx, [...byPayment.keys()], at);
    const changed: Overview[] = [];
    for (const [id, overview] of before) {
      const after = (byPayment.get(id) ?? []).reduce(project, overview);
      if (after !== overview) changed.push(after);
    }
    await saveOverviews(tx, changed, at);
  });
}

/** Facts without a history (version 0) are left out: they say nothing that a stored event would not. */
export function eventsByPayment(events: readonly Message[]): ReadonlyMap<string, readonly Message[]> {
  const groups = new Map<string, Message[]>();
  for (const event of events) {
    const id = event.aggregate_version > 0 ? subjectOf(event) : undefined;
    if (id === undefined) continue;
    const group = groups.get(id) ?? [];
    group.push(event);
    groups.set(id, group);
  }
  return groups;
}
