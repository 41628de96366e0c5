/** What one instance knows of a breaker, and what it tells the others, against a real Postgres. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openPool } from '../platform/database.ts';
import { newCause, Runtime } from '../platform/index.ts';
import { createLogger } from '../platform/log.ts';
import { startEnvironment, type TestEnvironment } from '../testing/environment.ts';
import type { BreakerSettings } from './breaker.ts';
import { Breakers } from './breakers.ts';

const SETTINGS: BreakerSettings = {
  failures: 3,
  failureRate: 0.5,
  minimumCalls: 10,
  windowMs: 60_000,
  openMs: 60_000,
};

let environment: TestEnvironment;
let runtime: Runtime;
let end: () => Promise<void>;

beforeAll(async () => {
  environment = await startEnvironment();
  const config = environment.config();
  const log = createLogger(config.log, 'gateway', 'test');
  const pool = openPool(config.database, 'test', log);
  end = () => pool.end();
  runtime = new Runtime('gateway', config, log, pool);
});
beforeEach(() => environment.query('DELETE FROM gateway.breakers'));
afterAll(async () => {
  await end();
  await environment.close();
});

function instance(): Breakers {
  return new Breakers(new Map([['stripe', SETTINGS]]), 90_000);
}

function report(breakers: Breakers, ...answered: readonly boolean[]): Promise<readonly number[]> {
  const cause = newCause();
  return runtime.perform((step) =>
    breakers.report(
      step,
      'stripe',
      answered.map((one) => ({ answered: one, cause })),
    ),
  );
}

function admit(breakers: Breakers) {
  return runtime.perform((step) => breakers.admit(step, 'stripe', randomUUID(), newCause()));
}

describe('the breakers of an instance', () => {
  test('count answered calls in memory while nothing has failed', async () => {
    const breakers = instance();
    for (let call = 0; call < 20; call += 1) expect(breakers.countAnswered('stripe', undefined)).toBe(true);
    expect(await environment.query('SELECT count(*) FROM gateway.breakers')).toEqual([['0']]);
    // These twenty keep five failures among them from being half of all.
    expect(await report(breakers, false, false, true, false, false, true, false)).toEqual([1, 2, 0, 1, 2, 0, 1]);
    expect(await environment.query('SELECT state FROM gateway.breakers')).toEqual([['closed']]);
    // Told once: by now half of the calls that are left would have failed.
    const [[tallies] = []] = await environment.query(
      "SELECT sum((t ->> 'answered')::int) FROM gateway.breakers, jsonb_array_elements(tallies) AS t",
    );
    expect(tallies).toBe('22');
    expect(breakers.countAnswered('stripe', undefined)).toBe(false);
  });

  test('add up failures of several instances, and all keep off once it is open', async () => {
    const [one, two, three] = [instance(), instance(), instance()];
    expect(await report(one, false)).toEqual([1]);
    expect(await report(two, false)).toEqual([2]);
    expect(one.isUsable('stripe')).toBe(true);
    expect(await report(one, false)).toEqual([3]);
    expect(one.isUsable('stripe')).toBe(false);
    // The third never heard of it, and is told when it asks; as is one that was started after.
    expect((await admit(three)).kind).toBe('none');
    expect((await admit(instance())).kind).toBe('none');
    expect(three.usable).toEqual([]);
  });

  test('let one of many through that ask at the same moment', async () => {
    await report(instance(), false, false, false);
    await environment.query("UPDATE gateway.breakers SET open_until = '2026-01-01T00:00:00Z'");
    const admissions = await Promise.all(Array.from({ length: 8 }, () => admit(instance())));
    expect(admissions.map(({ kind }) => kind).sort()).toEqual([
      'none',
      'none',
      'none',
      'none',
      'none',
      'none',
      'none',
      'one',
    ]);
  });
});
