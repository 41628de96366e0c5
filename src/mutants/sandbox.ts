/**
 * A copy of the source tree in which mutants are put in and taken out again, one after the other. Packages are not copied: the copy has a
 * link to those of the original.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { applyPatch, parsePatch } from 'diff';
import { UsageError } from '../simulation/campaign/errors.ts';

export const projectRoot = resolve(import.meta.dirname, '../..');

/** What a simulation reads. */
const copied = ['src', 'generated', 'specs', 'package.json', 'tsconfig.json'] as const;

/** A mutant, as far as the code is concerned. */
interface Patched {
  readonly name: string;
  /** A unified diff. */
  readonly patch: string;
}

export class Sandbox {
  readonly root: string;
  /** Contents of the files that a mutant has changed, as they were. */
  readonly #originals = new Map<string, string>();

  private constructor(root: string) {
    this.root = root;
  }

  /** Makes a copy below the directory for temporary files; `remove` takes it away. */
  static create(): Sandbox {
    const root = mkdtempSync(join(tmpdir(), 'temblor-mutants-'));
    for (const name of copied) {
      cpSync(join(projectRoot, name), join(root, name), { recursive: true, filter: isNeeded });
    }
    symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'), 'dir');
    return new Sandbox(root);
  }

  /**
   * Puts a mutant in, after taking out what was in before.
   * @throws UsageError if the patch does not fit the source.
   */
  apply(mutant: Patched): void {
    this.restore();
    this.add(mutant);
  }

  /**
   * Puts a mutant in beside those that are in.
   * @throws UsageError if the patch does not fit the source as it is by now.
   */
  add({ name, patch }: Patched): void {
    for (const [file, text] of patchedFiles(name, patch, this.root)) {
      const path = join(this.root, file);
      if (!this.#originals.has(path)) this.#originals.set(path, readFileSync(path, 'utf8'));
      writeFileSync(path, text);
    }
  }

  /** Takes out all that is in. */
  restore(): void {
    for (const [path, text] of this.#originals) writeFileSync(path, text);
    this.#originals.clear();
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Tests are not needed, nor the mutants that are not in. */
function isNeeded(path: string): boolean {
  return !path.endsWith('.test.ts') && !path.endsWith('/mutants/catalogue');
}

/**
 * The files that a patch changes, with their new texts, by path from `root`.
 * @throws UsageError if it does not fit, or changes a file outside of `src/system`.
 */
export function patchedFiles(name: string, patch: string, root: string = projectRoot): ReadonlyMap<string, string> {
  const changed = new Map<string, string>();
  for (const part of parsePatch(patch)) {
    const file = (part.newFileName ?? '').replace(/^b\//, '');
    if (!file.startsWith('src/system/'))
      throw new UsageError(`The patch of ${name} changes "${file}"; only files of src/system may be.`);
    const text = applyPatch(readFileSync(join(root, file), 'utf8'), part);
    if (text === false) {
      throw new UsageError(
        `The patch of ${name} no longer fits ${file}. Put the mutant into today's code and record it again.`,
      );
    }
    changed.set(file, text);
  }
  if (changed.size === 0) throw new UsageError(`The patch of ${name} changes nothing.`);
  return changed;
}

/** Identifies the code that is run: equal sources, equal result. */
export function sourceHash(root: string = projectRoot): string {
  const hash = createHash('sha256');
  for (const top of ['src', 'generated']) {
    const files = readdirSync(join(root, top), { recursive: true, encoding: 'utf8' });
    for (const file of files.sort()) {
      if (!/\.(ts|js|json|sql)$/.test(file) || file.endsWith('.test.ts') || file.includes('mutants/catalogue'))
        continue;
      hash.update(file).update(readFileSync(join(root, top, file)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
