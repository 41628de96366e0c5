/**
 * Runs that once showed something: in the shipped system, or in one that was broken on purpose. Each is a file beside this
 * test; under the system as it ships, every property holds in every one. They are judged by the properties and not by
 * their traces, because a trace changes with every statement that is added, and the anomaly is what must not come back.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRunInput } from '../../simulation/campaign/input.ts';
import { PaymentEnvironment } from '../../simulation/payments/environment.ts';
import type { RunInput } from '../../simulation/payments/run-input.ts';
import { violationsOf } from '../search/find-violation.ts';
import { isObject } from '../view/message.ts';

const directory = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(directory)
  .filter((name) => name.endsWith('.json'))
  .sort();

/** What the file is about, and its run. */
function read(file: string): { readonly about: string; readonly run: RunInput } {
  const content: unknown = JSON.parse(readFileSync(`${directory}${file}`, 'utf8'));
  if (!isObject(content) || typeof content['about'] !== 'string' || !isRunInput(content['run'])) {
    throw new Error(
      `${file} is no regression: it needs "about" (a sentence) and "run" (scenario, seed, workload, plan).`,
    );
  }
  return { about: content['about'], run: content['run'] };
}

describe('every property holds in', () => {
  let environment: PaymentEnvironment;
  beforeAll(async () => {
    environment = await PaymentEnvironment.open();
  });
  afterAll(() => environment.close());

  it('at least one run', () => expect(files).not.toEqual([]));

  it.each(files.map((file) => ({ ...read(file), file })))('$file: $about', async ({ run }) => {
    expect(await violationsOf(run, environment)).toEqual([]);
  });
});
