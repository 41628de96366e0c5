/**
 * Runs a program for as long as the process that started this one lives, also when that is killed: `tethered.ts DIRECTORY COMMAND ARGS…`.
 * Afterwards the program is ended and DIRECTORY removed. Tells its parent the id of the program's process by IPC.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

const [directory = '', command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });

child.once('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
child.once('spawn', () => process.send?.({ pid: child.pid }));
child.once('exit', (code) => {
  // Again and again: another program with the same directory may still be on its way out.
  if (!process.connected && directory !== '')
    rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  process.exit(code ?? 1);
});
process.on('disconnect', () => child.kill('SIGKILL'));
