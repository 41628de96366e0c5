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
/** What is copied to the topics of a split, by topic. */
const copies = new Map<string, ReadonlySet<unknown>>(
  Object.values(TOPICS).flatMap(({ name, kind, messages: copied }) =>
    kind === 'copies' ? [[name, new Set<unknown>(copied)] as const] : [],
  ),
);
const deadLetterTopics = new Set<string>(
  Object.values(TOPICS).flatMap(({ name, kind }) => (kind === 'dead-letters' ? [name] : [])),
);

function* anomalies({ records }: PaymentHistory): Generator<Verdict> {
  const partitions = new Map<string, TopicRecord>();
  const wallets = walletsOf(records);
  for (const record of records) {
    if (record.foreign === true) continue;
    const wrong = deadLetterTopics.has(record.topic) ? deadLetterProblems(record) : messageProblems(record, wallets);
    if (wrong.length > 0) yield violated(`${place(record)}: ${wrong.join('; ')}`, record);
    const name = `${record.topic} ${record.key ?? ''}`;
    const earlier = partitions.get(name);
    if (earlier === undefined) partitions.set(name, record);
    else if (earlier.partition !== record.partition)
      yield violated(`${place(record)}: its key is on another partition too`, earlier, record);
  }
}

/** The wallet of each payment that goes through one. */
function walletsOf(records: readonly TopicRecord[]): ReadonlyMap<unknown, unknown> {
  return new Map(
    records.flatMap(({ headers, value }) => {
      const data = isObject(value) && isObject(value['data']) ? value['data'] : {};
      const isFirst = headers['event_type'] === 'PaymentInitiated' && data['wallet_id'] !== undefined;
      return isFirst ? [[data['payment_id'], data['wallet_id']] as const] : [];
    }),
  );
}

function place({ topic, partition, offset, value }: TopicRecord): string {
  const type = isObject(value) ? String(value['event_type']) : 'something';
  return `${type} at ${topic}/${partition}@${offset}`;
}

function deadLetterProblems({ value }: TopicRecord): readonly string[] {
  const parsed = parseDeadLetter(value, 'strict');
  return parsed.ok ? [] : parsed.errors;
}

/** Copies keep their order by wallet, those of payments by card by payment; a marker has a key of its own. */
function copyKey(data: Readonly<Record<string, unknown>>, wallets: ReadonlyMap<unknown, unknown>): unknown {
  const { payment_id: payment, partition } = data;
  return payment === undefined ? `marker/${String(partition)}` : (wallets.get(payment) ?? payment);
}

function messageProblems(
  { topic, key, value, headers }: TopicRecord,
  wallets: ReadonlyMap<unknown, unknown>,
): readonly string[] {
  const invalid = validateStrict(value);
  if (invalid.length > 0 || !isObject(value)) return invalid;
  const info = messages.get(value['event_type']);
  if (info === undefined) return ['there is no such message'];
  const data = isObject(value['data']) ? value['data'] : {};
  const isCopy = copies.get(topic)?.has(value['event_type']) === true;
  const problems: string[] = [];
  const belongs = topic === info.topic || (info.kind === 'event' && topic === AUDIT_TOPIC) || isCopy;
  if (!belongs) problems.push(`belongs on ${info.topic}`);
  const [name, expected] =
    isCopy || value['event_type'] === 'TopicSplitMarked'
      ? ['that of its copies,', copyKey(data, wallets)]
      : [info.keyField, data[info.keyField]];
  if (key !== expected) problems.push(`has key ${key ?? 'none'} and should have ${name} ${String(expected)}`);
  for (const name of ['event_type', 'event_id', 'correlation_id']) {
    if (headers[name] !== value[name])
      problems.push(`header ${name} is ${headers[name] ?? 'missing'}, the body has ${String(value[name])}`);
  }
  return problems;
}
