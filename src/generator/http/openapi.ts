/** The OpenAPI document: checked and put together from its files by Redocly, written as a module that services import. */
import { isAbsolute, join, relative } from 'node:path';
import { bundle, createConfig, lint, type NormalizedProblem } from '@redocly/openapi-core';
import { codeHead } from '../emit/head.ts';
import type { Finding } from '../lint/finding.ts';

const DOCUMENT = 'http/openapi.yaml';

/** What strict checking would object to, although it is meant. */
const MEANT = {
  // Where the services listen is for whoever runs them; by default it is here.
  'no-server-example.com': 'off',
  // Probes take nothing that could be wrong; `default` says what any operation may answer.
  'operation-4xx-response': 'off',
} as const;

/** What is wrong with the document in `specs`; empty when nothing is. */
export async function lintOpenApi(specs: string): Promise<readonly Finding[]> {
  const problems = await lint({ ref: join(specs, DOCUMENT), config: await config() });
  return problems.map((problem) => findingOf(specs, problem));
}

/** The text of `http/openapi.ts`. Expects a document that passed the lint. */
export async function emitOpenApi(specs: string): Promise<string> {
  const { bundle: bundled } = await bundle({ ref: join(specs, DOCUMENT), config: await config() });
  const head = codeHead('The OpenAPI document of all services.');
  return `${head}export const OPENAPI: Readonly<Record<string, unknown>> = ${JSON.stringify(bundled.parsed, null, 1)};\n`;
}

function config() {
  return createConfig({ extends: ['recommended-strict'], rules: MEANT });
}

function findingOf(specs: string, { location, message, ruleId }: NormalizedProblem): Finding {
  const [place] = location;
  const file = place === undefined ? DOCUMENT : place.source.absoluteRef;
  const name = isAbsolute(file) ? relative(specs, file).replaceAll('\\', '/') : file;
  return {
    place: `${name}${place?.pointer ?? ''}`,
    message: message.replace(/\.$/, ''),
    remedy: `See the rule ${ruleId} of Redocly.`,
  };
}
