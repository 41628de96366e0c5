/**
 * The owner's side of the watchdog: starts it with the first directory to guard, tells it the others, and lets it go
 * after the last. The link is a pipe, which the kernel closes however the owner dies.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { EnvironmentError } from './environment-error.ts';

let watchdog: ChildProcess | undefined;
const guarded = new Set<string>();

/**
 * Has the directory removed, with all that runs in it, should this process die.
 * @throws EnvironmentError if the watchdog does not start
 */
export async function guard(directory: string): Promise<void> {
  guarded.add(directory);
  if (watchdog === undefined) {
    watchdog = start();
    await started(watchdog);
  }
  watchdog.stdin?.write(`${JSON.stringify(directory)}\n`);
}

/** The directory is gone. */
export function unguard(directory: string): void {
  guarded.delete(directory);
  if (guarded.size > 0) return;
  watchdog?.stdin?.end();
  watchdog = undefined;
}

/** All that is being guarded now. */
export function guardedDirectories(): readonly string[] {
  return [...guarded];
}

function start(): ChildProcess {
  // The same extension as this file has: `.ts` from the sources, `.js` once built.
  const script = path.join(import.meta.dirname, `watchdog${path.extname(import.meta.filename)}`);
  // A session of its own, so that Ctrl-C in the terminal does not reach it.
  const child = spawn(process.execPath, [script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], env: {} });
  child.unref();
  const { stdin } = child;
  // A watchdog that was killed can't be written to; the next run's clean-up stands in for it.
  stdin.on('error', () => child.kill());
  if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  return child;
}

async function started(child: ChildProcess): Promise<void> {
  try {
    await once(child, 'spawn');
  } catch (cause) {
    watchdog = undefined;
    throw new EnvironmentError({
      what: 'The watchdog process does not start',
      where: process.execPath,
      remedy: 'Check the limit on processes ("ulimit -u") and that Node may start itself.',
      cause,
    });
  }
}
