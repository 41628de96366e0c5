/** Results on the disk, one file per mutant, so that a search that was interrupted goes on where it was. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMutantResult, type MutantResult } from './result.ts';

export class ResultStore {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  /** The result of a mutant, if there is one. */
  read(name: string): MutantResult | undefined {
    try {
      const content: unknown = JSON.parse(readFileSync(this.#file(name), 'utf8'));
      return isMutantResult(content) ? content : undefined;
    } catch {
      // Not there, or half written by a version that is gone: the mutant is tried again.
      return undefined;
    }
  }

  write(result: MutantResult): void {
    const file = this.#file(result.name);
    const part = `${file}.${process.pid}.part`;
    writeFileSync(part, `${JSON.stringify(result, undefined, 2)}\n`);
    renameSync(part, file);
  }

  forget(name: string): void {
    rmSync(this.#file(name), { force: true });
  }

  #file(name: string): string {
    return join(this.#directory, `${name}.json`);
  }
}
