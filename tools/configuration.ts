/** Writes what is said about the configuration from the configuration itself: `npm run configuration`. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { configurationReference, exampleEnvironment } from '../src/system/config/reference.ts';
import { configurationVariables } from '../src/system/config.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** The files, by path below the root of the repository. */
export function configurationFiles(): Readonly<Record<string, string>> {
  const variables = configurationVariables();
  return {
    'docs/configuration.md': configurationReference(variables),
    '.env.example': exampleEnvironment(variables),
  };
}

if (import.meta.main) {
  for (const [path, content] of Object.entries(configurationFiles())) {
    writeFileSync(join(ROOT, path), content);
    console.log(`wrote ${path}`);
  }
}
