/** Messages on Kafka as steps, from the process that produced them to the services that took them. */
import type { PaymentHistory, TopicRecord } from '../../payments/history.ts';
import { dataOf, field, numberField, textField } from '../fields.ts';
import { money } from '../format.ts';
import { type MessageStep, type NoteStep, serviceOf, type Telling } from './model.ts';

/** Copies of what is told anyway; what is foreign is told as a fault. */
const untold = /^(?:audit-events|metrics-events|metrics-commands)\b/;

export function recordSteps(telling: Telling): readonly (MessageStep | NoteStep)[] {
  const receivers = receiversOf(telling.history);
  const seen = new Set<string>();
  return telling.history.records
    .filter(({ topic, foreign }) => foreign !== true && !untold.test(topic))
    .map((record) => {
      const id = eventIdOf(record);
      const place = `${record.topic} ${id}`;
      const again = seen.has(place);
      seen.add(place);
      return stepOf(record, receivers.get(id) ?? [], again, telling);
    });
}

function stepOf(
  record: TopicRecord,
  receivers: readonly string[],
  again: boolean,
  { names, marks }: Telling,
): MessageStep | NoteStep {
  const from = serviceOf(record.producer);
  const marked = marks.has(record) || marks.hasId(eventIdOf(record));
  const label = `${typeOf(record)}${detailOf(record, (id) => names.of(id))}${again ? ' (again)' : ''}`;
  const isCommand = record.topic.includes('-commands');
  if (/\.dlq\b/.test(record.topic)) {
    const text = `dead letter: ${textField(dataOf(record.value), 'reason') ?? label}`;
    return { kind: 'note', atMs: record.appendedMs, over: from, text, tone: 'bad', marked };
  }
  return {
    kind: 'message',
    atMs: record.appendedMs,
    from,
    to: isCommand && receivers.length === 0 ? [record.topic.replace(/-commands.*$/, '')] : receivers,
    label,
    style: isCommand ? 'command' : 'event',
    marked,
  };
}

function typeOf({ headers, value, topic }: TopicRecord): string {
  return headers['event_type'] ?? textField(value, 'event_type') ?? topic;
}

function eventIdOf({ headers, value }: TopicRecord): string {
  return headers['event_id'] ?? textField(value, 'event_id') ?? '';
}

/** What a reader wants to know of a message besides its type. */
function detailOf({ value }: TopicRecord, nameOf: (id: string) => string): string {
  const data = dataOf(value);
  const currency = textField(data, 'currency') ?? '';
  const parts: string[] = [];
  const payment = textField(data, 'payment_id');
  if (payment !== undefined) parts.push(nameOf(payment));
  const enough = field(data, 'sufficient_funds');
  const amount = numberField(data, 'amount') ?? numberField(data, 'requested_amount');
  if (amount !== undefined) parts.push(money(amount, currency).trim());
  if (typeof enough === 'boolean') parts.push(enough ? 'enough' : 'not enough');
  for (const name of ['step', 'operation', 'outcome', 'error_code']) {
    const text = textField(data, name);
    if (text !== undefined) parts.push(text);
  }
  const states = field(data, 'states');
  if (Array.isArray(states)) parts.push(states.join(', '));
  const rival = textField(data, 'concurrent_payment_id');
  if (rival !== undefined) parts.push(`rival ${nameOf(rival)}`);
  return parts.length === 0 ? '' : ` ${parts.join(' · ')}`;
}

/** The services whose inbox holds an event, by id of the event. */
function receiversOf({ database }: PaymentHistory): ReadonlyMap<string, readonly string[]> {
  const receivers = new Map<string, string[]>();
  for (const [table, rows] of Object.entries(database.tables)) {
    const [schema = '', name] = table.split('.');
    if (name !== 'processed_events') continue;
    for (const row of rows) {
      const id = row['event_id'];
      if (id === null || id === undefined) continue;
      const services = receivers.get(id) ?? [];
      if (!services.includes(schema)) services.push(schema);
      receivers.set(id, services.sort());
    }
  }
  return receivers;
}
