/**
 * Runs that once showed something: in the shipped system, or in one that was broken on purpose. Each is a file beside this
 * test; under the system as it ships, every property holds in every one. They are judged by the properties and not by
 * their traces, because a trace changes with every statement that is added, and the anomaly is what must not come back.
 */
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readKeptCases } from '../../simulation/campaign/kept-cases.ts';
import { PaymentEnvironment } from '../../simulation/payments/environment.ts';
import { violationsOf } from '../search/find-violation.ts';

const cases = readKeptCases(fileURLToPath(new URL('.', import.meta.url)));

describe('every property holds in', () => {
  let environment: PaymentEnvironment;
  beforeAll(async () => {
    environment = await PaymentEnvironment.open();
  });
  afterAll(() => environment.close());

  it('at least one run', () => expect(cases).not.toEqual([]));

  it.each(cases.map((one) => ({ ...one, name: basename(one.file) })))('$name: $about', async ({ run }) => {
    expect(await violationsOf(run, environment)).toEqual([]);
  });
});
