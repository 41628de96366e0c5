/** Each message has a valid example, a key that its data really carries, and constants for its name and version. */
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Catalogue, Message } from '../specs/catalogue.ts';
import type { FlatSchemas } from '../specs/flatten.ts';
import { closed, REF_PREFIX } from '../specs/flatten.ts';
import type { JsonObject } from '../specs/json.ts';
import { field, listField, objectField, textField } from '../specs/json.ts';
import type { SpecTree } from '../specs/tree.ts';
import type { Finding } from './finding.ts';
import { finding, suggestion } from './finding.ts';

/** Findings for every message of the catalogue. */
export function lintMessages(tree: SpecTree, catalogue: Catalogue, flat: FlatSchemas): Finding[] {
  const ajv = new Ajv({ allErrors: true, strict: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'contracts', definitions: closed(flat.definitions) });
  return [
    ...catalogue.messages.flatMap((message) => [
      ...lintName(tree, message, flat),
      ...lintKey(tree, message, flat),
      ...lintExamples(tree, message, ajv),
    ]),
    ...catalogue.former.flatMap((message) => lintExamples(tree, message, ajv)),
  ];
}

function lintExamples(tree: SpecTree, message: Message, ajv: Ajv): Finding[] {
  if (message.examples.length === 0) {
    return [
      finding(tree, message.at, `${message.name} has no example`, 'Add one under examples, with a complete payload.'),
    ];
  }
  const validate = ajv.getSchema(`contracts${REF_PREFIX}${String(message.payload.path.at(-1))}`);
  return message.examples.flatMap((example, index) => {
    if (validate === undefined || validate(example) === true) return [];
    return (validate.errors ?? []).map((error) => {
      const inside = error.instancePath.split('/').slice(1);
      const place = { file: message.at.file, path: [...message.at.path, 'examples', index, 'payload', ...inside] };
      const extra = error.keyword === 'additionalProperties' ? ` (${String(error.params['additionalProperty'])})` : '';
      const what = `invalid example of ${message.name}: ${inside.join('.') || 'the message'} ${error.message}${extra}`;
      return finding(tree, place, what, `Correct the example, or the schema in ${message.payload.file}.`);
    });
  });
}

function lintName(tree: SpecTree, message: Message, flat: FlatSchemas): Finding[] {
  if (!hasEnvelope(message, flat)) return [];
  const declared = objectField(properties(message, flat), 'event_type')['const'];
  if (declared === message.name && message.payload.path.at(-1) === message.name) return [];
  return [
    finding(
      tree,
      message.payload,
      `the payload of ${message.name} is not a schema of this name with this constant as event_type`,
      `Name the schema ${message.name} and write event_type: { const: ${message.name} }.`,
    ),
  ];
}

function lintKey(tree: SpecTree, message: Message, flat: FlatSchemas): Finding[] {
  const { keyField } = message;
  if (keyField === undefined) {
    if (!hasEnvelope(message, flat)) return [];
    return [
      finding(
        tree,
        message.at,
        `${message.name} has no key field`,
        'Give it a trait of traits.yaml whose binding has an x-key-field.',
      ),
    ];
  }
  const ref = textField(field(properties(message, flat), 'data'), '$ref') ?? '';
  const data = flat.definitions[ref.slice(REF_PREFIX.length)];
  if (listField(data, 'required').includes(keyField)) return [];
  const known = Object.keys(objectField(data, 'properties'));
  return [
    finding(
      tree,
      message.payload,
      `the key field ${keyField} of ${message.name} is missing in its data, or not required`,
      `${suggestion(keyField, known)}Add it as a required field, or use the trait of another key.`,
    ),
  ];
}

/** Dead letters have none: they wrap a message that may be anything. */
function hasEnvelope(message: Message, flat: FlatSchemas): boolean {
  return properties(message, flat)['event_type'] !== undefined;
}

function properties(message: Message, flat: FlatSchemas): JsonObject {
  return objectField(flat.definitions[String(message.payload.path.at(-1))], 'properties');
}
