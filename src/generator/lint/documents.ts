/** Structure of the AsyncAPI documents, by @asyncapi/parser, with its findings led back to the file where they belong. */
import { Parser } from '@asyncapi/parser';
import { bundle } from '../specs/bundle.ts';
import { documentFiles } from '../specs/catalogue.ts';
import type { Location, SpecTree } from '../specs/tree.ts';
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';

const ERROR = 0;

/** Findings of the parser for all documents. Expects that all references exist. */
export async function lintDocuments(tree: SpecTree): Promise<Finding[]> {
  const findings: Finding[] = [];
  const parser = new Parser();
  for (const file of documentFiles(tree)) {
    const { diagnostics } = await parser.parse(JSON.stringify(bundle(tree, file)));
    for (const { severity, message, path } of diagnostics) {
      if (severity !== ERROR || message.endsWith('must match "then" schema')) continue;
      const text = message.replace(/ is not expected to be here$/, ' is no keyword of AsyncAPI here');
      findings.push(
        finding(tree, origin(tree, file, path), text, 'Check the spelling against the AsyncAPI 3 specification.'),
      );
    }
  }
  return findings;
}

/** Where the end of a path through the bundled document really stands. */
function origin(tree: SpecTree, file: string, path: readonly (string | number)[]): Location {
  const holder = tree.at({ file, path: path.slice(0, -1) });
  const last = path.at(-1);
  return holder === undefined || last === undefined
    ? { file, path }
    : { file: holder.file, path: [...holder.path, last] };
}
