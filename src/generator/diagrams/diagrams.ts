/** All diagrams of generated/diagrams, and the page that shows them. */
import { PAYMENT_STATES, paymentTransitions } from '../../system/payment/machine.ts';
import { SAGA_STATES, sagaTransitions } from '../../system/saga/machine.ts';
import { markdownHead } from '../emit/head.ts';
import type { Catalogue } from '../specs/catalogue.ts';
import type { SpecTree } from '../specs/tree.ts';
import { overviewDiagram, serviceDiagram } from './flow.ts';
import { readFlows, sequenceDiagram } from './sequence.ts';
import { stateDiagram } from './states.ts';

interface Diagram {
  readonly name: string;
  readonly title: string;
  readonly text: string;
}

/** Pairs of file name and text, e.g. `diagrams/overview.mmd`. */
export function emitDiagrams(catalogue: Catalogue, tree: SpecTree): [string, string][] {
  const diagrams = allDiagrams(catalogue, tree);
  return [
    ...diagrams.map(({ name, text }): [string, string] => [`diagrams/${name}.mmd`, text]),
    ['diagrams/index.md', indexPage(diagrams)],
  ];
}

function allDiagrams(catalogue: Catalogue, tree: SpecTree): readonly Diagram[] {
  return [
    { name: 'overview', title: 'Services and topics', text: overviewDiagram(catalogue) },
    ...readFlows(tree).map((flow) => ({
      name: `sequence-${flow.name}`,
      title: flow.title,
      text: sequenceDiagram(catalogue, flow),
    })),
    {
      name: 'states-payment',
      title: 'States of a payment',
      text: stateDiagram('States of a payment.', PAYMENT_STATES[0], paymentTransitions()),
    },
    {
      name: 'states-saga',
      title: 'States of a saga',
      text: stateDiagram('States of a saga.', SAGA_STATES[0], sagaTransitions()),
    },
    ...catalogue.services.map((service) => ({
      name: `service-${service.name}`,
      title: service.title,
      text: serviceDiagram(catalogue, service),
    })),
  ];
}

function indexPage(diagrams: readonly Diagram[]): string {
  const sections = diagrams.map(
    ({ title, name, text }) => `## ${title}\n\n\`${name}.mmd\`\n\n\`\`\`mermaid\n${text}\`\`\`\n`,
  );
  return `${markdownHead()}# Diagrams\n\nDrawn from the specifications and from the machines of the services.\n\n${sections.join('\n')}`;
}
