/**
 * Tells one process from a later one with the same pid. A directory left behind by a dead run may only be removed
 * if its owner is surely dead, and a signal may only go to a process that is surely ours.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

/** A process, identified beyond the reuse of pids. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; differs between two processes that have the same pid one after the other. */
  readonly startedAt: string;
  /** Opaque; pids of one namespace mean nothing in another (containers that share /dev/shm). */
  readonly namespace: string;
}

/** The process that runs this code. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, startedAt: startOf(process.pid) ?? '', namespace: namespace() };
}

/** True unless the process has certainly ended. One in another pid namespace counts as alive: nobody can know. */
export function mayBeAlive(identity: ProcessIdentity): boolean {
  return identity.namespace !== namespace() || startOf(identity.pid) === identity.startedAt;
}

/** Reads an identity that was stored as JSON; undefined if it is none. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    if (!('pid' in value && 'startedAt' in value && 'namespace' in value)) return undefined;
    const { pid, startedAt, namespace: space } = value;
    if (typeof pid !== 'number' || typeof startedAt !== 'string' || typeof space !== 'string') return undefined;
    return { pid, startedAt, namespace: space };
  } catch {
    return undefined;
  }
}

/** When the process started, in a form only good for comparison; undefined if it has ended. */
function startOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return run('ps', ['-o', 'lstart=', '-p', String(pid)]);
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The command may hold blanks and parentheses, so count from the last one: state is field 3, start time field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return `${fields[19]}@${readText('/proc/sys/kernel/random/boot_id')?.trim()}`;
}

function namespace(): string {
  try {
    return fs.readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function readText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function run(command: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || undefined;
  } catch {
    return undefined;
  }
}
