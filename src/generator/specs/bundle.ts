/**
 * A service's document with everything that it references in other files put in place, so that @asyncapi/parser sees one
 * file: its own resolver mixes up relative paths of chained references, and places errors in referenced files at line 1.
 */
import type { Json, JsonObject } from './json.ts';
import { isArray, isObject } from './json.ts';
import type { Located, SpecTree } from './tree.ts';

/** The document as plain JSON; references within the document itself stay. Expects a tree without broken references. */
export function bundle(tree: SpecTree, file: string): JsonObject {
  const root = tree.root(file);
  const bundled = root === undefined ? undefined : inline(tree, file, { file, path: [], value: root });
  return isObject(bundled) ? bundled : {};
}

function inline(tree: SpecTree, document: string, here: Located): Json {
  const { file, path, value } = here;
  if (isArray(value))
    return value.map((item, index) => inline(tree, document, { file, path: [...path, index], value: item }));
  if (!isObject(value)) return value;
  const ref = value['$ref'];
  if (typeof ref === 'string') {
    if (file === document && ref.startsWith('#')) return value;
    const target = tree.follow(here);
    return target === undefined ? value : inline(tree, document, target);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      inline(tree, document, { file, path: [...path, key], value: item }),
    ]),
  );
}
