/** The record of a message that could not be handled: everything that it takes to understand it, and to handle it later. */
import { randomUUID } from 'node:crypto';
import type { KafkaMessage } from 'kafkajs';
import { type DeadLetter, parseDeadLetter } from '../../../generated/contracts/index.ts';
import type { ServiceName } from '../config.ts';
import type { Received } from './consumer-chunk.ts';
import { ContractViolationError } from './errors.ts';
import { deadLetterTopicOf } from './routing.ts';
import type { OutboxRow } from './step.ts';

/** How a message failed. */
export interface Failure {
  /** One sentence. */
  readonly reason: string;
  readonly errors: readonly string[];
  readonly attempts: number;
  /** ISO 8601. */
  readonly firstFailedAt: string;
}

/** The outbox row that brings a message to the dead-letter topic of its domain. */
export function deadLetterRow(consumer: ServiceName, received: Received, failure: Failure): OutboxRow {
  const { record, topic, partition, inboxId } = received;
  const key = record.key?.toString('utf8');
  const letter: DeadLetter = {
    topic,
    partition,
    offset: record.offset,
    ...(key === undefined ? {} : { key }),
    headers: textHeaders(record),
    value_base64: record.value?.toString('base64') ?? '',
    consumer,
    reason: failure.reason,
    errors: failure.errors,
    attempts: failure.attempts,
    first_failed_at: failure.firstFailedAt,
    last_failed_at: new Date().toISOString(),
  };
  const checked = parseDeadLetter(letter, 'strict');
  if (!checked.ok) throw new ContractViolationError(`A dead letter breaks its contract: ${checked.errors.join('; ')}`);
  const { content } = received;
  return {
    topic: deadLetterTopicOf(topic),
    key: key ?? inboxId,
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
    texts[name] = Array.isArray(value) ? value.map(String).join(', ') : value.toString('utf8');
  }
  return texts;
}
