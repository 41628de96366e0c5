/**
 * Putting aside a message that could not be handled, with everything that it takes to understand it, and to handle it later. The service
 * keeps it in its `dead_letters`, from where it is listed and redriven; the dead-letter topic of the domain tells everybody else.
 *
 * What is put aside may be anything, of any size. It has to fit nevertheless: a letter that the database or the broker refused would
 * block the partition that it was to free.
 */
import { randomUUID } from 'node:crypto';
import type { KafkaMessage } from 'kafkajs';
import { type DeadLetter, parseDeadLetter } from '../../../generated/contracts/index.ts';
import type { ServiceName } from '../config.ts';
import type { Received } from './consumer-chunk.ts';
import { ContractViolationError } from './errors.ts';
import { nextRedrive } from './messaging/dead-letters/redrive-times.ts';
import { insertLetter } from './messaging/dead-letters/store.ts';
import type { DeadLetterCause } from './messaging/temporary.ts';
import { deadLetterTopicOf } from './routing.ts';
import type { OutboxRow, Step } from './step.ts';

/** Larger values are not sent along to the topic: as base64 they would exceed what brokers take (1 MiB). */
const TOPIC_VALUE_BYTES_MAX = 700_000;
const ERRORS_MAX = 20;
const TEXT_MAX = 1_000;

/** How a message failed. */
export interface Failure {
  readonly cause: DeadLetterCause;
  /** One sentence. */
  readonly reason: string;
  readonly errors: readonly string[];
  readonly attempts: number;
  /** ISO 8601. */
  readonly firstFailedAt: string;
}

/**
 * Puts a message aside, in the transaction of `step`: the letter, its message for the dead-letter topic, and an error for a person.
 *
 * @throws ContractViolationError when the letter breaks its contract, which is a bug of ours.
 */
export async function putAside(step: Step, consumer: ServiceName, received: Received, failure: Failure): Promise<void> {
  const letter = letterOf(consumer, received, failure);
  const { inboxId, content } = received;
  const eventType = content.readable ? content.message.event_type : letter.headers['event_type'];
  const nextRedriveAt = failure.cause === 'temporary' ? nextRedrive(0) : undefined;
  await insertLetter(step.tx, consumer, {
    id: inboxId,
    topic: letter.topic,
    partition: letter.partition,
    offset: letter.offset,
    ...(letter.key === undefined ? {} : { key: letter.key }),
    headers: letter.headers,
    valueBase64: letter.value_base64,
    ...(eventType === undefined ? {} : { eventType }),
    cause: failure.cause,
    reason: letter.reason,
    errors: letter.errors,
    attempts: letter.attempts,
    firstFailedAt: letter.first_failed_at,
    lastFailedAt: letter.last_failed_at,
    ...(nextRedriveAt === undefined ? {} : { nextRedriveAt }),
  });
  step.enqueue(topicRow(received, letter));
  step.recordError({
    kind: 'dead-letter',
    reason: letter.reason,
    eventId: inboxId,
    detail: { topic: letter.topic, partition: letter.partition, offset: letter.offset, cause: failure.cause },
  });
}

function letterOf(consumer: ServiceName, received: Received, failure: Failure): DeadLetter {
  const { record, topic, partition } = received;
  const key = record.key?.toString('utf8');
  return {
    topic,
    partition,
    offset: record.offset,
    ...(key === undefined ? {} : { key: storable(key) }),
    headers: textHeaders(record),
    value_base64: record.value?.toString('base64') ?? '',
    consumer,
    reason: storable(failure.reason) || 'It failed without a reason.',
    errors: failure.errors.slice(0, ERRORS_MAX).map(storable),
    attempts: failure.attempts,
    first_failed_at: failure.firstFailedAt,
    last_failed_at: new Date().toISOString(),
  };
}

/** The outbox row that brings a letter to the dead-letter topic of its domain. */
function topicRow({ record, topic, inboxId, content }: Received, whole: DeadLetter): OutboxRow {
  const isLarge = (record.value?.length ?? 0) > TOPIC_VALUE_BYTES_MAX;
  const note = `Too large for this topic; it is in the table ${whole.consumer}.dead_letters.`;
  const letter = isLarge ? { ...whole, value_base64: '', errors: [...whole.errors, note] } : whole;
  const checked = parseDeadLetter(letter, 'strict');
  if (!checked.ok) throw new ContractViolationError(`A dead letter breaks its contract: ${checked.errors.join('; ')}`);
  return {
    topic: deadLetterTopicOf(topic),
    key: letter.key ?? inboxId,
    eventId: inboxId,
    eventType: 'DeadLetter',
    correlationId: content.readable ? content.message.correlation_id : randomUUID(),
    payload: JSON.stringify(letter),
  };
}

function textHeaders({ headers = {} }: KafkaMessage): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    const text = Array.isArray(value) ? value.map(String).join(', ') : value.toString('utf8');
    texts[storable(name)] = storable(text);
  }
  return texts;
}

/** A text that Postgres takes, and that is not beyond all bounds: no NUL, no half of a surrogate pair. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').slice(0, TEXT_MAX).toWellFormed();
}
