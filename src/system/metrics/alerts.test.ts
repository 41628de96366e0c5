import { describe, expect, test } from 'vitest';
import { ALERT_RULES, judge, type Observations } from './alerts.ts';
import { windowOf } from './window.ts';

const WELL: Observations = {
  successRatio: 1,
  judged: 100,
  compensationRatio: 0,
  sagas: 100,
  p99Seconds: 0.25,
  ended: 100,
  deadLetters: 0,
  consumerLag: 0,
  connections: 0.2,
  memory: 0.3,
  stuckSagas: 0,
  inconsistencies: 0,
};

/** The alerts that are active after these observations, one after the other. */
function activeAfter(...observed: readonly Partial<Observations>[]): readonly string[] {
  const active = new Set<string>();
  for (const some of observed) {
    for (const rule of ALERT_RULES) {
      const verdict = judge(rule, rule.value({ ...WELL, ...some }), active.has(rule.alert));
      if (verdict === 'raise') active.add(rule.alert);
      if (verdict === 'end') active.delete(rule.alert);
    }
  }
  return [...active];
}

describe('alerts', () => {
  test('none is raised while all is well', () => expect(activeAfter({})).toEqual([]));

  test.each<[string, Partial<Observations>, Partial<Observations>, Partial<Observations>]>([
    ['PaymentSuccessLow', { successRatio: 0.99 }, { successRatio: 0.9899 }, { successRatio: 0.994 }],
    ['CompensationHigh', { compensationRatio: 0.049 }, { compensationRatio: 0.05 }, { compensationRatio: 0.04 }],
    ['PaymentLatencyHigh', { p99Seconds: 1 }, { p99Seconds: 2.5 }, { p99Seconds: 1 }],
    ['DeadLettersWaiting', { deadLetters: 999 }, { deadLetters: 1_000 }, { deadLetters: 800 }],
    ['ConsumerLagHigh', { consumerLag: 10_000 }, { consumerLag: 10_001 }, { consumerLag: 8_001 }],
    ['DatabaseConnectionsHigh', { connections: 0.9 }, { connections: 0.91 }, { connections: 0.86 }],
    ['MemoryHigh', { memory: 0.85 }, { memory: 0.86 }, { memory: 0.81 }],
  ])(
    '%s is raised at its threshold, stays while the value wavers, and ends when all is well',
    (alert, fine, bad, wavering) => {
      expect(activeAfter(fine)).toEqual([]);
      expect(activeAfter(bad)).toEqual([alert]);
      expect(activeAfter(wavering)).toEqual([]);
      expect(activeAfter(bad, wavering)).toEqual([alert]);
      expect(activeAfter(bad, wavering, {})).toEqual([]);
    },
  );

  test('one stuck saga is one too many', () => {
    expect(activeAfter({ stuckSagas: 1 })).toEqual(['SagasStuck']);
    expect(activeAfter({ stuckSagas: 1 }, { stuckSagas: 0 })).toEqual([]);
  });

  test('one message that does not fit is one too many, for as long as it is in the window', () => {
    expect(activeAfter({ inconsistencies: 1 })).toEqual(['InconsistenciesDetected']);
    expect(activeAfter({ inconsistencies: 1 }, { inconsistencies: 0 })).toEqual([]);
  });

  test('too few payments, and a broker that does not answer, raise and end nothing', () => {
    expect(
      activeAfter({ successRatio: 0, judged: 19, compensationRatio: 1, sagas: 19, p99Seconds: 60, ended: 19 }),
    ).toEqual([]);
    expect(activeAfter({ consumerLag: 20_000 }, { consumerLag: undefined })).toEqual(['ConsumerLagHigh']);
  });
});

describe('a window', () => {
  test('has no ratios without payments', () => {
    expect(windowOf([])).toMatchObject({
      successRatio: undefined,
      compensationRatio: undefined,
      p99Seconds: undefined,
    });
  });

  test('leaves refusals and cancels out of the success ratio', () => {
    const sums = [
      { measure: 'succeeded', label: '', value: 3 },
      { measure: 'failed', label: 'TIMEOUT', value: 1 },
      { measure: 'refused', label: 'INSUFFICIENT_FUNDS', value: 6 },
      { measure: 'cancelled', label: '', value: 2 },
    ];
    expect(windowOf(sums)).toMatchObject({ successRatio: 0.75, judged: 4, ended: 12 });
  });

  test('tells the bucket of the 99th of 100 durations', () => {
    const sums = (slow: number) => [
      { measure: 'duration', label: '250', value: 100 - slow },
      { measure: 'duration', label: 'more', value: slow },
    ];
    expect([windowOf(sums(1)).p99Seconds, windowOf(sums(2)).p99Seconds]).toEqual([0.25, 300]);
  });
});
