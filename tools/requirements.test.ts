/** `docs/requirements.md` promises that something exercises each line; at least what it names has to be there. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const lines = readFileSync(`${root}docs/requirements.md`, 'utf8').split('\n');
const rows = lines
  .filter((line) => line.startsWith('| ') && !line.startsWith('| what |') && !line.startsWith('| ---'))
  .map((line) => {
    const [what = '', how = ''] = line.slice(2, -2).split(' | ');
    return { what, how };
  });

/** Paths in backticks. */
function pathsOf(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+\/[^`]+)`/g)].map(([, path]) => path ?? '');
}

describe('the table of requirements', () => {
  it('has the lines of every section', () => {
    const sections = lines.filter((line) => line.startsWith('## ')).map((line) => line.slice(3).split('.')[0]);
    expect(sections).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '12']);
    expect(rows.length).toBeGreaterThan(60);
  });

  it.each(rows)('$what: is exercised by what is named, or openly not yet', ({ how }) => {
    const missing = pathsOf(how).filter((path) => !existsSync(`${root}${path}`));
    expect(missing).toEqual([]);
    expect(how.startsWith('not yet: ') || pathsOf(how).length > 0).toBe(true);
  });

  it('names every scenario and every property', () => {
    const text = lines.join('\n');
    const index = readFileSync(`${root}src/properties/index.ts`, 'utf8');
    const properties = [...index.matchAll(/from '\.\/([a-z-]+)\.ts'/g)].map(([, name]) => name ?? '');
    const unnamed = properties.filter((name) => name !== 'property' && !text.includes(`src/properties/${name}.ts`));
    expect(unnamed).toEqual([]);
    const scenarios = readFileSync(`${root}src/simulation/payments/scenarios/index.ts`, 'utf8');
    const files = [...scenarios.matchAll(/from '\.\/([a-z-]+)\.ts'/g)].map(([, name]) => name ?? '');
    const left = files.filter((name) => name !== 'scenario' && !text.includes(`scenarios/${name}.ts`));
    expect(left).toEqual([]);
  });
});
