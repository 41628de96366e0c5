/**
 * TypeScript types of all messages, by Modelina. It is given one flattened JSON Schema: from an AsyncAPI 3.1 document
 * it would silently write `any`, and from an envelope shared by `allOf` one merged `data` for all messages.
 */
import type { ConstrainedMetaModel } from '@asyncapi/modelina';
import { TS_DESCRIPTION_PRESET, TypeScriptGenerator } from '@asyncapi/modelina';
import type { Catalogue } from '../specs/catalogue.ts';
import type { FlatSchemas } from '../specs/flatten.ts';
import { REF_PREFIX } from '../specs/flatten.ts';
import type { Json, JsonObject } from '../specs/json.ts';
import { isArray, isObject, objectField } from '../specs/json.ts';
import { codeHead } from './head.ts';
import { commandNames, envelopeNames, eventNames, formerNames } from './names.ts';

/** The text of `types.ts`. Throws when Modelina understood some schema as `any`. */
export async function emitTypes(catalogue: Catalogue, flat: FlatSchemas): Promise<string> {
  const models = await modelina().generate(inputFor(catalogue, flat));
  const declarations = models
    .filter((model) => model.modelName !== 'Root')
    .toSorted((a, b) => (a.modelName < b.modelName ? -1 : 1))
    .map((model) => tidy(model.result));
  const unclear = declarations.find((text) => /[:<] *any\b/.test(text));
  if (unclear !== undefined)
    throw new Error(`Modelina writes \`any\` for a schema that it does not understand:\n${unclear}`);
  return [
    codeHead('Types of all messages: a union that is discriminated by event_type.').trimEnd(),
    union('EventMessage', 'Every event.', eventNames(catalogue)),
    union('CommandMessage', 'Every command.', commandNames(catalogue)),
    HELPERS,
    ...declarations,
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

/** Modelina's text in the style of this repository: export first, short comments, no needless quotes. */
function tidy(declaration: string): string {
  return declaration
    .trim()
    .replaceAll(/\/\*\*\n\s*\* (.*)\n\s*\*\//g, '/** $1 */')
    .replaceAll(/^( +)'(\w+)'(\??):/gm, '$1$2$3:')
    .replace(/^(interface|type) /m, 'export $1 ')
    .replaceAll(/"(\w+)"/g, "'$1'");
}

const HELPERS = `/** Every message that travels in the envelope. */
export type Message = EventMessage | CommandMessage;

/** Name of an event or a command. */
export type MessageType = Message['event_type'];
export type EventType = EventMessage['event_type'];
export type CommandType = CommandMessage['event_type'];

/** The message of a name, e.g. \`MessageOf<'PaymentInitiated'>\`; of several names their union. */
export type MessageOf<T extends MessageType> = Extract<Message, { event_type: T }>;

/** The data of the message of a name. */
export type DataOf<T extends MessageType> = MessageOf<T>['data'];

/** What all messages have in common. */
export type Envelope = Omit<Message, 'data'> & { data: object };`;

function union(name: string, comment: string, members: readonly string[]): string {
  return `/** ${comment} */\nexport type ${name} =\n${members.map((member) => `  | ${member}`).join('\n')};`;
}

function modelina(): TypeScriptGenerator {
  return new TypeScriptGenerator({
    modelType: 'interface',
    enumType: 'union',
    mapType: 'record',
    moduleSystem: 'ESM',
    rawPropertyNames: true,
    presets: [TS_DESCRIPTION_PRESET],
    processorOptions: { interpreter: { ignoreAdditionalProperties: true } },
    typeMapping: {
      Integer: ({ constrainedModel }) => literalOr(constrainedModel, 'number'),
      Boolean: ({ constrainedModel }) => literalOr(constrainedModel, 'boolean'),
      Array: ({ constrainedModel }) => `readonly ${constrainedModel.valueModel.type}[]`,
    },
  });
}

/** Modelina widens constant integers and booleans; their literal stands in the schema that the model came from. */
function literalOr(model: ConstrainedMetaModel, type: string): string {
  const schema: unknown = model.originalInput;
  return isObject(schema) && schema['const'] !== undefined ? JSON.stringify(schema['const']) : type;
}

function inputFor(catalogue: Catalogue, flat: FlatSchemas): Record<string, unknown> {
  const names = envelopeNames(catalogue);
  const descriptions = new Map(
    [...catalogue.messages, ...catalogue.former].map(({ name, description }) => [name, description]),
  );
  const definitions = Object.entries(flat.definitions).map(([name, schema]) => {
    const description = descriptions.get(name);
    const body = [...names, ...formerNames(catalogue)].includes(name) ? withoutEnvelopeComments(schema) : schema;
    return [name, { $id: name, ...(description === undefined ? {} : { description }), ...prepare(body) }];
  });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'Root',
    oneOf: [...names, ...formerNames(catalogue), 'DeadLetter'].map((name) => ({ $ref: REF_PREFIX + name })),
    definitions: Object.fromEntries(definitions),
  };
}

/** The fields of the envelope are explained once, in the specifications, not again in each of 60 messages. */
function withoutEnvelopeComments(schema: JsonObject): JsonObject {
  const properties = Object.entries(objectField(schema, 'properties')).map(([key, value]): [string, Json] => {
    const { description: _, ...rest } = isObject(value) ? value : {};
    return [key, rest];
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** Objects with listed properties are closed for Modelina, else it adds an index signature. */
function prepare(schema: JsonObject): JsonObject {
  const entries = Object.entries(schema).map(([key, value]): [string, Json] => [key, prepareValue(value)]);
  const closes = schema['type'] === 'object' && schema['properties'] !== undefined;
  return Object.fromEntries(closes ? [...entries, ['additionalProperties', false]] : entries);
}

function prepareValue(value: Json): Json {
  if (isArray(value)) return value.map(prepareValue);
  return isObject(value) ? prepare(value) : value;
}
