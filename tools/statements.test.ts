import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
/** `name` and `text` of a statement, one after the other; the name may have parts that are put in. */
const STATEMENT = /\bname: ('[^']+'|`[^`]+`),\s*text:/g;

it('no two statements of the system have the same name: a connection prepares each name once, and refuses another text', () => {
  const places = readdirSync(join(ROOT, 'src/system'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => {
      const path = join(ROOT, 'src/system', file);
      const names = readFileSync(path, 'utf8').matchAll(STATEMENT);
      return [...names].map(([, name = '']) => ({ name: name.slice(1, -1), file: relative(ROOT, path) }));
    });
  expect(places.length).toBeGreaterThan(100);
  const twice = [...Map.groupBy(places, ({ name }) => name)].filter(([, all]) => all.length > 1);
  expect(twice.map(([name, all]) => `${name} in ${all.map(({ file }) => file).join(' and ')}`)).toEqual([]);
});
