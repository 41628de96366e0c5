/**
 * Who sends and who receives: a message that nobody sends, or that nobody acts on, is a mistake in the specifications, and
 * so is an event topic with two senders, for its order would belong to nobody.
 */
import type { Catalogue, Message, Operation, Topic } from '../specs/catalogue.ts';
import type { SpecTree } from '../specs/tree.ts';
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';

const OBSERVERS = ['metrics'];

/** Findings about senders and receivers of all topics. */
export function lintTraffic(tree: SpecTree, catalogue: Catalogue): Finding[] {
  return catalogue.topics.flatMap((topic) => {
    const operations = catalogue.operations.filter(({ channel }) => channel === topic.channel);
    return [...lintTopic(tree, topic, operations), ...lintMessagesOf(tree, catalogue, topic, operations)];
  });
}

function lintTopic(tree: SpecTree, topic: Topic, operations: readonly Operation[]): Finding[] {
  const senders = services(operations, 'send');
  const receivers = services(operations, 'receive');
  if (topic.kind === 'events' && senders.length > 1) {
    return [
      finding(
        tree,
        topic.at,
        `two senders on ${topic.name}: ${senders.join(' and ')}`,
        'An event topic belongs to one service; give the other one a topic of its own, or a command.',
      ),
    ];
  }
  if (topic.kind === 'commands' && receivers.length !== 1) {
    return [
      finding(
        tree,
        topic.at,
        `${topic.name} has ${receivers.length} receivers`,
        'Exactly one service has to carry out the commands of a topic.',
      ),
    ];
  }
  return [];
}

function lintMessagesOf(
  tree: SpecTree,
  catalogue: Catalogue,
  topic: Topic,
  operations: readonly Operation[],
): Finding[] {
  return catalogue.messages
    .filter(({ name }) => topic.messages.includes(name))
    .flatMap((message) => {
      const about = operations.filter(({ messages }) => messages.includes(message.name));
      return [...lintSender(tree, topic, message, about), ...lintReceiver(tree, topic, message, about)];
    });
}

function lintSender(tree: SpecTree, topic: Topic, message: Message, operations: readonly Operation[]): Finding[] {
  if (services(operations, 'send').length > 0) return [];
  return [
    finding(
      tree,
      message.at,
      `nobody sends ${message.name} on ${topic.name}`,
      `Add it to a send operation of a service, or take it out of channel ${topic.channel}.`,
    ),
  ];
}

/** Shared, audit and dead-letter topics are read by people and tools outside of the system. */
function lintReceiver(tree: SpecTree, topic: Topic, message: Message, operations: readonly Operation[]): Finding[] {
  if (topic.kind !== 'events' && topic.kind !== 'commands') return [];
  const receivers = services(operations, 'receive');
  const acted = receivers.some((service) => topic.kind === 'commands' || !OBSERVERS.includes(service));
  if (!acted && message.observedOnly === undefined) {
    return [
      finding(
        tree,
        message.at,
        `nobody but audit and metrics receives ${message.name} on ${topic.name}`,
        'Add it to a receive operation, or say in x-observed-only why nobody has to act on it.',
      ),
    ];
  }
  if (acted && message.observedOnly !== undefined) {
    return [
      finding(
        tree,
        message.at,
        `${message.name} says x-observed-only, but ${receivers.join(' and ')} receives it`,
        'Take x-observed-only away.',
      ),
    ];
  }
  return [];
}

function services(operations: readonly Operation[], action: Operation['action']): readonly string[] {
  return [...new Set(operations.filter((operation) => operation.action === action).map(({ service }) => service))];
}
