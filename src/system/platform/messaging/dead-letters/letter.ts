/** A dead letter as its service keeps it: the message as it was, why and how often it failed, and what became of it. */
import type { KafkaMessage } from 'kafkajs';
import { instant, integer, isRecord, json, optionalInstant, optionalText, type Row, text } from '../../rows.ts';
import type { DeadLetterCause } from '../temporary.ts';

export type LetterState = 'waiting' | 'redriven' | 'discarded';

export const LETTER_STATES = ['waiting', 'redriven', 'discarded'] as const satisfies readonly LetterState[];
export const LETTER_CAUSES = ['unreadable', 'temporary', 'failed'] as const satisfies readonly DeadLetterCause[];

/** Times are ISO 8601 in UTC. */
export interface Letter {
  /** Identity in the inbox: the event_id, or one made of the record's place when the message could not be read. */
  readonly id: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly valueBase64: string;
  readonly eventType?: string;
  readonly cause: DeadLetterCause;
  readonly reason: string;
  readonly errors: readonly string[];
  readonly attempts: number;
  readonly firstFailedAt: string;
  readonly lastFailedAt: string;
  readonly state: LetterState;
  readonly redrives: number;
  readonly nextRedriveAt?: string;
  readonly resolvedAt?: string;
  readonly resolvedBy?: string;
  readonly resolution?: string;
}

/** The columns that `letterOf` reads. */
export const LETTER_COLUMNS = `dead_letter_id, topic, partition, record_offset::text AS record_offset, message_key, headers,
  value_base64, event_type, cause, reason, errors, attempts, first_failed_at, last_failed_at, state, redrives, next_redrive_at,
  resolved_at, resolved_by, resolution`;

/** A letter from a row. */
export function letterOf(row: Row): Letter {
  const errors: unknown = row['errors'];
  return {
    id: text(row, 'dead_letter_id'),
    topic: text(row, 'topic'),
    partition: integer(row, 'partition'),
    offset: text(row, 'record_offset'),
    ...given('key', optionalText(row, 'message_key')),
    headers: Object.fromEntries(Object.entries(json(row, 'headers')).map(([name, value]) => [name, String(value)])),
    valueBase64: text(row, 'value_base64'),
    ...given('eventType', optionalText(row, 'event_type')),
    cause: oneOf(LETTER_CAUSES, text(row, 'cause')),
    reason: text(row, 'reason'),
    errors: Array.isArray(errors) ? errors.map(String) : [],
    attempts: integer(row, 'attempts'),
    firstFailedAt: instant(row, 'first_failed_at'),
    lastFailedAt: instant(row, 'last_failed_at'),
    state: oneOf(LETTER_STATES, text(row, 'state')),
    redrives: integer(row, 'redrives'),
    ...given('nextRedriveAt', optionalInstant(row, 'next_redrive_at')),
    ...given('resolvedAt', optionalInstant(row, 'resolved_at')),
    ...given('resolvedBy', optionalText(row, 'resolved_by')),
    ...given('resolution', optionalText(row, 'resolution')),
  };
}

/** The record as the consumer read it, so that it can be read once more. */
export function recordOf(letter: Letter): KafkaMessage {
  return {
    key: letter.key === undefined ? null : Buffer.from(letter.key),
    value: Buffer.from(letter.valueBase64, 'base64'),
    headers: { ...letter.headers },
    offset: letter.offset,
    timestamp: String(Date.parse(letter.firstFailedAt)),
    attributes: 0,
  };
}

/** What a list shows of a letter. */
export function summaryOf(letter: Letter): Readonly<Record<string, unknown>> {
  return {
    dead_letter_id: letter.id,
    topic: letter.topic,
    partition: letter.partition,
    offset: letter.offset,
    ...given('key', letter.key),
    ...given('event_type', letter.eventType),
    cause: letter.cause,
    reason: letter.reason,
    attempts: letter.attempts,
    redrives: letter.redrives,
    state: letter.state,
    first_failed_at: letter.firstFailedAt,
    last_failed_at: letter.lastFailedAt,
    ...given('next_redrive_at', letter.nextRedriveAt),
    ...given('resolved_at', letter.resolvedAt),
    ...given('resolved_by', letter.resolvedBy),
    ...given('resolution', letter.resolution),
  };
}

/** Everything about a letter, with its message both as bytes and, where they are text or JSON, readably. */
export function detailsOf(letter: Letter): Readonly<Record<string, unknown>> {
  return {
    ...summaryOf(letter),
    errors: letter.errors,
    headers: letter.headers,
    value_base64: letter.valueBase64,
    ...given('value', readable(letter.valueBase64)),
  };
}

function readable(base64: string): unknown {
  const bytes = Buffer.from(base64, 'base64');
  const asText = bytes.toString('utf8');
  if (!Buffer.from(asText).equals(bytes)) return undefined;
  try {
    const parsed: unknown = JSON.parse(asText);
    return isRecord(parsed) ? parsed : asText;
  } catch {
    return asText;
  }
}

function given<const K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  const fields: Partial<Record<K, T>> = {};
  if (value !== undefined) fields[key] = value;
  return fields;
}

function oneOf<T extends string>(known: readonly T[], value: string): T {
  const found = known.find((one) => one === value);
  if (found === undefined)
    throw new TypeError(`A dead letter says ${value}, where this version knows ${known.join(', ')}.`);
  return found;
}
