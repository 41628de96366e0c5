/**
 * What a consumer has to do for a run of records of one partition: which of them concern the service, which can't be read,
 * and under which identity each is remembered in the inbox.
 */
import { createHash } from 'node:crypto';
import type { KafkaMessage } from 'kafkajs';
import { parseMessage } from '../../../generated/contracts/index.ts';
import type { Message } from './messages.ts';
import { upcast } from './messaging/upcasters/index.ts';

/** A record that was read from a partition. */
export interface Received {
  readonly topic: string;
  readonly partition: number;
  readonly record: KafkaMessage;
  /** Identity in the inbox: the event_id, or one made of the record's place when it can't be read. */
  readonly inboxId: string;
  readonly content:
    | { readonly readable: true; readonly message: Message }
    | { readonly readable: false; readonly errors: readonly string[] };
}

/** Reads a record tolerantly: fields and enum values that a newer producer added do no harm. */
export function receive(topic: string, partition: number, record: KafkaMessage): Received {
  const base = { topic, partition, record };
  const parsed = parseRecord(record);
  if (parsed.ok) {
    return { ...base, inboxId: parsed.message.event_id, content: { readable: true, message: parsed.message } };
  }
  return {
    ...base,
    inboxId: placeId(topic, partition, record.offset),
    content: { readable: false, errors: parsed.errors },
  };
}

function parseRecord(record: KafkaMessage): ReturnType<typeof parseMessage> {
  if (record.value === null) return { ok: false, errors: ['the record has no value'] };
  try {
    return parseMessage(upcast(JSON.parse(record.value.toString('utf8'))), 'tolerant');
  } catch {
    return { ok: false, errors: ['the value is not JSON'] };
  }
}

/** A UUID that stands for a place in a topic, so that the same unreadable record is put aside only once. */
export function placeId(topic: string, partition: number, offset: string): string {
  const hex = createHash('sha256').update(`${topic}/${partition}/${offset}`).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Without repetitions of one message, which a relay that crashed before it could mark may have published twice. */
export function withoutRepetitions(chunk: readonly Received[]): readonly Received[] {
  const seen = new Set<string>();
  return chunk.filter(({ inboxId }) => !seen.has(inboxId) && seen.add(inboxId));
}
