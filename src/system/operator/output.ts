/** How results are printed: tables and fields that are read by people, and cut by nobody. */
import { isRecord } from '../platform/rows.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** A column: its heading, and the field that it shows. */
export type Column = readonly [heading: string, field: string];

/** A table with a heading; `none` when it has no rows. */
export function table(columns: readonly Column[], rows: readonly Fields[], none = 'None.'): string {
  if (rows.length === 0) return none;
  const cells = rows.map((row) => columns.map(([, field]) => cell(row[field])));
  const lines = [columns.map(([heading]) => heading), ...cells];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? '').length)));
  return lines
    .map((line) =>
      line
        .map((text, index) => text.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A thing as one field per line; what is nested is indented. */
export function fields(thing: Fields, indent = ''): string {
  const entries = Object.entries(thing).filter(([, value]) => value !== undefined);
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  return entries
    .map(([name, value]) => {
      if (isRecord(value)) return `${indent}${name}:\n${fields(value, `${indent}  `)}`;
      if (Array.isArray(value) && value.some((one) => typeof one === 'object')) {
        const items: readonly unknown[] = value;
        return [`${indent}${name}:`, ...items.map((one) => `${indent}  - ${cell(one)}`)].join('\n');
      }
      return `${indent}${`${name}:`.padEnd(width + 1)} ${cell(value)}`;
    })
    .join('\n');
}

/** The list in a field of an answer. */
export function listIn(answer: Fields, field: string): readonly Fields[] {
  const list: unknown = answer[field];
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ');
  // A line break inside of a cell would look like another row.
  return (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(/\s*\n\s*/g, ' ');
}
