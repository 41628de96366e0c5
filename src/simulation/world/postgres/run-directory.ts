/**
 * The directory in which one server or template lives, and the promise that it does not outlive its owner. It lies on
 * tmpfs where that is possible, since a data directory there is several times faster and never touches a disk. Each
 * names its owner; a new run removes those whose owner is dead and leaves all others alone.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EnvironmentError } from './environment-error.ts';
import { mayBeAlive, ownIdentity, parseIdentity } from './process-identity.ts';
import { endProcesses } from './run-processes.ts';
import { guard, guardedDirectories, unguard } from './watchdog-link.ts';

const PREFIX = 'temblor-pg-';
const OWNER_FILE = 'owner.json';
/** Bytes a server may need: data directory, write-ahead log, and room to grow. */
const NEEDED_BYTES = 256 * 1024 * 1024;
/** A directory without an owner file is younger than this while its owner is just writing it. */
const GRACE_MS = 60_000;

/** Where data lives below a run directory. */
export function dataDirectoryOf(runDirectory: string): string {
  return path.join(runDirectory, 'data');
}

/**
 * Creates an empty directory, owned by this process and guarded by the watchdog.
 * @param base where to put it; by default the best of /dev/shm and the temporary directory
 * @throws EnvironmentError if there is no space for it anywhere
 */
export async function createRunDirectory(base?: string): Promise<string> {
  const directory = fs.mkdtempSync(
    path.join(fs.realpathSync(chooseBase(base === undefined ? candidates() : [base])), PREFIX),
  );
  // Others may pass through to the data directory below, which belongs to the user the server runs as.
  fs.chmodSync(directory, 0o711);
  fs.writeFileSync(path.join(directory, OWNER_FILE), JSON.stringify(ownIdentity()));
  await guard(directory);
  return directory;
}

/** Ends what runs in the directory and removes it. */
export async function removeRunDirectory(directory: string): Promise<void> {
  await destroyRunDirectory(directory);
  unguard(directory);
}

/** Ends all servers of this process and removes all their data, e.g. on Ctrl-C. The watchdog would do it as well, a little later. */
export async function removeOwnDirectories(): Promise<void> {
  await Promise.all(guardedDirectories().map(removeRunDirectory));
}

/** As `removeRunDirectory`, for a process that is not the owner. */
export async function destroyRunDirectory(directory: string): Promise<void> {
  await endProcesses(directory, dataDirectoryOf(directory));
  fs.rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 25 });
}

/** Removes what runs of dead owners left behind; touches nothing of the living, nor of other users. */
export async function removeLeftovers(bases: readonly string[] = candidates()): Promise<string[]> {
  const removed: string[] = [];
  for (const base of new Set(bases)) {
    if (!fs.existsSync(base)) continue;
    for (const entry of fs.readdirSync(base)) {
      const directory = path.join(fs.realpathSync(base), entry);
      if (!entry.startsWith(PREFIX) || !isOrphan(directory)) continue;
      await destroyRunDirectory(directory);
      removed.push(directory);
    }
  }
  return removed;
}

function isOrphan(directory: string): boolean {
  const status = fs.lstatSync(directory, { throwIfNoEntry: false });
  // Somebody else's directory might name any pid: it is not for us to end processes at its word.
  if (status === undefined || !status.isDirectory() || status.uid !== process.getuid?.()) return false;
  const owner = readOwner(directory);
  return owner === undefined ? Date.now() - status.mtimeMs > GRACE_MS : !mayBeAlive(owner);
}

function readOwner(directory: string): ReturnType<typeof parseIdentity> {
  try {
    return parseIdentity(fs.readFileSync(path.join(directory, OWNER_FILE), 'utf8'));
  } catch {
    return undefined;
  }
}

function candidates(): string[] {
  return ['/dev/shm', os.tmpdir()];
}

function chooseBase(bases: readonly string[]): string {
  const tried: string[] = [];
  for (const base of bases) {
    const problem = problemOf(base);
    if (problem === undefined) return base;
    tried.push(`${base}: ${problem}`);
  }
  throw new EnvironmentError({
    what: 'There is no place for the data of Postgres',
    where: tried.join('; '),
    remedy: `Free ${NEEDED_BYTES >> 20} MB in one of them, or name another directory in TMPDIR.`,
  });
}

function problemOf(base: string): string | undefined {
  try {
    fs.accessSync(base, fs.constants.W_OK | fs.constants.X_OK);
    const { bavail, bsize } = fs.statfsSync(base);
    if (bavail * bsize < NEEDED_BYTES) return `only ${Math.floor((bavail * bsize) / 2 ** 20)} MB free`;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
