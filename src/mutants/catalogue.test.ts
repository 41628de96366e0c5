/** The mutants are data that grows old with the code: each has to fit today's system, and to be noticed by a property that exists. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { properties } from '../properties/index.ts';
import { scenarios } from '../simulation/payments/index.ts';
import { readCatalogue } from './catalogue.ts';
import { patchedFiles, projectRoot } from './sandbox.ts';

const mutants = readCatalogue();
const known = new Set(properties.map(({ name }) => name));

describe('each mutant', () => {
  it.each(mutants.map((mutant) => ({ mutant, name: mutant.name })))(
    '$name fits the code and marks its line',
    ({ mutant }) => {
      const texts = [...patchedFiles(mutant.name, mutant.patch).values()];
      expect(texts.some((text) => text.includes('mutantReached()'))).toBe(true);
    },
  );

  it('names properties and kept cases that exist', () => {
    const kept = readdirSync(join(projectRoot, 'src/properties/regressions')).map((name) => name.replace('.json', ''));
    const cases = new Set([...kept, ...scenarios.map(({ name }) => name)]);
    expect(mutants.flatMap((one) => one.properties.filter((name) => !known.has(name)))).toEqual([]);
    expect(mutants.flatMap((one) => one.cases.filter((name) => !cases.has(name)))).toEqual([]);
  });

  it('is one of at least sixty', () => expect(mutants.length).toBeGreaterThanOrEqual(60));
});

describe('the catalogue', () => {
  it('has a mutant for every property', () => {
    const meant = new Set(mutants.flatMap((one) => one.properties));
    expect([...known].filter((name) => !meant.has(name))).toEqual([]);
  });

  it('has left no marker in the system', () => {
    const root = join(projectRoot, 'src/system');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    expect(files.filter((name) => readFileSync(join(root, name), 'utf8').includes('mutantReached'))).toEqual([]);
  });
});
