/**
 * The specification files as one tree: every YAML file under a directory, parsed with positions, and `$ref`s
 * followed across files. We resolve references ourselves, because @asyncapi/parser reports whatever is wrong in a
 * referenced file at line 1 of the referring one, and the lint has to name the real place.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { Json } from './json.ts';
import { isArray, isObject } from './json.ts';

/** A place in the tree: a file (relative to the root of the tree, with `/`) and the path of keys inside of it. */
export interface Location {
  readonly file: string;
  readonly path: readonly (string | number)[];
}

/** A value together with where it really stands, after following references. */
export interface Located extends Location {
  readonly value: Json;
}

interface SpecFile {
  readonly document: ReturnType<typeof parseDocument>;
  readonly lines: LineCounter;
  readonly root: Json;
}

/** A YAML file that cannot be parsed. `message` names file, line and column. */
export class SpecSyntaxError extends Error {}

const MAX_HOPS = 32;

export class SpecTree {
  readonly #files = new Map<string, SpecFile>();

  /** Reads all `*.yaml` files below `directory`. Throws SpecSyntaxError for what is no YAML. */
  static read(directory: string): SpecTree {
    const names = readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => name.endsWith('.yaml'));
    return new SpecTree(names.map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
  }

  /** `files` are pairs of relative name and text. */
  constructor(files: readonly (readonly [string, string])[]) {
    for (const [name, text] of files.toSorted(([a], [b]) => (a < b ? -1 : 1))) this.#files.set(name, parse(name, text));
  }

  get files(): readonly string[] {
    return [...this.#files.keys()];
  }

  /** The parsed content of a file, or undefined when there is no such file. */
  root(file: string): Json | undefined {
    return this.#files.get(file)?.root;
  }

  /** The value at a path, following every reference on the way; undefined when something on the way is missing. */
  at(start: Location): Located | undefined {
    let here = this.#enter(start.file);
    for (const key of start.path) {
      const holder = here === undefined ? undefined : this.follow(here);
      here = holder === undefined ? undefined : child(holder, key);
    }
    return here === undefined ? undefined : this.follow(here);
  }

  /** Follows `$ref`s until a value that is none; undefined when one is broken or they run in a circle. */
  follow(from: Located): Located | undefined {
    let here: Located | undefined = from;
    for (let hop = 0; hop < MAX_HOPS; hop++) {
      if (here === undefined || !isObject(here.value)) return here;
      const ref: Json | undefined = here.value['$ref'];
      if (typeof ref !== 'string') return here;
      here = this.#target(here.file, ref, hop);
    }
    return undefined;
  }

  #target(file: string, ref: string, hop: number): Located | undefined {
    const target = parseRef(file, ref);
    const entry = this.#enter(target.file);
    if (entry === undefined || hop > MAX_HOPS) return undefined;
    let here: Located | undefined = entry;
    for (const key of target.path) {
      const holder: Located | undefined = here === undefined ? undefined : this.follow(here);
      here = holder === undefined ? undefined : child(holder, key);
    }
    return here;
  }

  #enter(file: string): Located | undefined {
    const root = this.root(file);
    return root === undefined ? undefined : { file, path: [], value: root };
  }

  /** `file:line:column` of a place; of the nearest ancestor that exists when the place itself does not. */
  place(location: Location): string {
    const file = this.#files.get(location.file);
    if (file === undefined) return location.file;
    for (let length = location.path.length; length >= 0; length--) {
      const node = file.document.getIn(location.path.slice(0, length), true);
      if (isNode(node) && node.range) {
        const { line, col } = file.lines.linePos(node.range[0]);
        return `${location.file}:${line}:${col}`;
      }
    }
    return `${location.file}:1:1`;
  }
}

function parse(name: string, text: string): SpecFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const error = document.errors[0];
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new SpecSyntaxError(`${name}:${line}:${col}: no valid YAML: ${error.message.split('\n')[0]}`);
  }
  const root: Json = document.toJS();
  return { document, lines, root };
}

/** Splits a `$ref` that stands in `file` into the file and the path that it points to. */
export function parseRef(file: string, ref: string): Location {
  const [target = '', pointer = ''] = ref.split('#');
  return {
    file: target === '' ? file : posix.normalize(posix.join(posix.dirname(file), target)),
    path: pointer
      .split('/')
      .slice(1)
      .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')),
  };
}

function child(holder: Located, key: string | number): Located | undefined {
  const { value } = holder;
  const found = isArray(value)
    ? value[Number(key)]
    : isObject(value) && Object.hasOwn(value, key)
      ? value[key]
      : undefined;
  return found === undefined ? undefined : { file: holder.file, path: [...holder.path, key], value: found };
}
