/** Turns what the world's servers remember into the plain data of a history. */
import type { AppendedRecord } from '../world/kafka/index.ts';
import type { DatabaseSnapshot, TopicRecord } from './history.ts';

/** A record with its value as text and, where it is JSON, parsed. `foreign`: it is not of the system's making. */
export function topicRecord(record: AppendedRecord, foreign = false): TopicRecord {
  const { topic, partition, offset, headers, appendedMs, producer } = record;
  const text = record.value?.toString('utf8') ?? '';
  const key = record.key?.toString('utf8') ?? null;
  const base = { topic, partition, offset, key, text, value: parsedJson(text), headers, appendedMs, producer };
  return foreign ? { ...base, foreign: true, base64: record.value?.toString('base64') ?? '' } : base;
}

/** All rows of all tables of the services. */
export function databaseSnapshot(
  query: (sql: string) => (string | null)[][],
  columns: ReadonlyMap<string, readonly string[]>,
): DatabaseSnapshot {
  const tables = [...columns].map(([table, names]) => {
    const list = names.map((name) => `"${name}"::text`).join(', ');
    const rows = query(`SELECT ${list} FROM ${table}`);
    return [table, rows.map((row) => named(names, row))] as const;
  });
  return { tables: Object.fromEntries(tables) };
}

/** A loop rather than `Object.fromEntries`: a run leaves a hundred thousand rows. */
function named(names: readonly string[], values: readonly (string | null)[]): Record<string, string | null> {
  const row: Record<string, string | null> = {};
  for (const [at, name] of names.entries()) row[name] = values[at] ?? null;
  return row;
}

/** The value of a text that is JSON; undefined for one that is not. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
