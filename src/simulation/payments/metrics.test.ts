/**
 * The metrics service counts each event once, whatever happens: two instances of it in drawn runs with faults, one of which dies after it has
 * committed and before its offsets are, so that it is given the same records again.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PaymentEnvironment } from './environment.ts';
import { generateInput } from './generate/input.ts';
import type { PaymentHistory } from './history.ts';
import { runPayments } from './run.ts';
import type { RunInput } from './run-input.ts';

let environment: PaymentEnvironment;
beforeAll(async () => {
  environment = await PaymentEnvironment.open();
});
afterAll(() => environment.close());

/** Small batches, so that payments end in other batches than they begin. */
const SETTINGS = { METRICS_GATHER_MS: '20', METRICS_INTERVAL_MS: '1000' } as const;

function inputOf(seed: number): RunInput {
  const drawn = generateInput(seed, 'swarm');
  return {
    ...drawn,
    instances: { ...drawn.instances, metrics: 2 },
    settings: { ...drawn.settings, ...SETTINGS },
    plan: [
      ...drawn.plan,
      {
        verb: 'crash',
        process: 'metrics-1',
        when: { point: 'postgres.commit.done', process: 'metrics-1', nth: 3 },
        restartAfterMs: 500,
      },
    ],
  };
}

/** How many different events of these types there are on the topics. */
function told(history: PaymentHistory, ...types: readonly string[]): number {
  const ids = history.records.flatMap(({ headers, topic }) =>
    !topic.startsWith('audit') && types.includes(headers['event_type'] ?? '') ? [headers['event_id']] : [],
  );
  return new Set(ids).size;
}

function counted(history: PaymentHistory, ...measures: readonly string[]): number {
  const rows = history.database.tables['metrics.minutes'] ?? [];
  return rows.reduce((sum, row) => (measures.includes(row['measure'] ?? '') ? sum + Number(row['value']) : sum), 0);
}

test.each([1, 3])('each event is counted once (seed %i)', async (seed) => {
  const { history } = await runPayments(inputOf(seed), environment);
  const ends = ['PaymentCompleted', 'PaymentFailed', 'PaymentCancelled'];
  expect(told(history, 'PaymentInitiated')).toBeGreaterThan(0);
  expect({
    initiated: counted(history, 'initiated'),
    ended: counted(history, 'succeeded', 'failed', 'refused', 'cancelled'),
    durations: counted(history, 'duration'),
    sagas: counted(history, 'sagas'),
    compensated: counted(history, 'compensated'),
    open: history.database.tables['metrics.open_payments'],
  }).toEqual({
    initiated: told(history, 'PaymentInitiated'),
    ended: told(history, ...ends),
    durations: told(history, ...ends),
    sagas: told(history, 'SagaStarted'),
    compensated: told(history, 'CompensationStarted'),
    open: [],
  });
});

test('a run with it is a function of its seed too', async () => {
  const [one, other] = [await runPayments(inputOf(5), environment), await runPayments(inputOf(5), environment)];
  expect(one.traceHash).toBe(other.traceHash);
  expect(one.history.faults.some(({ fault }) => fault.verb === 'crash' && fault.process === 'metrics-1')).toBe(true);
});
