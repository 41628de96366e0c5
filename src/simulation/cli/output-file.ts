/** Files that somebody asked for, such as `--json FILE`: tried before anything is run, and written whole or not at all. */
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { EnvironmentError, plainError } from '../campaign/errors.ts';

/** Option and path, such as `--json` and `out.json`. */
export interface OutputFile {
  readonly option: string;
  readonly path: string;
}

/**
 * Tries whether the file can be written, before anything is run for its sake.
 * @throws EnvironmentError
 */
export function checkOutputFile(file: OutputFile): void {
  const part = partOf(file);
  try {
    if (statSync(file.path, { throwIfNoEntry: false })?.isDirectory() === true) throw new Error('it is a directory');
    writeFileSync(part, '');
  } catch (error) {
    throw unwritable(file, error);
  } finally {
    rmSync(part, { force: true });
  }
}

/**
 * Writes the file whole or not at all, so that a reader never meets half of it.
 * @throws EnvironmentError
 */
export function writeOutputFile(file: OutputFile, text: string): void {
  const part = partOf(file);
  try {
    writeFileSync(part, text);
    renameSync(part, file.path);
  } catch (error) {
    rmSync(part, { force: true });
    throw unwritable(file, error);
  }
}

function partOf({ path }: OutputFile): string {
  return `${path}.${process.pid}.part`;
}

function unwritable({ option, path }: OutputFile, error: unknown): EnvironmentError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const why = code === 'ENOENT' ? 'its directory is missing or takes no files' : plainError(error).message;
  return new EnvironmentError(`${option} ${path} cannot be written: ${why}.`);
}
