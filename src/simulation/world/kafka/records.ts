/** How the broker shows records to those who watch it from outside: decoded once, when they are appended. */

import type { BatchRecord } from './log/record-batch.ts';

/** One record as the broker appended it. */
export interface AppendedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** Header values as text; of a header given twice, the last. */
  readonly headers: Readonly<Record<string, string>>;
  /** As the producer set it: milliseconds since 1970. */
  readonly timestamp: number;
  /** Scheduler time of the append, in milliseconds. */
  readonly appendedMs: number;
  /** Name of the process that produced it. */
  readonly producer: string;
}

/** The header whose value labels a record at points, such as the type of an event. */
const LABEL_HEADER = 'event_type';

/** Where and how a decoded record was appended. */
export type AppendFacts = Pick<AppendedRecord, 'topic' | 'partition' | 'offset' | 'appendedMs' | 'producer'>;

export function appendedRecord(record: BatchRecord, facts: AppendFacts): AppendedRecord {
  const headers = Object.fromEntries(record.headers.map(([key, value]) => [key, value?.toString('utf8') ?? '']));
  return { ...facts, key: record.key, value: record.value, headers, timestamp: record.timestamp };
}

/** The label of a record at the points of the broker, if it has one. */
export function labelOf(record: { readonly headers: Readonly<Record<string, string>> }): string | undefined {
  return record.headers[LABEL_HEADER];
}

/** The label of a record that was received and not yet appended. */
export function labelOfReceived(record: BatchRecord): string | undefined {
  const header = record.headers.findLast(([key]) => key === LABEL_HEADER);
  return header?.[1]?.toString('utf8');
}
