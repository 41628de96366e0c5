/** The whole way, with the three mutants that die soonest: copy, patch, campaign, verdict, and the second time out of what was kept. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { catalogueDirectory, readMutant } from './catalogue.ts';
import { searchMutants } from './search.ts';
import { ResultStore } from './store.ts';

const soonest = ['30-commands-under-another-key', '31-correlation-of-its-own', '36-headers-of-another'];
const directory = mkdtempSync(join(tmpdir(), 'temblor-mutants-test-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('a search', () => {
  it('kills mutants by the properties that speak of them, and does not try them again', {
    timeout: 240_000,
  }, async () => {
    const started: string[] = [];
    const options = {
      jobs: 1,
      store: new ResultStore(directory),
      fresh: false,
      shrinkMs: 0,
      trialMs: 120_000,
      signal: new AbortController().signal,
      onStart: ({ name }: { readonly name: string }) => started.push(name),
    };
    const mutants = soonest.map((name) => readMutant(catalogueDirectory, name));
    const results = await searchMutants(mutants, options);
    expect([...results.values()].map(({ name, verdict }) => [name, verdict])).toEqual(
      soonest.map((name) => [name, 'killed']),
    );
    expect([...results.values()].every(({ reachedRuns }) => reachedRuns > 0)).toBe(true);
    expect(await searchMutants(mutants, options)).toEqual(results);
    expect(started).toEqual(soonest);
  });
});
