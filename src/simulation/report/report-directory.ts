/**
 * Where pages go. Each campaign has a directory of its own, so that two at the same time do not write over one
 * another; of the directories that nobody named, the newest few are kept.
 */
import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { EnvironmentError } from '../campaign/errors.ts';

const runsDirectory = join('reports', 'runs');
const kept = 10;
const ownName = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d+$/;

export class ReportDirectory {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Makes the directory and tries whether it can be written to, before anything is run for its sake.
   * @param named What the user asked for; without it, a fresh directory under `reports/runs`.
   * @throws EnvironmentError if it cannot be made or written to.
   */
  static open(named?: string): ReportDirectory {
    const path = named ?? join(runsDirectory, freshName());
    // A fresh directory appears with its first page, so that a command that fails leaves no empty one behind.
    const needed = named ?? runsDirectory;
    try {
      makeDirectory(needed);
      accessSync(needed, constants.W_OK);
    } catch (error) {
      throw new EnvironmentError(
        `Reports cannot be written to ${needed}: ${reason(error)}. Choose another --report DIR.`,
      );
    }
    if (named === undefined) removeOld();
    return new ReportDirectory(path);
  }

  /**
   * Writes one file and gives its path.
   * @throws EnvironmentError, such as for a full disk.
   */
  write(name: string, text: string): string {
    const file = join(this.path, name);
    try {
      makeDirectory(this.path);
      writeFileSync(file, text);
    } catch (error) {
      throw new EnvironmentError(`The report ${file} cannot be written: ${reason(error)}.`);
    }
    return file;
  }

  /** The path of a page as a person would type it. */
  shown(name: string): string {
    const file = join(this.path, name);
    const short = relative(process.cwd(), file);
    return short.startsWith('..') ? file : short;
  }
}

/**
 * Makes the directory and what is missing above it, level by level: `mkdirSync` with `recursive` never returns where a
 * file system answers "not found" to the making itself, as /proc does.
 */
function makeDirectory(path: string): void {
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) throw new Error('there is a file of that name');
    return;
  }
  const parent = dirname(path);
  if (parent !== path) makeDirectory(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another campaign may have made it in the meantime.
    if (!existsSync(path)) throw error;
  }
}

/** A name that sorts by time and differs between processes. */
function freshName(): string {
  return `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}-${process.pid}`;
}

function removeOld(): void {
  const names = readdirSync(runsDirectory).filter((name) => ownName.test(name));
  for (const name of names.sort().slice(0, -kept)) rmSync(join(runsDirectory, name), { recursive: true, force: true });
}

/** The operating system's reason without the path, which the sentence names already. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const words: Readonly<Record<string, string>> = {
    EACCES: 'permission denied',
    ENOENT: 'the directory above it cannot be made',
    EROFS: 'the file system is read-only',
    ENOSPC: 'no space is left on the disk',
    ENOTDIR: 'a part of the path is a file',
    EEXIST: 'there is a file of that name',
  };
  return (code === undefined ? undefined : words[code]) ?? error.message;
}
