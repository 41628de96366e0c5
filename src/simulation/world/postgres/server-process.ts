/**
 * Runs the Postgres programs: as an unprivileged user where we are root, from a copy where that user may not reach
 * `node_modules` (a clone below /root), in a session of their own so that Ctrl-C in the terminal reaches only us, and with
 * an empty environment, since PG* and LC_* variables of the user would change what they do.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Binaries, binariesIn, findBinaries, tryBinaries } from './binaries.ts';
import { EnvironmentError } from './environment-error.ts';
import { isReady } from './run-processes.ts';
import { type Identity, serverIdentity } from './unprivileged-user.ts';

const START_LIMIT_MS = 60_000;

/** The programs and the user that runs them. */
export interface Programs {
  readonly binaries: Binaries;
  readonly identity: Identity;
}

/**
 * Programs that the unprivileged user can run.
 * @param runDirectory takes the copy, if one is needed
 */
export function preparePrograms(runDirectory: string): Programs {
  const identity = serverIdentity();
  const binaries = findBinaries();
  if (tryBinaries(binaries, identity) === 'runs') return { binaries, identity };
  const copy = binariesIn(path.join(runDirectory, 'native'));
  fs.cpSync(binaries.root, copy.root, { recursive: true, verbatimSymlinks: true });
  if (tryBinaries(copy, identity) === 'runs') return { binaries: copy, identity };
  throw new EnvironmentError({
    what: `User ${identity.uid} may not run the Postgres binaries`,
    where: copy.root,
    remedy: 'Let others pass through the temporary directory (chmod o+x), or do not run as root.',
  });
}

/** Makes an empty directory that belongs to the server's user and to nobody else. */
export function makeServerDirectory(directory: string, identity: Identity): void {
  fs.mkdirSync(directory, { mode: 0o700 });
  if (identity.uid !== undefined && identity.gid !== undefined) fs.chownSync(directory, identity.uid, identity.gid);
}

/**
 * Starts a program with its output in a file of the run directory.
 * @returns the process, once it exists
 */
export async function launch(
  programs: Programs,
  runDirectory: string,
  program: string,
  args: readonly string[],
): Promise<ChildProcess> {
  const log = fs.openSync(logOf(runDirectory), 'a');
  try {
    const child = spawn(program, args, {
      ...programs.identity,
      cwd: runDirectory,
      detached: true,
      stdio: ['ignore', log, log],
      env: { LC_ALL: 'C', PATH: '/usr/bin:/bin', TZ: 'UTC' },
    });
    await once(child, 'spawn');
    return child;
  } finally {
    fs.closeSync(log);
  }
}

/** Waits until the server accepts connections; throws an `EnvironmentError` when it ends before. */
export async function untilReady(server: ChildProcess, runDirectory: string, dataDirectory: string): Promise<void> {
  const start = performance.now();
  while (!isReady(dataDirectory)) {
    if (server.exitCode !== null || server.signalCode !== null) throw explain('Postgres did not start', runDirectory);
    if (performance.now() - start > START_LIMIT_MS) throw explain('Postgres takes too long to start', runDirectory);
    await sleep(3);
  }
}

/** Waits for a program to end well. */
export async function untilDone(child: ChildProcess, runDirectory: string, name: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  if (child.exitCode !== 0) throw explain(`${name} failed`, runDirectory);
}

function logOf(runDirectory: string): string {
  return path.join(runDirectory, 'server.log');
}

const KNOWN: readonly { pattern: RegExp; remedy: string }[] = [
  { pattern: /No space left on device|disk full/i, remedy: 'Free space there, or name another directory in TMPDIR.' },
  {
    pattern: /could not (create|map|resize|attach).*shared memory/i,
    remedy: 'Allow more shared memory: check "ipcs -l", the limits of the container, and kernel.shmmax.',
  },
  { pattern: /Address already in use/i, remedy: 'Start again; another program took the port.' },
];

/** An error with the last lines that the server wrote, and a remedy where the cause is known. */
function explain(what: string, runDirectory: string): EnvironmentError {
  const log = fs.readFileSync(logOf(runDirectory), 'utf8').trim().split('\n').slice(-6).join(' | ');
  const remedy = KNOWN.find(({ pattern }) => pattern.test(log))?.remedy;
  return new EnvironmentError({
    what: `${what}: ${log}`,
    where: runDirectory,
    remedy: remedy ?? 'The message of Postgres above says why.',
  });
}
