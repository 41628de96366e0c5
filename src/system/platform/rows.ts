/**
 * Reading rows without trusting them. node-postgres hands int8 over as text, because it does not fit into a float;
 * it becomes a number only here, and only if it is exact.
 */

/** A row as the driver returned it. */
export type Row = Readonly<Record<string, unknown>>;

function wrong(row: Row, column: string, wanted: string): never {
  throw new TypeError(`Column ${column} should be ${wanted}, but is ${JSON.stringify(row[column])}.`);
}

/** A text (or uuid) column that is not null. */
export function text(row: Row, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : wrong(row, column, 'text');
}

/** A text column; `undefined` for null. */
export function optionalText(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : text(row, column);
}

/** An integer column (int4 or int8) as an exact number; throws above 2^53. Money comes in through here. */
export function integer(row: Row, column: string): number {
  const value = row[column];
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : wrong(row, column, 'a safe integer');
}

/** A boolean column that is not null. */
export function boolean(row: Row, column: string): boolean {
  const value = row[column];
  return typeof value === 'boolean' ? value : wrong(row, column, 'a boolean');
}

/** A timestamptz column as ISO 8601 in UTC. */
export function instant(row: Row, column: string): string {
  const value = row[column];
  return value instanceof Date ? value.toISOString() : wrong(row, column, 'a timestamptz');
}

/** A timestamptz column; `undefined` for null. */
export function optionalInstant(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : instant(row, column);
}

/** A json or jsonb column that holds an object. */
export function json(row: Row, column: string): Readonly<Record<string, unknown>> {
  const value = row[column];
  return isRecord(value) ? value : wrong(row, column, 'a JSON object');
}

/** True for an object that is not null and not an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
