/** Sequence diagrams of the typical courses in specs/flows.yaml. */
import { mermaidHead } from '../emit/head.ts';
import type { Catalogue, Operation } from '../specs/catalogue.ts';
import { listField, textField } from '../specs/json.ts';
import type { SpecTree } from '../specs/tree.ts';

const FLOWS = 'flows.yaml';

export interface Flow {
  readonly name: string;
  readonly title: string;
  readonly messages: readonly string[];
}

/** The flows of the specifications. */
export function readFlows(tree: SpecTree): readonly Flow[] {
  const root = tree.root(FLOWS);
  return Object.entries(typeof root === 'object' && root !== null ? root : {}).map(([name, flow]) => ({
    name,
    title: textField(flow, 'title') ?? name,
    messages: listField(flow, 'messages').filter((message) => typeof message === 'string'),
  }));
}

/** One arrow per message and receiver; metrics counts everything and is drawn only where it is commanded. */
export function sequenceDiagram(catalogue: Catalogue, flow: Flow): string {
  const arrows = flow.messages.flatMap((message) => arrowsOf(catalogue, message));
  const taking = [...new Set(arrows.flatMap(({ from, to }) => [from, to]))];
  const titles = new Map(catalogue.services.map(({ name, title }) => [name, title]));
  const participants = taking.map((name) => `participant ${name} as ${titles.get(name) ?? name}`);
  const lines = [...participants, ...arrows.map(({ from, to, message, arrow }) => `${from}${arrow}${to}: ${message}`)];
  return `${mermaidHead(`${flow.title}.`)}sequenceDiagram\n  autonumber\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly message: string;
  /** Commands are drawn solid, events dashed. */
  readonly arrow: '->>' | '-->>';
}

function arrowsOf(catalogue: Catalogue, message: string): readonly Arrow[] {
  const topic = catalogue.topics.find(({ kind, messages }) => kind !== 'audit' && messages.includes(message));
  const about = catalogue.operations.filter(
    ({ channel, messages }) => channel === topic?.channel && messages.includes(message),
  );
  const isCommand = topic?.kind === 'commands';
  const receivers = services(about, 'receive').filter((service) => isCommand || service !== 'metrics');
  return services(about, 'send').flatMap((from) =>
    receivers.map((to) => ({ from, to, message, arrow: isCommand ? '->>' : '-->>' })),
  );
}

function services(operations: readonly Operation[], action: Operation['action']): readonly string[] {
  return operations.filter((operation) => operation.action === action).map(({ service }) => service);
}
