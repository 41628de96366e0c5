/**
 * The event store's caretakers beside payments and faults: replay at every restart, comparison with the events far more often than in
 * production. None of it takes what is merely being changed for something wrong, and it gets in nobody's way.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { properties } from '../../properties/index.ts';
import { PaymentEnvironment } from './environment.ts';
import { generateInput } from './generate/input.ts';
import { runPayments } from './run.ts';

let environment: PaymentEnvironment;
beforeAll(async () => {
  environment = await PaymentEnvironment.open();
});
afterAll(() => environment.close());

test.each([21, 22, 24])('read models are right all the time, and are said to be (seed %i)', async (seed) => {
  const drawn = generateInput(seed, 'swarm');
  // No divisor of the time between two looks at whether the world rests, or each might find the same lock taken.
  const settings = { ...drawn.settings, CONSISTENCY_CHECK_INTERVAL_MS: '130' };
  const { history } = await runPayments({ ...drawn, settings }, environment);
  expect(history.records.filter(({ headers }) => headers['event_type'] === 'InconsistencyDetected')).toEqual([]);
  for (const service of ['payment', 'wallet', 'saga']) {
    const [checkpoint] = history.database.tables[`${service}.checkpoints`] ?? [];
    expect(Number(checkpoint?.['sequence'])).toBeGreaterThan(0);
  }
  for (const property of properties)
    expect({ [property.name]: property.check(history).kind }).toEqual({ [property.name]: 'holds' });
});
