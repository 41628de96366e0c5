/**
 * Anomaly: a message vanishes between a topic and its consumer. When everything rests, each record that a service has
 * to consume is in its inbox, or was put aside as a dead letter with its place and its reason; nothing else becomes of it. And
 * a dead letter is a record that really was there, byte for byte.
 */
import { MESSAGES, subscriptionsOf } from '../../generated/contracts/index.ts';
import type { PaymentHistory, TopicRecord } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { isObject } from './view/message.ts';
import { viewOf } from './view/view.ts';

export const deadLettersAccounted: Property = {
  name: 'dead-letters-accounted',
  claim: 'Every message that is consumed is handled or put aside as a dead letter; none vanishes.',
  check: (history) => firstOf(anomalies(history)),
};

/** Those that take part in every run. */
const consumers = ['payment', 'wallet', 'gateway', 'saga'] as const;
/** In base64, what a dead letter on a topic carries at most. */
const LARGE_BASE64 = 900_000;
const known = new Set<unknown>(Object.keys(MESSAGES));

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const letters = history.records.filter(({ topic }) => topic.includes('.dlq.'));
  const places = new Map(history.records.map((record) => [placeOf(record), record]));
  const putAside = new Set<string>();
  for (const letter of letters) {
    const { value } = letter;
    if (!isObject(value)) continue;
    const { topic, partition, offset, consumer, value_base64: bytes } = value;
    const place = `${String(topic)}/${String(partition)}@${String(offset)}`;
    putAside.add(`${String(consumer)} ${place}`);
    const original = places.get(place);
    if (original !== undefined && isCopy(bytes, bytesOf(original))) continue;
    yield violated(
      `a dead letter of ${String(consumer)} tells of ${place}, which is ${original === undefined ? 'not there' : 'another message'}`,
      letter,
      original ?? null,
    );
  }
  yield* altered(history, places);
  if (history.end.kind === 'quiescent') yield* vanished(history, putAside);
}

/** What a service keeps is whole, also where the topic could not take it. */
function* altered(history: PaymentHistory, places: ReadonlyMap<string, TopicRecord>): Generator<Verdict> {
  for (const service of consumers) {
    for (const row of viewOf(history).rows(`${service}.dead_letters`)) {
      const place = `${row['topic'] ?? ''}/${row['partition'] ?? ''}@${row['record_offset'] ?? ''}`;
      const original = places.get(place);
      if (original !== undefined && bytesOf(original) === row['value_base64']) continue;
      yield violated(`${service} keeps a dead letter that is not what was at ${place}`, row, original ?? null);
    }
  }
}

function* vanished(history: PaymentHistory, putAside: ReadonlySet<string>): Generator<Verdict> {
  for (const service of consumers) {
    const inbox = new Set(
      viewOf(history)
        .rows(`${service}.processed_events`)
        .map((row) => row['event_id']),
    );
    const wanted = new Map(
      subscriptionsOf(service).map(({ topic, messages }) => [String(topic.name), new Set<string>(messages)]),
    );
    for (const record of history.records) {
      const messages = wanted.get(record.topic);
      if (messages === undefined || putAside.has(`${service} ${placeOf(record)}`)) continue;
      if (record.foreign === true) {
        yield violated(`what nobody can read at ${placeOf(record)} was not put aside by ${service}`, brief(record));
        continue;
      }
      const type = isObject(record.value) ? record.value['event_type'] : undefined;
      if (known.has(type) && !messages.has(String(type))) continue;
      const id = isObject(record.value) ? record.value['event_id'] : undefined;
      if (typeof id === 'string' && inbox.has(id)) continue;
      yield violated(`${String(type)} at ${placeOf(record)} was neither handled by ${service} nor put aside`, record);
    }
  }
}

/** The topic does not take what is very large; such a letter comes without its value. */
function isCopy(letter: unknown, original: string): boolean {
  return letter === original || (letter === '' && original.length > LARGE_BASE64);
}

function bytesOf({ base64, text }: TopicRecord): string {
  return base64 ?? Buffer.from(text).toString('base64');
}

/** A witness that can be looked at, whatever it is. */
function brief(record: TopicRecord): TopicRecord {
  return { ...record, text: record.text.slice(0, 500), value: undefined, base64: '' };
}

function placeOf({ topic, partition, offset }: TopicRecord): string {
  return `${topic}/${partition}@${offset}`;
}
