import { expect, test } from 'vitest';
import { type Counters, costs } from './counters.ts';

const reading = (change: Partial<Counters>): Counters => ({
  commits: 100,
  walBytes: 5_000,
  flushes: 10,
  cpu: new Map([['saga', 1]]),
  ...change,
});

test('costs are what lies between two readings, for each payment', () => {
  const after = reading({
    commits: 150,
    walBytes: 25_000,
    flushes: 30,
    cpu: new Map([
      ['saga', 1.5],
      ['wallet', 0.25],
    ]),
  });
  expect(costs(reading({}), after, 10)).toEqual({
    commits: 5,
    walBytes: 2_000,
    flushes: 2,
    cpuMs: new Map([
      ['saga', 50],
      ['wallet', 25],
    ]),
  });
});
