/**
 * A data directory that is made once and copied for each server: initdb takes half a second, a copy a few
 * milliseconds. Migrations can be part of it.
 */
import fs from 'node:fs';
import path from 'node:path';
import { createRunDirectory, dataDirectoryOf, removeLeftovers, removeRunDirectory } from './run-directory.ts';
import { launch, makeServerDirectory, type Programs, preparePrograms, untilDone } from './server-process.ts';

/** A template that other processes of the run may copy as well, given its directory. */
export class PostgresTemplate {
  /** The run directory; pass it to workers. */
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  /**
   * Runs initdb. Also removes what dead runs left behind.
   * @param base where to put it; by default /dev/shm or the temporary directory
   * @throws EnvironmentError if this machine can't do it
   */
  static async create(base?: string): Promise<PostgresTemplate> {
    await removeLeftovers();
    const directory = await createRunDirectory(base);
    try {
      await initialise(preparePrograms(directory), directory);
      return new PostgresTemplate(directory);
    } catch (error) {
      await removeRunDirectory(directory);
      throw error;
    }
  }

  async remove(): Promise<void> {
    await removeRunDirectory(this.directory);
  }
}

/** Creates the data directory of a new server below `runDirectory`. */
export async function initialise(programs: Programs, runDirectory: string): Promise<void> {
  const data = dataDirectoryOf(runDirectory);
  makeServerDirectory(data, programs.identity);
  const initdb = await launch(programs, runDirectory, programs.binaries.initdb, [
    `--pgdata=${data}`,
    '--username=postgres',
    '--auth-local=trust',
    '--auth-host=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
    '--no-instructions',
    '--no-data-checksums',
    '--wal-segsize=1',
  ]);
  await untilDone(initdb, runDirectory, 'initdb');
}

/** Copies the data directory of a template below `runDirectory`. */
export async function copyTemplate(programs: Programs, template: string, runDirectory: string): Promise<void> {
  const data = dataDirectoryOf(runDirectory);
  makeServerDirectory(data, programs.identity);
  // `cp` runs as the server's user, so that the copies belong to it.
  const copy = await launch(programs, runDirectory, '/bin/cp', ['-R', `${dataDirectoryOf(template)}/.`, data]);
  await untilDone(copy, runDirectory, 'Copying the template');
  fs.rmSync(path.join(data, 'postmaster.pid'), { force: true });
}
