/**
 * Anomaly: something on the wire is not what the specifications say: it does not validate (strictly: a field too many
 * is an error), travels on the wrong topic, under the wrong key, with headers that contradict its body, or one key is
 * found on two partitions, which would cost it its order.
 */
import {
  AUDIT_TOPIC,
  MESSAGES,
  type MessageInfo,
  parseDeadLetter,
  TOPICS,
  validateStrict,
} from '../../generated/contracts/index.ts';
import type { PaymentHistory, TopicRecord } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { isObject } from './view/message.ts';

export const specConformance: Property = {
  name: 'spec-conformance',
  claim: 'Every message on the wire validates against its specification and has the right topic, key and headers.',
  check: (history) => firstOf(anomalies(history)),
};

const messages = new Map<unknown, MessageInfo>(Object.entries(MESSAGES));
const deadLetterTopics = new Set<string>(
  Object.values(TOPICS).flatMap(({ name, kind }) => (kind === 'dead-letters' ? [name] : [])),
);

function* anomalies({ records }: PaymentHistory): Generator<Verdict> {
  const partitions = new Map<string, TopicRecord>();
  for (const record of records) {
    const wrong = deadLetterTopics.has(record.topic) ? deadLetterProblems(record) : messageProblems(record);
    if (wrong.length > 0) yield violated(`${place(record)}: ${wrong.join('; ')}`, record);
    const name = `${record.topic} ${record.key ?? ''}`;
    const earlier = partitions.get(name);
    if (earlier === undefined) partitions.set(name, record);
    else if (earlier.partition !== record.partition)
      yield violated(`${place(record)}: its key is on another partition too`, earlier, record);
  }
}

function place({ topic, partition, offset, value }: TopicRecord): string {
  const type = isObject(value) ? String(value['event_type']) : 'something';
  return `${type} at ${topic}/${partition}@${offset}`;
}

function deadLetterProblems({ value }: TopicRecord): readonly string[] {
  const parsed = parseDeadLetter(value, 'strict');
  return parsed.ok ? [] : parsed.errors;
}

function messageProblems({ topic, key, value, headers }: TopicRecord): readonly string[] {
  const invalid = validateStrict(value);
  if (invalid.length > 0 || !isObject(value)) return invalid;
  const info = messages.get(value['event_type']);
  if (info === undefined) return ['there is no such message'];
  const problems: string[] = [];
  const belongs = topic === info.topic || (info.kind === 'event' && topic === AUDIT_TOPIC);
  if (!belongs) problems.push(`belongs on ${info.topic}`);
  const data = value['data'];
  const expected = isObject(data) ? data[info.keyField] : undefined;
  if (key !== expected) problems.push(`has key ${key ?? 'none'} and should have ${info.keyField} ${String(expected)}`);
  for (const name of ['event_type', 'event_id', 'correlation_id']) {
    if (headers[name] !== value[name])
      problems.push(`header ${name} is ${headers[name] ?? 'missing'}, the body has ${String(value[name])}`);
  }
  return problems;
}
