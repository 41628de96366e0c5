/**
 * The specifications as the generator needs them: services, topics and messages with who sends and receives what.
 * It expects specifications that passed the lint; on others it throws with the place.
 */
import type { Json, JsonObject } from './json.ts';
import { field, isObject, listField, numberField, objectField, textField } from './json.ts';
import type { Located, SpecTree } from './tree.ts';

export type TopicKind = 'events' | 'commands' | 'shared' | 'copies' | 'audit' | 'dead-letters';

export interface Topic {
  /** Name of the channel, e.g. `paymentEvents`. */
  readonly channel: string;
  /** Name at the broker, e.g. `payment-events.v1`. */
  readonly name: string;
  readonly description: string;
  readonly kind: TopicKind;
  readonly partitions: number;
  readonly retentionMs: number;
  /** Channel that takes what cannot be processed. */
  readonly deadLetterChannel?: string;
  readonly messages: readonly string[];
  readonly at: Located;
}

export interface Message {
  readonly name: string;
  readonly description: string;
  /** Field of the data that is the key of the record; absent for dead letters. */
  readonly keyField?: string;
  /** Why no service but metrics receives it. */
  readonly observedOnly?: string;
  readonly payload: Located;
  readonly examples: readonly Json[];
  readonly at: Located;
}

export interface Operation {
  readonly name: string;
  readonly service: string;
  readonly action: 'send' | 'receive';
  readonly channel: string;
  readonly messages: readonly string[];
  readonly at: Located;
}

export interface Catalogue {
  readonly services: readonly { readonly name: string; readonly title: string; readonly description: string }[];
  readonly topics: readonly Topic[];
  readonly messages: readonly Message[];
  /** Versions of messages that are no longer sent, but may still be read. */
  readonly former: readonly Message[];
  readonly operations: readonly Operation[];
}

/** The file with all channels. */
export const CHANNELS = 'channels.yaml';
/** The file with all former versions of messages. */
const FORMER = 'former.yaml';

/** The values of x-kind. */
export const TOPIC_KINDS: readonly TopicKind[] = ['events', 'commands', 'shared', 'copies', 'audit', 'dead-letters'];

/** The AsyncAPI documents of the tree, i.e. the files with an `asyncapi` field. */
export function documentFiles(tree: SpecTree): readonly string[] {
  return tree.files.filter((file) => field(tree.root(file), 'asyncapi') !== undefined);
}

/** Reads the catalogue out of a tree. */
export function readCatalogue(tree: SpecTree): Catalogue {
  const channels = tree.root(CHANNELS);
  const topics = isObject(channels) ? Object.keys(channels).map((channel) => readTopic(tree, channel)) : [];
  const messages = new Map<string, Message>();
  for (const topic of topics) {
    for (const name of topic.messages) {
      if (!messages.has(name)) messages.set(name, readMessage(tree, CHANNELS, [topic.channel, 'messages', name]));
    }
  }
  const documents = documentFiles(tree);
  return {
    services: documents.map((file) => readService(tree, file)),
    topics,
    messages: [...messages.values()],
    former: readFormer(tree),
    operations: documents.flatMap((file) => readOperations(tree, file)),
  };
}

function required(tree: SpecTree, file: string, path: readonly string[]): Located {
  const found = tree.at({ file, path });
  if (found === undefined) throw new Error(`${tree.place({ file, path })}: there is no ${path.join('/')}`);
  return found;
}

function readTopic(tree: SpecTree, channel: string): Topic {
  const at = required(tree, CHANNELS, [channel]);
  const kafka = objectField(objectField(at.value, 'bindings'), 'kafka');
  const kind = TOPIC_KINDS.find((known) => known === textField(at.value, 'x-kind'));
  const partitions = numberField(kafka, 'partitions');
  const retentionMs = numberField(objectField(kafka, 'topicConfiguration'), 'retention.ms');
  const name = textField(at.value, 'address');
  if (kind === undefined || partitions === undefined || retentionMs === undefined || name === undefined) {
    throw new Error(
      `${tree.place(at)}: channel ${channel} needs address, x-kind and Kafka partitions and retention.ms`,
    );
  }
  const deadLetterChannel = textField(at.value, 'x-dead-letter');
  return {
    channel,
    name,
    description: textField(at.value, 'description') ?? '',
    kind,
    partitions,
    retentionMs,
    ...(deadLetterChannel === undefined ? {} : { deadLetterChannel }),
    messages: Object.keys(objectField(at.value, 'messages')),
    at,
  };
}

function readFormer(tree: SpecTree): readonly Message[] {
  const root = tree.root(FORMER);
  return isObject(root) ? Object.keys(root).map((name) => readMessage(tree, FORMER, [name])) : [];
}

function readMessage(tree: SpecTree, file: string, path: readonly string[]): Message {
  const name = path.at(-1) ?? '';
  const at = required(tree, file, path);
  const payload = required(tree, file, [...path, 'payload']);
  const observedOnly = textField(at.value, 'x-observed-only');
  const keyField = readKeyField(tree, at);
  return {
    name,
    description: textField(at.value, 'description') ?? '',
    ...(keyField === undefined ? {} : { keyField }),
    ...(observedOnly === undefined ? {} : { observedOnly }),
    payload,
    examples: listField(at.value, 'examples').flatMap((example) => field(example, 'payload') ?? []),
    at,
  };
}

/** The key field comes from the message's own binding or from a trait. */
function readKeyField(tree: SpecTree, message: Located): string | undefined {
  const traits = listField(message.value, 'traits').map(
    (_, index) => tree.at({ file: message.file, path: [...message.path, 'traits', index] })?.value,
  );
  return [message.value, ...traits]
    .map((holder) => textField(objectField(objectField(holder, 'bindings'), 'kafka'), 'x-key-field'))
    .find((name) => name !== undefined);
}

function readService(tree: SpecTree, file: string): Catalogue['services'][number] {
  const root = tree.root(file);
  const info = objectField(root, 'info');
  const name = textField(root, 'x-service');
  if (name === undefined) throw new Error(`${file}:1:1: the document does not name its service in x-service`);
  return { name, title: textField(info, 'title') ?? name, description: textField(info, 'description') ?? '' };
}

function readOperations(tree: SpecTree, file: string): Operation[] {
  const service = textField(tree.root(file), 'x-service') ?? file;
  const operations: JsonObject = objectField(tree.root(file), 'operations');
  return Object.keys(operations).map((name) => {
    const at = required(tree, file, ['operations', name]);
    return {
      name,
      service,
      action: textField(at.value, 'action') === 'send' ? 'send' : 'receive',
      channel: lastSegment(field(at.value, 'channel')),
      messages: listField(at.value, 'messages').map(lastSegment),
      at,
    };
  });
}

/** `{ $ref: '#/channels/x/messages/Y' }` to `Y`. */
function lastSegment(reference: Json | undefined): string {
  return textField(reference, '$ref')?.split('/').at(-1) ?? '';
}
