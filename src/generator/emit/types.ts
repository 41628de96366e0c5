/**
 * TypeScript types of all messages, by Modelina. It is given one flattened JSON Schema: from an AsyncAPI 3.1 document
 * it would silently write `any`, and from an envelope shared by `allOf` one merged `data` for all messages.
 */
import type { ConstrainedMetaModel } from '@asyncapi/modelina';
import { TS_DESCRIPTION_PRESET, TypeScriptGenerator } from '@asyncapi/modelina';
import type { Catalogue } from '../specs/catalogue.ts';
import type { FlatSchemas } from '../specs/flatten.ts';
import type { Json, JsonObject } from '../specs/json.ts';
import { isArray, isObject } from '../specs/json.ts';
import { codeHead } from './head.ts';
import { commandNames, envelopeNames, eventNames } from './names.ts';

/** The text of `types.ts`. */
export async function emitTypes(catalogue: Catalogue, flat: FlatSchemas): Promise<string> {
  const models = await modelina().generate(inputFor(envelopeNames(catalogue), flat));
  const declarations = models
    .filter((model) => model.modelName !== 'Root')
    .toSorted((a, b) => (a.modelName < b.modelName ? -1 : 1))
    .map((model) => `export ${model.result.trim()}\n`);
  const unions = [union('EventMessage', 'Every event.', eventNames(catalogue)), union('CommandMessage', 'Every command.', commandNames(catalogue))];
  const text = codeHead('Types of all messages: a union that is discriminated by event_type.') + unions.join('\n') + HELPERS + declarations.join('\n');
  if (/\bany\b(?!.*\*)/.test(stripComments(text))) throw new Error('Modelina wrote `any`: some schema uses what it does not understand');
  return text;
}

const HELPERS = `
/** Every message that travels in the envelope. */
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
export type Envelope = Omit<Message, 'data'> & { data: object };

`;

function union(name: string, comment: string, members: readonly string[]): string {
  return `/** ${comment} */\nexport type ${name} =\n${members.map((member) => `  | ${member}`).join('\n')};\n`;
}

function stripComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\/\/.*/g, '');
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

function inputFor(names: readonly string[], flat: FlatSchemas): Record<string, unknown> {
  const definitions = Object.fromEntries(
    Object.entries(flat.definitions).map(([name, schema]) => [name, { $id: name, ...prepare(schema) }]),
  );
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'Root',
    oneOf: [...names, 'DeadLetter'].map((name) => ({ $ref: `#/definitions/${name}` })),
    definitions,
  };
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
