/** \`npm run generate\`: writes generated/ from specs/; with --check it only says what is stale. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { emitArbitraries } from './emit/arbitraries.ts';
import { emitIndex } from './emit/index.ts';
import { emitTopics } from './emit/topics.ts';
import { emitTypes } from './emit/types.ts';
import { emitValidators, emitValidatorTypes } from './emit/validators.ts';
import { readCatalogue } from './specs/catalogue.ts';
import { flatten } from './specs/flatten.ts';
import { SpecTree } from './specs/tree.ts';

const root = join(import.meta.dirname, '../..');
const tree = SpecTree.read(join(root, 'specs'));
const catalogue = readCatalogue(tree);
const flat = flatten(tree, catalogue.messages);
const files = {
  'contracts/types.ts': await emitTypes(catalogue, flat),
  'contracts/validators.js': await emitValidators(catalogue, flat, root),
  'contracts/validators.d.ts': emitValidatorTypes(catalogue),
  'contracts/topics.ts': emitTopics(catalogue, tree),
  'contracts/arbitraries.ts': emitArbitraries(catalogue, flat),
  'contracts/index.ts': emitIndex(),
};
for (const [name, text] of Object.entries(files)) {
  const path = join(root, 'generated', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
