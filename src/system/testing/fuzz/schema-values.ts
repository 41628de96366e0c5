/** Values that a JSON schema of the OpenAPI document allows, and values that nobody expects. */
import fc, { type Arbitrary } from 'fast-check';
import { isRecord } from '../../platform/rows.ts';
import { resolved } from '../conformance.ts';

/** By name of a field or parameter: what to use instead of what its schema allows, so that requests meet things that exist. */
export type Known = Readonly<Record<string, Arbitrary<unknown>>>;

const STRING_MAX = 40;

/** Values that `schema` allows. Of optional fields some are left out. */
export function valuesOf(schema: unknown, known: Known): Arbitrary<unknown> {
  const { type, oneOf, enum: choices, properties, items, ...rest } = resolved(schema);
  if ('const' in rest) return fc.constant(rest['const']);
  if (Array.isArray(choices)) return fc.constantFrom(...choices);
  if (Array.isArray(oneOf)) return fc.oneof(...oneOf.map((one) => valuesOf(one, known)));
  switch (type) {
    case 'integer':
      return fc.integer({ min: numberOr(rest['minimum'], 0), max: numberOr(rest['maximum'], 2 ** 31) });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(valuesOf(items, known), { maxLength: 3 });
    case 'string':
      return texts(rest);
    case 'object':
      return objects(isRecord(properties) ? properties : {}, rest['required'], known);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objects(properties: Readonly<Record<string, unknown>>, required: unknown, known: Known): Arbitrary<unknown> {
  const fields = Object.entries(properties).map(
    ([name, schema]) => [name, known[name] ?? valuesOf(schema, known)] as const,
  );
  const needed = Array.isArray(required) ? required.map(String) : [];
  return fc.record(Object.fromEntries(fields), { requiredKeys: needed });
}

function texts({ pattern, format, minLength, maxLength }: Readonly<Record<string, unknown>>): Arbitrary<unknown> {
  if (format === 'date-time')
    return fc
      .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString());
  const length = {
    minLength: numberOr(minLength, 0),
    maxLength: Math.min(numberOr(maxLength, STRING_MAX), STRING_MAX),
  };
  if (typeof pattern !== 'string') return fc.string({ ...length, unit: 'grapheme' });
  const rule = new RegExp(pattern, 'u');
  if (!pattern.includes('(?=')) return fc.stringMatching(rule);
  return fc.string({ minLength: 1, maxLength: STRING_MAX, unit: 'grapheme' }).filter((text) => rule.test(text));
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}

/** What nobody expects: wrong types, numbers that are too large or not whole, characters that can't be stored, things nested deep. */
export const strangeValues: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    '',
    ' ',
    -1,
    0,
    0.1,
    1e21,
    2 ** 53,
    Number.MAX_VALUE,
    '1',
    true,
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\u202e',
    '𝕏',
    "'; DROP TABLE payment.payment_status; --",
    '../../etc/passwd',
    '0001-01-01T00:00:00+14:00',
    '9999-12-31T23:59:59-14:00',
    '-000001-01-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '4242424242424242',
    'x'.repeat(2_000),
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary' }),
  fc.integer({ min: 1, max: 3_000 }).map(nested),
);

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}
