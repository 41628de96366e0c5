/**
 * Publishes rows of the outbox in order. After any failure the producer is replaced: the sequence numbers of the old one
 * are in doubt, and a new one can only double a record, which inboxes sort out, but never lose one.
 */
import type { Kafka, Message } from 'kafkajs';
import { CompleteProducer } from './complete-producer.ts';
import type { Logger } from './log.ts';
import type { BlockedKey, PendingRow } from './outbox-store.ts';
import { isRecord } from './rows.ts';
import { preciseNow } from './telemetry/spans.ts';
import type { Tracing } from './telemetry/tracing.ts';

/** What became of the rows: those that the broker acknowledged, and the keys that must wait. */
export interface Published {
  readonly sent: readonly PendingRow[];
  readonly blocked: readonly BlockedKey[];
}

export class Publisher {
  readonly #kafka: Kafka;
  readonly #log: Logger;
  readonly #tracing: Tracing | undefined;
  #producer: CompleteProducer | undefined;

  constructor(kafka: Kafka, log: Logger, tracing?: Tracing) {
    this.#kafka = kafka;
    this.#log = log;
    this.#tracing = tracing;
  }

  /**
   * Publishes the rows, which are in order. When the broker refuses them for a reason of their own, they are sent one by one, so
   * that only the keys of the refused ones have to wait.
   *
   * @throws the error of the client when the broker can't be reached; then nothing may be taken for sent.
   */
  async publish(rows: readonly PendingRow[]): Promise<Published> {
    try {
      await this.#send(rows);
      return { sent: rows, blocked: [] };
    } catch (error) {
      if (isRetriable(error)) throw error;
      this.#log.error({ err: error }, 'The broker refused a batch of the outbox; its rows are now sent one by one.');
      return await this.#publishOneByOne(rows);
    }
  }

  async close(): Promise<void> {
    await this.#discardProducer();
  }

  async #publishOneByOne(rows: readonly PendingRow[]): Promise<Published> {
    const sent: PendingRow[] = [];
    const blocked: BlockedKey[] = [];
    for (const row of rows) {
      if (blocked.some((one) => one.topic === row.topic && one.key === row.key)) continue;
      try {
        await this.#send([row]);
        sent.push(row);
      } catch (error) {
        if (isRetriable(error)) {
          if (sent.length + blocked.length === 0) throw error;
          break; // What was sent so far has to be marked first; the rest stays pending.
        }
        this.#log.error(
          { err: error, topic: row.topic, key: row.key, eventId: row.eventId },
          'The broker refuses a message; its key waits.',
        );
        blocked.push({ topic: row.topic, key: row.key });
      }
    }
    return { sent, blocked };
  }

  async #send(rows: readonly PendingRow[]): Promise<void> {
    const byTopic = new Map<string, Message[]>();
    for (const row of rows) {
      const messages = byTopic.get(row.topic) ?? [];
      messages.push(record(row, this.#tracing?.headersOf(row)));
      byTopic.set(row.topic, messages);
    }
    const startMs = this.#tracing === undefined ? 0 : preciseNow();
    try {
      const producer = await this.#connected();
      await producer.send([...byTopic].map(([topic, messages]) => ({ topic, messages })));
      this.#tracing?.published(rows, startMs);
    } catch (error) {
      await this.#discardProducer();
      throw error;
    }
  }

  async #connected(): Promise<CompleteProducer> {
    if (this.#producer !== undefined) return this.#producer;
    const producer = new CompleteProducer(this.#kafka);
    this.#producer = producer;
    await producer.connect();
    return producer;
  }

  async #discardProducer(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer
      ?.disconnect()
      .catch((error: unknown) => this.#log.warn({ err: error }, 'A producer did not disconnect cleanly.'));
  }
}

function record(row: PendingRow, traceHeaders: Readonly<Record<string, string>> = {}): Message {
  return {
    key: row.key,
    value: row.payload,
    headers: { event_type: row.eventType, event_id: row.eventId, correlation_id: row.correlationId, ...traceHeaders },
  };
}

/** True unless the client says that trying again can't help. Its final error wraps the one that it kept retrying. */
function isRetriable(error: unknown): boolean {
  if (!isRecord(error)) return true;
  if (isRecord(error['cause'])) return isRetriable(error['cause']);
  return error['retriable'] !== false;
}
