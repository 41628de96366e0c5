/**
 * Puts this process, and with it all that it starts, on one core: the goal is set for one core, and a way to the server and
 * back costs several times as much between two cores of a virtual machine, one of which sleeps meanwhile.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Pins to the last core, which has least to do for others. False where `taskset` is missing, as on macOS. */
export function pinToOneCore(): boolean {
  const core = String(availableParallelism() - 1);
  return spawnSync('taskset', ['-a', '-c', '-p', core, String(process.pid)], { stdio: 'ignore' }).status === 0;
}
