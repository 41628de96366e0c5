/** From a directory of specifications to the files of generated/, in memory. */
import { emitDiagrams } from './diagrams/diagrams.ts';
import { emitArbitraries } from './emit/arbitraries.ts';
import { emitIndex } from './emit/index.ts';
import { emitTopics } from './emit/topics.ts';
import { emitTypes } from './emit/types.ts';
import { emitValidators, emitValidatorTypes } from './emit/validators.ts';
import { emitOpenApi, lintOpenApi } from './http/openapi.ts';
import type { Finding } from './lint/finding.ts';
import { lint } from './lint/lint.ts';
import type { Catalogue } from './specs/catalogue.ts';
import { readCatalogue } from './specs/catalogue.ts';
import { flatten } from './specs/flatten.ts';
import { SpecTree } from './specs/tree.ts';

/** Text by name relative to generated/, e.g. `contracts/types.ts`. The same specifications give the same bytes. */
export type GeneratedFiles = ReadonlyMap<string, string>;

/** Specifications that the lint refuses. */
export class SpecificationError extends Error {
  readonly findings: readonly Finding[];
  constructor(findings: readonly Finding[]) {
    super(`${findings.length} errors in the specifications`);
    this.findings = findings;
  }
}

/**
 * Generates everything. `specs` is the directory of the specifications, `root` the one of the project, from which ajv is
 * resolved. Throws SpecificationError when the lint finds something.
 */
export async function generate(specs: string, root: string): Promise<GeneratedFiles> {
  const tree = SpecTree.read(specs);
  const findings = [...(await lint(tree)), ...(await lintOpenApi(specs))];
  if (findings.length > 0) throw new SpecificationError(findings);
  const catalogue = readCatalogue(tree);
  return new Map([
    ...(await contracts(tree, catalogue, root)),
    ...emitDiagrams(catalogue, tree),
    ['http/openapi.ts', await emitOpenApi(specs)],
  ]);
}

async function contracts(tree: SpecTree, catalogue: Catalogue, root: string): Promise<[string, string][]> {
  const flat = flatten(tree, [...catalogue.messages, ...catalogue.former]);
  return [
    ['contracts/arbitraries.ts', emitArbitraries(catalogue, flat)],
    ['contracts/index.ts', emitIndex()],
    ['contracts/topics.ts', emitTopics(catalogue, tree)],
    ['contracts/types.ts', await emitTypes(catalogue, flat)],
    ['contracts/validators.d.ts', emitValidatorTypes(catalogue)],
    ['contracts/validators.js', await emitValidators(catalogue, flat, root)],
  ];
}
