/**
 * The split of a topic under load: payment events go from `events.payments.v1` to a topic for payments from wallets and one for
 * payments by card, while payments flow. Both are written, the consumer reads the old one to its markers and changes over, and the old one
 * is retired. No event is missed, and what arrives by both ways takes effect once.
 */
import type { PaymentHistory, TopicRecord } from '../history.ts';
import { firstOf, holds, type Verdict, violated } from '../verdict.ts';
import { lastTold, type Scenario } from './scenario.ts';

const LEGACY = 'events.payments.v1';
const WALLET = 'events.payments.wallet.v1';
const EXTERNAL = 'events.payments.external.v1';
const PARTITIONS = 12;
const payments = 24;
const consumer = 'metrics';

export const topicSplit: Scenario = {
  name: 'topic-split',
  claim:
    'Payment events move from one topic to two while payments flow, and the consumer that changes over misses nothing.',
  instances: { metrics: 1 },
  settings: { TOPIC_SPLIT_CONSUMERS: consumer },
  workload: {
    wallets: [
      { userId: 'user-1', currency: 'EUR', topUp: 100_000 },
      { userId: 'user-2', currency: 'EUR', topUp: 100_000 },
    ],
    requests: [
      ...Array.from({ length: payments }, (_, index) => {
        const card = index % 3 === 2 ? { source: 'tok_visa' } : {};
        return { kind: 'pay', atMs: index * 250, wallet: index % 2, amount: 1_000, ...card } as const;
      }),
      { kind: 'operate', atMs: 1_000, path: 'topic-split/advance', body: { to: 'dual' } },
      { kind: 'operate', atMs: 2_000, path: `topic-split/consumers/${consumer}`, body: { source: 'split' } },
      { kind: 'operate', atMs: 3_000, path: 'topic-split/advance', body: { to: 'split' } },
    ],
  },
  plan: [],
  expectations: [
    {
      name: 'each-step-is-done',
      claim:
        'The operator writes both, moves the consumer when it has read the old topic to its markers, and retires the old topic.',
      check: ({ exchanges }) => {
        const done = exchanges.filter(({ purpose, answer }) => purpose === 'operate' && answer?.status === 200);
        return done.length === 3
          ? holds
          : violated(
              `${done.length} of 3 steps were done`,
              ...exchanges.filter(({ purpose }) => purpose === 'operate'),
            );
      },
    },
    {
      name: 'payments-flow-all-the-while',
      claim: 'Payments are made before, between and after the steps, and all of them are completed.',
      check: (history) => {
        const ends = [...lastTold(history).values()].filter(({ status }) => status === 'COMPLETED');
        return ends.length === payments ? holds : violated(`${ends.length} of ${payments} were completed`, ...ends);
      },
    },
    {
      name: 'even-and-odd',
      claim: 'On the old topic, payments from wallets are on even partitions and those by card on odd ones.',
      check: ({ records }) => {
        const methods = methodsOf(records);
        const wrong = records.find(({ topic, partition, value }) => {
          const method = methods.get(paymentOf(value));
          return topic === LEGACY && method !== undefined && partition % 2 !== (method === 'wallet' ? 0 : 1);
        });
        return wrong === undefined ? holds : violated('an event is on the wrong half of the old topic', wrong);
      },
    },
    {
      name: 'markers-on-every-partition',
      claim: 'Each partition of the old topic has a marker, up to which the consumer has to read.',
      check: ({ records }) => {
        const marked = new Set(
          records.flatMap((one) => (one.topic === LEGACY && isMarker(one) ? [one.partition] : [])),
        );
        return marked.size === PARTITIONS ? holds : violated(`${marked.size} of ${PARTITIONS} are marked`, [...marked]);
      },
    },
    {
      name: 'both-are-written',
      claim: 'Behind its marker, whatever is on the old topic is on the new one of its method too.',
      check: bothWritten,
    },
    {
      name: 'old-topic-retired',
      claim: 'In the end only the new topics are written.',
      check: ({ records }) => {
        const last = records.findLastIndex(({ topic }) => topic === LEGACY);
        const later = records.slice(last + 1).filter(({ topic }) => topic === WALLET || topic === EXTERNAL);
        return later.length > 0 && last >= 0
          ? holds
          : violated('the old topic was written to the end', records[last] ?? null);
      },
    },
    {
      name: 'consumer-misses-nothing',
      claim: 'Every payment event took effect at the consumer once, by whichever way it came.',
      check: (history) => firstOf([nothingMissed(history)]),
    },
  ],
};

function bothWritten({ records }: PaymentHistory): Verdict {
  const methods = methodsOf(records);
  const onNew = new Set(records.flatMap((one) => (one.topic === LEGACY ? [] : [`${one.topic} ${idOf(one)}`])));
  const marked = new Set<number>();
  for (const record of records) {
    if (record.topic !== LEGACY) continue;
    if (isMarker(record)) marked.add(record.partition);
    const method = methods.get(paymentOf(record.value));
    if (method === undefined || !marked.has(record.partition)) continue;
    const topic = method === 'wallet' ? WALLET : EXTERNAL;
    if (!onNew.has(`${topic} ${idOf(record)}`))
      return violated(`an event behind the marker is not on ${topic}`, record);
  }
  return marked.size > 0 ? holds : violated('there is no marker', marked.size);
}

function nothingMissed({ records, database }: PaymentHistory): Verdict {
  const rows = database.tables[`${consumer}.processed_events`] ?? [];
  const handled = new Set(rows.map((row) => row['event_id']));
  const missed = records.filter((one) => one.topic === 'payment-events.v1' && !handled.has(idOf(one)));
  return missed.length === 0 && handled.size > 0 ? holds : violated(`${missed.length} events were missed`, ...missed);
}

/** By card or from a wallet, by payment. */
function methodsOf(records: readonly TopicRecord[]): ReadonlyMap<string, unknown> {
  return new Map(
    records.flatMap(({ headers, value }) =>
      headers['event_type'] === 'PaymentInitiated' ? [[paymentOf(value), field(dataOf(value), 'method')] as const] : [],
    ),
  );
}

function isMarker({ headers }: TopicRecord): boolean {
  return headers['event_type'] === 'TopicSplitMarked';
}

function idOf({ headers }: TopicRecord): string {
  return headers['event_id'] ?? '';
}

function paymentOf(value: unknown): string {
  return String(field(dataOf(value), 'payment_id'));
}

function dataOf(value: unknown): unknown {
  return field(value, 'data');
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
