/**
 * One draft-07 schema out of many files: every schema that a message reaches becomes a definition under its own name,
 * and the envelope is merged into each message, because Modelina mixes up the data of messages that share one by `allOf`.
 */
import type { Message } from './catalogue.ts';
import type { Json, JsonObject } from './json.ts';
import { isArray, isObject, listField, objectField } from './json.ts';
import type { Located, SpecTree } from './tree.ts';

export interface FlatSchemas {
  /** Every reachable schema by name, and `Envelope`; references have the form `#/definitions/NAME`. */
  readonly definitions: Readonly<Record<string, JsonObject>>;
}

const ENVELOPE = { file: 'schemas/envelope.yaml', path: ['Envelope'] };

export const REF_PREFIX = '#/definitions/';

/** Flattens the payloads of the messages. Throws when two files define different schemas under one name. */
export function flatten(tree: SpecTree, messages: readonly Message[]): FlatSchemas {
  const flattener = new Flattener(tree);
  const envelope = tree.at(ENVELOPE);
  if (envelope === undefined) throw new Error(`${tree.place(ENVELOPE)}: there is no ${ENVELOPE.path.join('/')}`);
  flattener.add(envelope);
  for (const message of messages) flattener.add(message.payload);
  return { definitions: Object.fromEntries([...flattener.definitions].toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

class Flattener {
  readonly definitions = new Map<string, JsonObject>();
  readonly #origin = new Map<string, string>();
  readonly #tree: SpecTree;

  constructor(tree: SpecTree) {
    this.#tree = tree;
  }

  /** Adds a named schema and returns its name. */
  add(schema: Located): string {
    const name = String(schema.path.at(-1));
    const origin = `${schema.file}#${schema.path.join('/')}`;
    const known = this.#origin.get(name);
    if (known !== undefined && known !== origin)
      throw new Error(`${this.#tree.place(schema)}: ${name} is defined in ${known} as well`);
    if (known === undefined) {
      this.#origin.set(name, origin);
      const flat = this.#flat(schema);
      if (!isObject(flat)) throw new Error(`${this.#tree.place(schema)}: ${name} is no schema`);
      this.definitions.set(name, flat);
    }
    return name;
  }

  #flat(here: Located): Json {
    const { value } = here;
    if (isArray(value)) return value.map((item, index) => this.#flat(inside(here, index, item)));
    if (!isObject(value)) return value;
    if (typeof value['$ref'] === 'string') return { $ref: REF_PREFIX + this.add(this.#follow(here)) };
    if (isArray(value['allOf'])) return this.#merge(here, value['allOf']);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#flat(inside(here, key, item))]));
  }

  /** `allOf` of objects as one object: later parts narrow the properties of earlier ones. */
  #merge(here: Located, parts: readonly Json[]): JsonObject {
    const flat = parts.map((part, index) => {
      const target = this.#follow({ file: here.file, path: [...here.path, 'allOf', index], value: part });
      return this.#flat(target);
    });
    const properties = Object.assign({}, ...flat.map((part) => objectField(part, 'properties')));
    const required = [...new Set(flat.flatMap((part) => listField(part, 'required')))];
    return { type: 'object', required, properties };
  }

  #follow(here: Located): Located {
    const found = this.#tree.follow(here);
    if (found === undefined) throw new Error(`${this.#tree.place(here)}: broken reference`);
    return found;
  }
}

function inside(holder: Located, key: string | number, value: Json): Located {
  return { file: holder.file, path: [...holder.path, key], value };
}

/** The same definitions, with every object that lists its properties closed against others. */
export function closed(definitions: FlatSchemas['definitions']): FlatSchemas['definitions'] {
  return Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, close(schema)]));
}

function close(schema: JsonObject): JsonObject {
  if (schema['type'] !== 'object' || !isObject(schema['properties'])) return schema;
  const properties = Object.fromEntries(
    Object.entries(schema['properties']).map(([key, value]) => [key, isObject(value) ? close(value) : value]),
  );
  return { ...schema, additionalProperties: false, properties };
}
