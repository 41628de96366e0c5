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
    if (original !== undefined && Buffer.from(original.text).toString('base64') === bytes) continue;
    yield violated(
      `a dead letter of ${String(consumer)} tells of ${place}, which is ${original === undefined ? 'not there' : 'another message'}`,
      letter,
      original ?? null,
    );
  }
  if (history.end.kind === 'quiescent') yield* vanished(history, putAside);
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
      const type = isObject(record.value) ? record.value['event_type'] : undefined;
      if (messages === undefined || (known.has(type) && !messages.has(String(type)))) continue;
      const id = isObject(record.value) ? record.value['event_id'] : undefined;
      if (typeof id === 'string' && inbox.has(id)) continue;
      if (putAside.has(`${service} ${placeOf(record)}`)) continue;
      yield violated(`${String(type)} at ${placeOf(record)} was neither handled by ${service} nor put aside`, record);
    }
  }
}

function placeOf({ topic, partition, offset }: TopicRecord): string {
  return `${topic}/${partition}@${offset}`;
}
