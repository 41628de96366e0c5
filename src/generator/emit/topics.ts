/** Topics and the table of messages as TypeScript constants: names, partitions, retention, keys, senders, receivers. */
import type { Catalogue, Message, Topic } from '../specs/catalogue.ts';
import { listField } from '../specs/json.ts';
import type { SpecTree } from '../specs/tree.ts';
import { codeHead } from './head.ts';
import { envelopeNames } from './names.ts';

/** The text of `topics.ts`. */
export function emitTopics(catalogue: Catalogue, tree: SpecTree): string {
  const topics = catalogue.topics.map((topic) => topicEntry(catalogue, topic));
  const names = new Set(envelopeNames(catalogue));
  const messages = catalogue.messages
    .filter(({ name }) => names.has(name))
    .map((message) => messageEntry(catalogue, tree, message));
  return `${codeHead('Topics with partitions, retention and traffic, and for each message its topic, key, senders and receivers.')}import type { AggregateType, Message, MessageType, ServiceName } from './types.ts';

/** The services of the specifications. */
export const SERVICES = [${catalogue.services.map(({ name }) => `'${name}'`).join(', ')}] as const satisfies readonly ServiceName[];

export interface TopicInfo {
  readonly name: TopicName;
  readonly kind: 'events' | 'commands' | 'shared' | 'copies' | 'audit' | 'dead-letters';
  /** Fixed once the topic is live: a key has to stay on its partition. */
  readonly partitions: number;
  readonly retentionMs: number;
  /** Where a consumer sends what it cannot process. */
  readonly deadLetterTopic?: TopicName;
  readonly messages: readonly (MessageType | 'DeadLetter')[];
  /** Which service sends which messages on this topic. */
  readonly senders: Readonly<Partial<Record<ServiceName, readonly (MessageType | 'DeadLetter')[]>>>;
  /** Which service consumes the topic, and what of it; it skips the rest. */
  readonly receivers: Readonly<Partial<Record<ServiceName, readonly (MessageType | 'DeadLetter')[]>>>;
}

export interface MessageInfo {
  readonly kind: 'event' | 'command';
  /** The topic of the message; events travel on the audit topic as well. */
  readonly topic: TopicName;
  /** Field of the data that is the key of the record. */
  readonly keyField: 'payment_id' | 'wallet_id' | 'provider' | 'service';
  readonly aggregateType: AggregateType;
  readonly version: number;
  readonly senders: readonly ServiceName[];
  readonly receivers: readonly ServiceName[];
}

/** Names of the topics. */
export const TOPIC_NAMES = [
${catalogue.topics.map(({ name }) => `  '${name}',`).join('\n')}
] as const;
export type TopicName = (typeof TOPIC_NAMES)[number];

/** The topic that receives every event once more. */
export const AUDIT_TOPIC: TopicName = '${catalogue.topics.find(({ kind }) => kind === 'audit')?.name ?? ''}';

/** All topics by name. */
export const TOPICS: Readonly<Record<TopicName, TopicInfo>> = {
${topics.join('\n')}
};

/** Names of all messages with an envelope: events, then commands. */
export const MESSAGE_TYPES: readonly MessageType[] = [
${envelopeNames(catalogue)
  .map((name) => `  '${name}',`)
  .join('\n')}
];

/** All messages by name. */
export const MESSAGES: Readonly<Record<MessageType, MessageInfo>> = {
${messages.join('\n')}
};

/** The key of the Kafka record that carries a message. */
export function keyOf(message: Message): string {
  switch (message.event_type) {
${keyCases(catalogue)}
  }
}

/** The topics that a service consumes, with the messages that it wants of each. */
export function subscriptionsOf(service: ServiceName): readonly { topic: TopicInfo; messages: readonly (MessageType | 'DeadLetter')[] }[] {
  return TOPIC_NAMES.flatMap((name) => {
    const messages = TOPICS[name].receivers[service];
    return messages === undefined ? [] : [{ topic: TOPICS[name], messages }];
  });
}
`;
}

function topicEntry(catalogue: Catalogue, topic: Topic): string {
  const dead = catalogue.topics.find(({ channel }) => channel === topic.deadLetterChannel);
  return `  '${topic.name}': {
    name: '${topic.name}',
    kind: '${topic.kind}',
    partitions: ${topic.partitions},
    retentionMs: ${topic.retentionMs},
${dead === undefined ? '' : `    deadLetterTopic: '${dead.name}',\n`}    messages: ${names(topic.messages)},
    senders: {${traffic(catalogue, topic, 'send')}},
    receivers: {${traffic(catalogue, topic, 'receive')}},
  },`;
}

function traffic(catalogue: Catalogue, topic: Topic, action: 'send' | 'receive'): string {
  const operations = catalogue.operations.filter(
    (operation) => operation.channel === topic.channel && operation.action === action,
  );
  const entries = operations.map((operation) => ` ${operation.service}: ${names(operation.messages)}`);
  return entries.length === 0 ? '' : `${entries.join(',')} `;
}

function messageEntry(catalogue: Catalogue, tree: SpecTree, message: Message): string {
  const topic = homeTopic(catalogue, message);
  return `  ${message.name}: { kind: '${topic.kind === 'commands' ? 'command' : 'event'}', topic: '${topic.name}', keyField: '${message.keyField}', aggregateType: '${constant(tree, message, 'aggregate_type')}', version: ${constant(tree, message, 'event_version')}, senders: ${names(servicesThat(catalogue, message, topic, 'send'))}, receivers: ${names(servicesThat(catalogue, message, topic, 'receive'))} },`;
}

/** The topic of a message: the first that is not for the audit. Copies stand after what they are copies of. */
export function homeTopic(catalogue: Catalogue, message: Message): Topic {
  const topic = catalogue.topics.find(({ kind, messages }) => kind !== 'audit' && messages.includes(message.name));
  if (topic === undefined) throw new Error(`${message.name} travels on no topic`);
  return topic;
}

function servicesThat(
  catalogue: Catalogue,
  message: Message,
  topic: Topic,
  action: 'send' | 'receive',
): readonly string[] {
  const operations = catalogue.operations.filter(
    (operation) =>
      operation.action === action && operation.channel === topic.channel && operation.messages.includes(message.name),
  );
  return [...new Set(operations.map(({ service }) => service))];
}

/** Value of a constant in the message's schema; the message's own part is searched before the envelope. */
function constant(tree: SpecTree, message: Message, name: string): string {
  const { payload } = message;
  const parts = listField(payload.value, 'allOf').map((_, index) => [
    ...payload.path,
    'allOf',
    index,
    'properties',
    name,
    'const',
  ]);
  const value = parts
    .toReversed()
    .map((path) => tree.at({ file: payload.file, path })?.value)
    .find((found) => found !== undefined);
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw new Error(`${tree.place(payload)}: ${name} has to be a constant`);
  }
  return String(value);
}

function keyCases(catalogue: Catalogue): string {
  const known = new Set(envelopeNames(catalogue));
  const byField = Map.groupBy(
    catalogue.messages.filter(({ name }) => known.has(name)),
    ({ keyField }) => keyField ?? '',
  );
  return [...byField]
    .map(
      ([keyField, messages]) =>
        `${messages.map(({ name }) => `    case '${name}':`).join('\n')}\n      return message.data.${keyField};`,
    )
    .join('\n');
}

function names(list: readonly string[]): string {
  return `[${list.map((name) => `'${name}'`).join(', ')}]`;
}
