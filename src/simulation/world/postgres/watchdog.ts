/**
 * A small process that outlives its owner by a moment. It reads the directories to guard from its standard input, one
 * JSON string per line; at the end of the input the owner is gone, in whatever way, and what still exists is removed
 * with all that runs there, stopped backends included.
 */
import fs from 'node:fs';
import { createInterface } from 'node:readline';
import { destroyRunDirectory } from './run-directory.ts';

const directories = new Set<string>();
for await (const line of createInterface({ input: process.stdin })) {
  const directory: unknown = JSON.parse(line);
  if (typeof directory === 'string') directories.add(directory);
}
for (const directory of directories) {
  if (fs.existsSync(directory)) await destroyRunDirectory(directory);
}
