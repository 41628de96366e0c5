/** Who talks to whom: an overview of services and topics, and for each service the messages that it takes and gives. */
import { mermaidHead } from '../emit/head.ts';
import type { Catalogue, Operation, Topic } from '../specs/catalogue.ts';

const MOST_NAMES = 12;

/** Services and topics without the single messages; audit and dead letters would only add an arrow to every service. */
export function overviewDiagram(catalogue: Catalogue): string {
  const shown = catalogue.topics.filter(({ kind }) => kind !== 'audit' && kind !== 'dead-letters');
  const edges = shown.flatMap((topic) => operationsOn(catalogue, topic).map((operation) => edge(operation, topic, '')));
  return diagram('Services and topics; audit and dead-letter topics left out.', [
    ...catalogue.services.map(({ name, title }) => serviceNode(name, title)),
    ...shown.map(topicNode),
    ...edges,
  ]);
}

/** What one service receives and sends, topic by topic, with the messages on the arrows. */
export function serviceDiagram(catalogue: Catalogue, service: Catalogue['services'][number]): string {
  const operations = catalogue.operations.filter((operation) => operation.service === service.name);
  const topics = catalogue.topics.filter(({ channel }) =>
    operations.some((operation) => operation.channel === channel),
  );
  const edges = topics.flatMap((topic) =>
    operations
      .filter(({ channel }) => channel === topic.channel)
      .map((operation) => edge(operation, topic, label(operation, topic))),
  );
  return diagram(`What ${service.name} receives and sends.`, [
    serviceNode(service.name, service.title),
    ...topics.map(topicNode),
    ...edges,
  ]);
}

function diagram(purpose: string, lines: readonly string[]): string {
  return `${mermaidHead(purpose)}flowchart LR\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function operationsOn(catalogue: Catalogue, topic: Topic): readonly Operation[] {
  return catalogue.operations.filter(({ channel }) => channel === topic.channel);
}

function serviceNode(name: string, title: string): string {
  return `service_${name}["${title}"]`;
}

function topicNode({ channel, name }: Topic): string {
  return `${channel}[("${name}")]`;
}

function edge({ action, service }: Operation, { channel }: Topic, text: string): string {
  const arrow = text === '' ? '-->' : `-->|"${text}"|`;
  return action === 'send' ? `service_${service} ${arrow} ${channel}` : `${channel} ${arrow} service_${service}`;
}

/** The names, as long as a reader takes them in; metrics receives whole topics, and audit takes every event. */
function label({ messages }: Operation, topic: Topic): string {
  return topic.kind === 'audit' || messages.length > MOST_NAMES
    ? `${messages.length} messages`
    : messages.join('<br/>');
}
