#!/usr/bin/env node
/**
 * Begins the operators' command. Plain JavaScript, because a Node that is too old to run TypeScript could not even read
 * the file that says so.
 */
const [major = 0] = process.versions.node.split('.').map(Number);

if (major < 24) {
  console.error(
    `temblor: this is Node ${process.versions.node}, and Node 24 is needed. Run it as "npm run -s temblor -- …" or ` +
      '"npx temblor …" in the directory of the project, which use the Node 24 that "npm ci" brings along.',
  );
  process.exit(2);
}

await import('./main.ts');
