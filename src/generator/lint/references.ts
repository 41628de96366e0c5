/** Every `$ref` has to point to something. A reference to a channel that is not there is an unknown topic. */
import type { Json } from '../specs/json.ts';
import { field, isArray, isObject } from '../specs/json.ts';
import type { Located, SpecTree } from '../specs/tree.ts';
import { parseRef } from '../specs/tree.ts';
import type { Finding } from './finding.ts';
import { finding, suggestion } from './finding.ts';

/** Findings for broken references of all files, and for dead-letter channels that are not there. */
export function lintReferences(tree: SpecTree): Finding[] {
  return tree.files.flatMap((file) => {
    const value = tree.root(file);
    return value === undefined ? [] : visit(tree, { file, path: [], value });
  });
}

function visit(tree: SpecTree, here: Located): Finding[] {
  const { file, path, value } = here;
  if (isArray(value)) return value.flatMap((item, index) => visit(tree, { file, path: [...path, index], value: item }));
  if (!isObject(value)) return [];
  const ref = value['$ref'];
  if (typeof ref === 'string') return tree.follow(here) === undefined ? [broken(tree, here, ref)] : [];
  return Object.entries(value).flatMap(([key, item]) => {
    const inner = { file, path: [...path, key], value: item };
    return key === 'x-dead-letter' ? deadLetter(tree, inner) : visit(tree, inner);
  });
}

function broken(tree: SpecTree, here: Located, ref: string): Finding {
  const target = parseRef(here.file, ref);
  const name = String(target.path.at(-1) ?? target.file);
  const siblings =
    target.path.length === 0 ? tree.files : keys(tree.at({ ...target, path: target.path.slice(0, -1) })?.value);
  const what =
    target.path.at(-2) === 'channels' || target.file === 'channels.yaml'
      ? `unknown topic: ${ref}`
      : `broken reference: ${ref}`;
  const at = { file: here.file, path: [...here.path, '$ref'] };
  return finding(
    tree,
    at,
    `${what} does not exist`,
    `${suggestion(name, siblings)}Correct the $ref, or define ${name} in ${target.file}.`,
  );
}

function deadLetter(tree: SpecTree, here: Located): Finding[] {
  const channels = keys(tree.root(here.file));
  const name = typeof here.value === 'string' ? here.value : '';
  if (channels.includes(name)) return [];
  return [
    finding(
      tree,
      here,
      `unknown topic: ${name} is no channel`,
      `${suggestion(name, channels)}Name a channel of ${here.file} in x-dead-letter.`,
    ),
  ];
}

function keys(value: Json | undefined): readonly string[] {
  return isObject(value) && field(value, '$ref') === undefined ? Object.keys(value) : [];
}
