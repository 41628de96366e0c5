import { describe, expect, test } from 'vitest';
import { ailments, isReady } from './health.ts';

const LIMITS = { consumerSilentMs: 90_000, relayBusyMs: 300_000 };
const WELL = { consumerDeath: undefined, consumerSilentMs: 5_000, relayBusyMs: 0 };

describe('liveness', () => {
  test('a service whose parts give signs of life is alive', () => {
    expect(ailments(WELL, LIMITS)).toEqual([]);
  });

  test('a consumer that has stopped, or crashed, makes it dead', () => {
    expect(ailments({ ...WELL, consumerDeath: 'it stopped' }, LIMITS)).toEqual(['The consumer is gone: it stopped.']);
  });

  test('a consumer that gives no sign for long makes it dead, also when nothing crashed', () => {
    expect(ailments({ ...WELL, consumerSilentMs: 90_001 }, LIMITS)).toHaveLength(1);
    expect(ailments({ ...WELL, consumerSilentMs: 90_000 }, LIMITS)).toEqual([]);
  });

  test('a relay that hangs in one drain makes it dead', () => {
    expect(ailments({ ...WELL, relayBusyMs: 300_001 }, LIMITS)).toEqual([
      'The outbox relay has hung in one drain for 300 s (limit 300 s).',
    ]);
  });
});

describe('readiness', () => {
  const met = {
    event_store_accessible: true,
    read_models_consistent: true,
    kafka_consumers_connected: true,
    pending_events_processed: true,
  };

  test('needs all criteria', () => {
    expect(isReady(met)).toBe(true);
  });

  test.each([
    'event_store_accessible',
    'read_models_consistent',
    'kafka_consumers_connected',
    'pending_events_processed',
  ])('needs %s', (criterion) => {
    expect(isReady({ ...met, [criterion]: false })).toBe(false);
  });
});
