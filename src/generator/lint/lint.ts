/** All checks of the specifications, in an order in which each can rely on the former ones. */
import { readCatalogue } from '../specs/catalogue.ts';
import { flatten } from '../specs/flatten.ts';
import type { SpecTree } from '../specs/tree.ts';
import { lintChannels } from './channels.ts';
import { lintDocuments } from './documents.ts';
import type { Finding } from './finding.ts';
import { lintFlows } from './flows.ts';
import { lintMessages } from './messages.ts';
import { lintReferences } from './references.ts';
import { lintSchemas } from './schemas.ts';
import { lintTraffic } from './traffic.ts';

/** Everything that is wrong with the specifications, each finding once, ordered by place; empty when nothing is. */
export async function lint(tree: SpecTree): Promise<readonly Finding[]> {
  const inFiles = lintFiles(tree);
  if (inFiles.length > 0) return inFiles;
  const structure = unique(await lintDocuments(tree));
  return structure.length > 0 ? structure : lintCatalogue(tree);
}

/** What can be said of each file by itself: references and schemas. */
export function lintFiles(tree: SpecTree): readonly Finding[] {
  return unique([...lintReferences(tree), ...lintSchemas(tree)]);
}

/** What can be said of the channels, and if they are complete, of the messages and their traffic. Expects sound files and documents. */
export function lintCatalogue(tree: SpecTree): readonly Finding[] {
  const channels = lintChannels(tree);
  if (channels.length > 0) return unique(channels);
  const catalogue = readCatalogue(tree);
  return unique([
    ...lintMessages(tree, catalogue, flatten(tree, [...catalogue.messages, ...catalogue.former])),
    ...lintTraffic(tree, catalogue),
    ...lintFlows(tree, catalogue),
  ]);
}

function unique(findings: readonly Finding[]): readonly Finding[] {
  const byText = new Map(findings.map((found) => [`${found.place} ${found.message}`, found]));
  const collator = new Intl.Collator('en', { numeric: true });
  return [...byText.values()].toSorted((a, b) => collator.compare(a.place, b.place));
}
