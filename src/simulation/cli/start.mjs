/**
 * Begins the command line. Plain JavaScript, because a Node that is too old to run TypeScript could not even read
 * the file that says so.
 */
const [major = 0] = process.versions.node.split('.').map(Number);

if (major < 24) {
  console.error(
    `temblor: this is Node ${process.versions.node}, and Node 24 is needed. Run it as "npm run simulate", which uses ` +
      'the Node 24 that "npm ci" brings along; if that is what you did, no Node 24 came along for ' +
      `${process.platform}-${process.arch}: install it from https://nodejs.org.`,
  );
  process.exit(2);
}

await import('./main.ts');
