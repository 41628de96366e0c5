/** The courses in flows.yaml may name only messages that exist; what travels along is then known from the operations. */
import { readFlows } from '../diagrams/sequence.ts';
import type { Catalogue } from '../specs/catalogue.ts';
import type { SpecTree } from '../specs/tree.ts';
import type { Finding } from './finding.ts';
import { finding, suggestion } from './finding.ts';

/** Findings for messages of flows that no channel carries. */
export function lintFlows(tree: SpecTree, catalogue: Catalogue): Finding[] {
  const known = catalogue.messages.map(({ name }) => name);
  return readFlows(tree).flatMap((flow) =>
    flow.messages.flatMap((message, index) => {
      if (known.includes(message)) return [];
      const place = { file: 'flows.yaml', path: [flow.name, 'messages', index] };
      return finding(
        tree,
        place,
        `unknown message ${message}`,
        `${suggestion(message, known)}Name a message that some channel carries.`,
      );
    }),
  );
}
