/**
 * The schemas may use only what all parts of the generator understand: @asyncapi/parser lets misspelt keywords pass, and an
 * ignored constraint is worse than none. Values of keywords are checked against the meta-schema of draft-07.
 */
import { Ajv } from 'ajv';
import type { Json, JsonObject } from '../specs/json.ts';
import { field, isArray, isObject, textField } from '../specs/json.ts';
import type { Located, SpecTree } from '../specs/tree.ts';
import type { Finding } from './finding.ts';
import { finding, suggestion } from './finding.ts';

const KEYWORDS = [
  '$ref',
  'additionalProperties',
  'allOf',
  'const',
  'description',
  'enum',
  'format',
  'items',
  'maxItems',
  'maxLength',
  'maximum',
  'minItems',
  'minLength',
  'minimum',
  'pattern',
  'properties',
  'required',
  'type',
];
const FORMATS = ['uuid', 'date-time'];

const ajv = new Ajv({ allErrors: true });

/** Findings for all files below `schemas/`; each top-level key of such a file is a schema. */
export function lintSchemas(tree: SpecTree): Finding[] {
  return tree.files
    .filter((file) => file.startsWith('schemas/'))
    .flatMap((file) =>
      entries(tree.root(file)).flatMap(([name, value]) => lintSchema(tree, { file, path: [name], value })),
    );
}

function lintSchema(tree: SpecTree, at: Located): Finding[] {
  const { value } = at;
  if (!isObject(value))
    return [finding(tree, at, 'a schema has to be an object', 'Write it as a mapping with a type.')];
  return [
    ...unknownKeywords(tree, at, value),
    ...wrongValues(tree, at, value),
    ...subschemas(at).flatMap((inner) => lintSchema(tree, inner)),
  ];
}

function unknownKeywords(tree: SpecTree, at: Located, schema: JsonObject): Finding[] {
  return Object.keys(schema)
    .filter((key) => !KEYWORDS.includes(key))
    .map((key) => {
      const place = { file: at.file, path: [...at.path, key] };
      return finding(
        tree,
        place,
        `unknown keyword ${key}`,
        `${suggestion(key, KEYWORDS)}Known keywords: ${KEYWORDS.join(', ')}.`,
      );
    });
}

/** Only the keywords of this very schema: its subschemas are visited on their own. */
function wrongValues(tree: SpecTree, at: Located, schema: JsonObject): Finding[] {
  const own = Object.fromEntries(
    Object.entries(schema).filter(([key]) => !['properties', 'items', 'allOf', 'additionalProperties'].includes(key)),
  );
  const wrong = (ajv.validateSchema(own) === true ? [] : (ajv.errors ?? [])).map((error) => {
    const place = { file: at.file, path: [...at.path, ...error.instancePath.split('/').slice(1)] };
    return finding(
      tree,
      place,
      `wrong value of ${error.instancePath.slice(1)}: ${error.message}`,
      'See JSON Schema draft-07 for what the keyword takes.',
    );
  });
  return [...wrong, ...unknownFormat(tree, at, schema), ...phantomRequired(tree, at, schema)];
}

function unknownFormat(tree: SpecTree, at: Located, schema: JsonObject): Finding[] {
  const format = textField(schema, 'format');
  if (format === undefined || FORMATS.includes(format)) return [];
  const place = { file: at.file, path: [...at.path, 'format'] };
  return [
    finding(
      tree,
      place,
      `unknown format ${format}`,
      `${suggestion(format, FORMATS)}Known formats: ${FORMATS.join(', ')}.`,
    ),
  ];
}

function phantomRequired(tree: SpecTree, at: Located, schema: JsonObject): Finding[] {
  const { properties, required } = schema;
  if (!isObject(properties) || !isArray(required)) return [];
  return required.flatMap((name, index) => {
    if (typeof name !== 'string' || Object.hasOwn(properties, name)) return [];
    const place = { file: at.file, path: [...at.path, 'required', index] };
    return finding(
      tree,
      place,
      `required field ${name} is not among the properties`,
      `${suggestion(name, Object.keys(properties))}Define it, or take it out of required.`,
    );
  });
}

function subschemas({ file, path, value }: Located): Located[] {
  const named = entries(field(value, 'properties')).map(([key, item]) => ({
    file,
    path: [...path, 'properties', key],
    value: item,
  }));
  const all = field(value, 'allOf');
  const parts = isArray(all) ? all.map((item, index) => ({ file, path: [...path, 'allOf', index], value: item })) : [];
  const single = ['items', 'additionalProperties'].flatMap((key) => {
    const item = field(value, key);
    return item === undefined || typeof item === 'boolean' ? [] : [{ file, path: [...path, key], value: item }];
  });
  return [...named, ...parts, ...single];
}

function entries(value: Json | undefined): [string, Json][] {
  return isObject(value) ? Object.entries(value) : [];
}
