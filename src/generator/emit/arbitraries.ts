/**
 * fast-check arbitraries as source text, by a small interpreter of the schemas. It refuses every keyword that it does not
 * know, for an ignored constraint would produce messages that the validators reject, or never produce the interesting ones.
 */
import type { Catalogue } from '../specs/catalogue.ts';
import type { FlatSchemas } from '../specs/flatten.ts';
import { REF_PREFIX } from '../specs/flatten.ts';
import type { Json, JsonObject } from '../specs/json.ts';
import { field, isObject, listField, numberField, objectField, textField } from '../specs/json.ts';
import { codeHead } from './head.ts';
import { envelopeNames, formerNames } from './names.ts';

/** The keywords that the interpreter understands, by `type`; `description` says nothing about values. */
const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  string: ['const', 'enum', 'format', 'pattern', 'minLength', 'maxLength'],
  integer: ['const', 'minimum', 'maximum'],
  number: ['minimum', 'maximum'],
  boolean: ['const'],
  array: ['items', 'minItems', 'maxItems'],
  object: ['required', 'properties', 'additionalProperties'],
};

const FORMATS: Readonly<Record<string, string>> = {
  uuid: 'fc.uuid()',
  'date-time':
    "fc.date({ min: new Date('2000-01-01T00:00:00.000Z'), max: new Date('2100-01-01T00:00:00.000Z'), noInvalidDate: true }).map((date) => date.toISOString())",
};

/** The text of `arbitraries.ts`. Throws for a schema that uses an unknown keyword, naming it and the place. */
export function emitArbitraries(catalogue: Catalogue, flat: FlatSchemas): string {
  const names = envelopeNames(catalogue);
  const former = formerNames(catalogue);
  const ordered = dependencyOrder(flat, [...names, ...former, 'DeadLetter']);
  const constants = ordered.map((name) => `const ${local(name)} = ${arbitraryText(flat.definitions[name], name)};\n`);
  return `${codeHead('fast-check arbitraries of all messages; for tests only, since services do not have fast-check.')}import fc from 'fast-check';
import type { ${['DeadLetter', 'Message', 'MessageOf', 'MessageType', ...former].join(', ')} } from './types.ts';

${constants.join('\n')}
/** Arbitrary messages by name: each is valid for producers. Fields are independent of one another. */
export const arbitraries: { readonly [T in MessageType]: fc.Arbitrary<MessageOf<T>> } = {
${names.map((name) => `  ${name}: ${local(name)},`).join('\n')}
};

/** Arbitrary messages of former versions, by name. */
export const formerArbitraries: { ${former.map((name) => `readonly ${name}: fc.Arbitrary<${name}>`).join('; ')} } = {
${former.map((name) => `  ${name}: ${local(name)},`).join('\n')}
};

/** Any message. */
export const anyMessage: fc.Arbitrary<Message> = fc.oneof(...Object.values(arbitraries));

/** Any dead letter. */
export const anyDeadLetter: fc.Arbitrary<DeadLetter> = deadLetter;
`;
}

/** The expression that generates the values of a schema; `where` is named in errors. Exported for its tests. */
export function arbitraryText(schema: Json | undefined, where: string): string {
  if (!isObject(schema)) throw new Error(`${where}: no schema`);
  const ref = textField(schema, '$ref');
  if (ref !== undefined) return local(ref.slice(REF_PREFIX.length));
  const type = textField(schema, 'type') ?? (schema['const'] === undefined ? '' : typeof schema['const']);
  refuseUnknown(schema, type, where);
  if (schema['const'] !== undefined) return `fc.constant(${literal(schema['const'])})`;
  if (type === 'string') return stringText(schema, where);
  if (type === 'integer')
    return `fc.integer(${options({ min: schema['minimum'] ?? Number.MIN_SAFE_INTEGER, max: schema['maximum'] ?? Number.MAX_SAFE_INTEGER })})`;
  if (type === 'number')
    return `fc.double(${options({ min: schema['minimum'], max: schema['maximum'], noNaN: true, noDefaultInfinity: true })})`;
  if (type === 'boolean') return 'fc.boolean()';
  if (type === 'array') return arrayText(schema, where);
  return objectText(schema, where);
}

function refuseUnknown(schema: JsonObject, type: string, where: string): void {
  const known = KEYWORDS[type];
  if (known === undefined) throw new Error(`${where}: cannot generate values of type ${JSON.stringify(type)}`);
  const unknown = Object.keys(schema).find((key) => !['type', 'description', ...known].includes(key));
  if (unknown !== undefined)
    throw new Error(`${where}: cannot generate values for the keyword ${unknown} of type ${type}`);
}

function stringText(schema: JsonObject, where: string): string {
  const {
    enum: values,
    format,
    pattern,
  } = { enum: listField(schema, 'enum'), format: textField(schema, 'format'), pattern: textField(schema, 'pattern') };
  if (values.length > 0) return `fc.constantFrom(${values.map(literal).join(', ')})`;
  const lengths = options({ minLength: schema['minLength'], maxLength: schema['maxLength'] });
  if (format !== undefined) {
    const text = FORMATS[format];
    if (text === undefined) throw new Error(`${where}: cannot generate values of format ${format}`);
    return text;
  }
  if (pattern === undefined) return `fc.string(${lengths})`;
  const longest = numberField(schema, 'maxLength');
  const matching = `fc.stringMatching(new RegExp(${literal(pattern)}))`;
  return longest === undefined ? matching : `${matching}.filter((text) => text.length <= ${longest})`;
}

function arrayText(schema: JsonObject, where: string): string {
  const lengths = options({ minLength: schema['minItems'], maxLength: schema['maxItems'] });
  return `fc.array(${arbitraryText(field(schema, 'items'), `${where}/items`)}${lengths === '' ? '' : `, ${lengths}`})`;
}

function objectText(schema: JsonObject, where: string): string {
  if (schema['properties'] === undefined) {
    const values = arbitraryText(schema['additionalProperties'], `${where}/additionalProperties`);
    return `fc.dictionary(fc.string({ minLength: 1 }), ${values}, { noNullPrototype: true })`;
  }
  const properties = Object.entries(objectField(schema, 'properties'));
  const required = listField(schema, 'required').map(literal).join(', ');
  const fields = properties.map(([key, value]) => `    ${key}: ${arbitraryText(value, `${where}/${key}`)},`);
  return `fc.record(\n  {\n${fields.join('\n')}\n  },\n  { requiredKeys: [${required}], noNullPrototype: true },\n)`;
}

function dependencyOrder(flat: FlatSchemas, roots: readonly string[]): readonly string[] {
  const ordered = new Set<string>();
  const visit = (name: string): void => {
    if (ordered.has(name)) return;
    for (const dependency of references(flat.definitions[name])) visit(dependency);
    ordered.add(name);
  };
  roots.forEach(visit);
  return [...ordered];
}

function references(schema: Json | undefined): readonly string[] {
  return [...JSON.stringify(schema).matchAll(/"\$ref":"#\/definitions\/(\w+)"/g)].flatMap(([, name]) => name ?? []);
}

function local(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function options(values: Readonly<Record<string, Json | undefined>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return given.length === 0 ? '' : `{ ${given.map(([key, value]) => `${key}: ${literal(value)}`).join(', ')} }`;
}

function literal(value: Json | undefined): string {
  return typeof value === 'string'
    ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
    : JSON.stringify(value);
}
