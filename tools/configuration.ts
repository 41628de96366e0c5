/** Writes what is said about the configuration and the metrics from these themselves: `npm run configuration`. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { configurationReference, exampleEnvironment } from '../src/system/config/reference.ts';
import { configurationVariables } from '../src/system/config.ts';
import { metricsReference } from '../src/system/platform/telemetry/reference.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** The files, by path below the root of the repository. */
export function configurationFiles(): Readonly<Record<string, string>> {
  const variables = configurationVariables();
  return {
    'docs/configuration.md': configurationReference(variables),
    '.env.example': exampleEnvironment(variables),
    'docs/metrics.md': metricsReference(),
  };
}

if (import.meta.main) {
  for (const [path, content] of Object.entries(configurationFiles())) {
    writeFileSync(join(ROOT, path), content);
    console.log(`wrote ${path}`);
  }
}
