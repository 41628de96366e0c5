/** Copies of the specifications with one thing broken, for the tests of the lint. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SpecTree } from '../specs/tree.ts';

const SPECS = join(import.meta.dirname, '../../../specs');

/** What to break: the first occurrence of `find` in `file` becomes `replace`. */
export interface Break {
  readonly file: string;
  readonly find: string | RegExp;
  readonly replace: string;
}

/** The project's specifications with the breaks applied, in memory. Throws when a break matches nothing. */
export function specsWith(...breaks: readonly Break[]): SpecTree {
  const files = readdirSync(SPECS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name): [string, string] => [name, readFileSync(join(SPECS, name), 'utf8')]);
  return new SpecTree(
    files.map(([name, text]) => [name, breaks.filter(({ file }) => file === name).reduce(apply, text)]),
  );
}

function apply(text: string, { file, find, replace }: Break): string {
  const changed = text.replace(find, replace);
  if (changed === text)
    throw new Error(`${file} does not contain ${String(find)}; adapt the test to the specifications`);
  return changed;
}
