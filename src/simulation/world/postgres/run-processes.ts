/**
 * Ends every Postgres process that works below a directory, whatever state it is in. Backends that were stopped
 * (SIGSTOP) survive their postmaster and hear no other signal than SIGCONT and SIGKILL, so they are woken first. Used by
 * `stop()`, by the watchdog when the owner died, and for leftovers of earlier runs.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds a server gets to leave in order (it removes its shared memory then) before it is killed. */
const PATIENCE_MS = 3000;

/** Pids of all processes whose working directory or command line lies in `directory`, and their descendants. */
export function processesBelow(directory: string): number[] {
  return process.platform === 'linux' ? byWorkingDirectory(directory) : byCommandLine(directory);
}

/**
 * Ends all of them and returns when the last is gone. Safe to call when there are none.
 * @param dataDirectory of the server, to find its shared memory segment
 */
export async function endProcesses(directory: string, dataDirectory: string): Promise<void> {
  const segment = sharedMemorySegment(dataDirectory);
  const postmaster = postmasterPid(dataDirectory);
  const start = performance.now();
  let killed = postmaster === undefined;
  for (let pids = processesBelow(directory); pids.length > 0; pids = processesBelow(directory)) {
    const late = performance.now() - start > PATIENCE_MS;
    killed ||= late;
    for (const pid of pids) signalAll(pid, late ? ['SIGKILL'] : ['SIGCONT']);
    // An immediate shutdown: the postmaster tells its backends. Without a postmaster each gets told.
    if (!late) for (const pid of pids) if (pid === postmaster || postmaster === undefined) signalAll(pid, ['SIGQUIT']);
    await sleep(5);
  }
  if (killed && segment !== undefined) removeSegment(segment);
}

/** Kills all of them at once, as a loss of power would, so that none of them writes anything more. */
export async function killProcesses(directory: string, dataDirectory: string): Promise<void> {
  const segment = sharedMemorySegment(dataDirectory);
  for (let pids = processesBelow(directory); pids.length > 0; pids = processesBelow(directory)) {
    for (const pid of pids) signalAll(pid, ['SIGKILL']);
    await sleep(2);
  }
  if (segment !== undefined) removeSegment(segment);
}

function signalAll(pid: number, signals: readonly NodeJS.Signals[]): void {
  if (pid <= 1) return;
  for (const signal of signals) {
    try {
      process.kill(pid, signal);
    } catch {
      return; // It ended between the look and the signal.
    }
  }
}

/** Pid of the postmaster of a data directory as it wrote it down; undefined if there is none. */
export function postmasterPid(dataDirectory: string): number | undefined {
  const pid = Number(pidFileLines(dataDirectory)[0]);
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}

/** True once the server accepts connections. */
export function isReady(dataDirectory: string): boolean {
  return pidFileLines(dataDirectory)[7]?.trim() === 'ready';
}

function sharedMemorySegment(dataDirectory: string): string | undefined {
  return pidFileLines(dataDirectory)[6]?.trim().split(/\s+/)[1];
}

function pidFileLines(dataDirectory: string): readonly string[] {
  try {
    return fs.readFileSync(path.join(dataDirectory, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** A postmaster that was killed leaves a segment of 56 bytes behind, which nobody else would ever remove. */
function removeSegment(id: string): void {
  try {
    execFileSync('ipcrm', ['-m', id], { stdio: 'ignore' });
  } catch {
    // Already gone, or no such tool: the segment is tiny and dies with the machine.
  }
}

function byWorkingDirectory(directory: string): number[] {
  const found: number[] = [];
  const inside = `${fs.existsSync(directory) ? fs.realpathSync(directory) : directory}/`;
  for (const entry of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      if (`${fs.readlinkSync(`/proc/${entry}/cwd`)}/`.startsWith(inside)) found.push(Number(entry));
    } catch {
      // Ended meanwhile, or another user's.
    }
  }
  return found;
}

function byCommandLine(directory: string): number[] {
  const table = execFileSync('ps', ['-axo', 'pid=,ppid=,command='], { encoding: 'utf8' });
  const rows = table.split('\n').map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line));
  const found = new Set<number>();
  // Parents come first by pid, save after a wrap-around; a few rounds find all generations.
  for (let round = 0; round < 3; round++) {
    for (const row of rows) {
      const [pid, parent] = [Number(row?.[1]), Number(row?.[2])];
      if (pid === process.pid || Number.isNaN(pid)) continue;
      const named = row?.[3]?.includes(directory) === true && /postgres|initdb/.test(row[3]);
      if (named || found.has(parent)) found.add(pid);
    }
  }
  return [...found];
}
