/** How long a process has been computing. On a busy machine that says more about it than the clock on the wall. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** CPU time of a process so far, all its threads together, in milliseconds; undefined where `ps` does not tell. */
export async function cpuMsOf(pid: number): Promise<number | undefined> {
  try {
    const { stdout } = await run('ps', ['-o', 'time=', '-p', String(pid)]);
    return cpuMsFrom(stdout.trim());
  } catch {
    return undefined;
  }
}

/** Reads what `ps` prints: `[days-]hours:minutes:seconds` on Linux, `minutes:seconds.hundredths` on macOS. */
export function cpuMsFrom(text: string): number | undefined {
  const match = /^(?:(\d+)-)?((?:\d+:)?\d+:\d+(?:\.\d+)?)$/.exec(text);
  if (match === null) return undefined;
  const [, days = '0', time = ''] = match;
  const seconds = time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return Math.round((Number(days) * 86_400 + seconds) * 1000);
}
