/**
 * Runs that once failed, each kept as a JSON file with a sentence and the whole run. They are played before all others: what was broken
 * once is what breaks again.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { RunInput } from './engine.ts';
import { UsageError } from './errors.ts';
import { isRunInput } from './input.ts';

export interface KeptCase {
  readonly file: string;
  /** What it once showed. */
  readonly about: string;
  readonly run: RunInput;
}

/**
 * The cases of a directory in the order of their names; none if there is no such directory.
 * @throws UsageError for a file that holds no case.
 */
export function readKeptCases(directory: string): readonly KeptCase[] {
  return jsonFilesOf(directory).map((name) => readKeptCase(join(directory, name)));
}

/**
 * Keeps a run, under a name that is made of the property and the run, so that the same case is kept once.
 * @returns The path of the file.
 */
export function keepCase(directory: string, property: string, message: string, run: RunInput): string {
  const sum = crc32(JSON.stringify(run)).toString(16).padStart(8, '0');
  const file = join(directory, `${property.replaceAll(/[^a-z0-9-]+/gi, '-')}-${sum}.json`);
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ about: `${property}: ${message}`, run }, undefined, 2)}\n`);
  return file;
}

function jsonFilesOf(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch {
    return [];
  }
}

/**
 * One kept case.
 * @throws UsageError for a file that holds none.
 */
export function readKeptCase(file: string): KeptCase {
  const content = parsed(file);
  if (typeof content === 'object' && content !== null && 'about' in content && 'run' in content) {
    const { about, run } = content;
    if (typeof about === 'string' && isRunInput(run)) return { file, about, run };
  }
  throw new UsageError(
    `${file} is no kept case: it needs "about" (a sentence) and "run" (scenario, seed, workload, plan). Repair or delete it.`,
  );
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
