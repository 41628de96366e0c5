/** Reading what is deployed, for the tests of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';

export const ROOT = resolve(import.meta.dirname, '../..');

export type Fields = Readonly<Record<string, unknown>>;

/** The text of a file, by its path below the root of the repository. */
export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The names of the files in a folder, as paths below the root. */
export function filesIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => `${folder}/${name}`);
}

/** All documents of a YAML file; throws at anything that is not clean YAML (a key that is given twice, too). */
export function documents(path: string): readonly Fields[] {
  return parseAllDocuments(read(path), { merge: true }).map((document) => {
    for (const problem of [...document.errors, ...document.warnings]) throw new Error(`${path}: ${problem.message}`);
    return fields(document.toJS());
  });
}

/** The only document of a YAML file. */
export function document(path: string): Fields {
  const [only, ...others] = documents(path);
  if (only === undefined || others.length > 0) throw new Error(`${path} has not exactly one document.`);
  return only;
}

/** An object; empty when there is none. */
export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** What is at a path of keys. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let current = value;
  for (const key of path) current = Array.isArray(current) ? list(current)[Number(key)] : fields(current)[key];
  return current;
}

/** The items of a list; none when there is no list. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? [...value] : [];
}
