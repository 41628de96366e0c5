/**
 * A history in the terms in which properties speak: messages, stored events, outbox rows, rows of the read models.
 * Made once per history, because twenty properties look at the same one.
 */
import type { DatabaseSnapshot, PaymentHistory, TopicRecord } from '../../simulation/payments/history.ts';
import { type Message, readMessage } from './message.ts';

export const services = ['payment', 'wallet', 'gateway', 'saga', 'metrics', 'recovery'] as const;
export type Service = (typeof services)[number];

/** A record whose value is an envelope. */
export interface PublishedMessage extends Message {
  readonly record: TopicRecord;
}

export interface StoredEvent extends Message {
  readonly service: Service;
  /** When it happened by the clock of the service, in milliseconds since 1970. */
  readonly occurredAt: number;
}

export interface OutboxRow extends Message {
  readonly service: Service;
  readonly topic: string;
  readonly key: string | null;
  readonly synced: boolean;
}

export type Row = Readonly<Record<string, string | null>>;

export interface HistoryView {
  /** The system's own, in the order in which they were appended; duplicates are there as often as they are on the topics. */
  readonly published: readonly PublishedMessage[];
  /** In the order of each service's store, services one after the other. */
  readonly stored: readonly StoredEvent[];
  /** In the order of each service's outbox. */
  readonly outbox: readonly OutboxRow[];
  /** Rows of a table, such as `wallet.wallet_balances`; none when there is no such table. */
  rows(table: string): readonly Row[];
  /** Stored events of a type, with the index kept. */
  storedOf(...types: readonly string[]): readonly StoredEvent[];
}

const views = new WeakMap<PaymentHistory, HistoryView>();

/** The view of a history; the same object each time. */
export function viewOf(history: PaymentHistory): HistoryView {
  const known = views.get(history);
  if (known !== undefined) return known;
  const view = makeView(history);
  views.set(history, view);
  return view;
}

function makeView({ records, database }: PaymentHistory): HistoryView {
  const stored = services.flatMap((service) => storedEvents(database, service));
  const byType = Map.groupBy(stored, ({ eventType }) => eventType);
  return {
    published: records.flatMap((record) => {
      const message = record.foreign === true ? undefined : readMessage(record.value);
      return message === undefined ? [] : [{ ...message, record }];
    }),
    stored,
    outbox: services.flatMap((service) => outboxRows(database, service)),
    rows: (table) => database.tables[table] ?? [],
    storedOf: (...types) => types.flatMap((type) => byType.get(type) ?? []),
  };
}

function storedEvents(database: DatabaseSnapshot, service: Service): readonly StoredEvent[] {
  const rows = database.tables[`${service}.events`] ?? [];
  return inOrderOf(rows, 'sequence').flatMap((row) => {
    const message = readMessage({
      ...row,
      aggregate_version: Number(row['aggregate_version']),
      data: parse(row['data'] ?? null),
    });
    return message === undefined ? [] : [{ ...message, service, occurredAt: instantOf(row['occurred_at'] ?? '') }];
  });
}

function outboxRows(database: DatabaseSnapshot, service: Service): readonly OutboxRow[] {
  const rows = database.tables[`${service}.outbox`] ?? [];
  return inOrderOf(rows, 'position').flatMap((row) => {
    const message = readMessage(parse(row['payload'] ?? null));
    if (message === undefined) return [];
    return [
      {
        ...message,
        service,
        topic: row['topic'] ?? '',
        key: row['message_key'] ?? null,
        synced: (row['synced_at'] ?? null) !== null,
      },
    ];
  });
}

/** Postgres writes `2026-01-01 00:00:01.5+00`, which is not quite the format of the standard. */
function instantOf(text: string): number {
  return Date.parse(text.replace(' ', 'T').replace(/\+00$/, 'Z'));
}

function inOrderOf(rows: readonly Row[], column: string): readonly Row[] {
  return rows.toSorted((a, b) => Number(a[column]) - Number(b[column]));
}

function parse(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
