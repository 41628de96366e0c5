/** Turns what the world's servers remember into the plain data of a history. */
import type { AppendedRecord } from '../world/kafka/index.ts';
import type { DatabaseSnapshot, TopicRecord } from './history.ts';

/** A record with its value as text and, where it is JSON, parsed. */
export function topicRecord(record: AppendedRecord): TopicRecord {
  const { topic, partition, offset, headers, appendedMs, producer } = record;
  const text = record.value?.toString('utf8') ?? '';
  const key = record.key?.toString('utf8') ?? null;
  return { topic, partition, offset, key, text, value: parsed(text), headers, appendedMs, producer };
}

/** All rows of all tables of the services. */
export function databaseSnapshot(
  query: (sql: string) => (string | null)[][],
  columns: ReadonlyMap<string, readonly string[]>,
): DatabaseSnapshot {
  const tables = [...columns].map(([table, names]) => {
    const list = names.map((name) => `"${name}"::text`).join(', ');
    const rows = query(`SELECT ${list} FROM ${table}`);
    return [table, rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? null])))] as const;
  });
  return { tables: Object.fromEntries(tables) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
