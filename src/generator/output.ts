/** Generated files on disk: compared with what should be there, and brought in line. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GeneratedFiles } from './generate.ts';

/** How a file differs: its text is old, it is not there, or nothing generates it. */
export interface Difference {
  readonly kind: 'stale' | 'missing' | 'foreign';
  readonly file: string;
}

/** What differs between a directory and the files that belong into it, ordered by name. */
export function differences(directory: string, files: GeneratedFiles): readonly Difference[] {
  const wanted = [...files].flatMap(([file, text]): Difference[] => {
    const path = join(directory, file);
    if (!existsSync(path)) return [{ kind: 'missing', file }];
    return readFileSync(path, 'utf8') === text ? [] : [{ kind: 'stale', file }];
  });
  const foreign = filesIn(directory)
    .filter((file) => !files.has(file))
    .map((file): Difference => ({ kind: 'foreign', file }));
  return [...wanted, ...foreign].toSorted((a, b) => (a.file < b.file ? -1 : 1));
}

/** Writes what is stale or missing and removes what is foreign. Returns what it changed. */
export function update(directory: string, files: GeneratedFiles): readonly Difference[] {
  const changes = differences(directory, files);
  for (const { kind, file } of changes) {
    const path = join(directory, file);
    if (kind === 'foreign') rmSync(path);
    else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, files.get(file) ?? '');
    }
  }
  return changes;
}

function filesIn(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(directory.length + 1)
        .replaceAll('\\', '/'),
    );
}
