import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { ServiceName } from '../config.ts';
import { beginAll, type JudgeLimits, judge, MISSES_TO_FAIL, type Observation, type RecoveryEvent } from './judge.ts';
import { NOTHING_KNOWN, readState, type SystemState } from './system-state.ts';

const ORDER: readonly ServiceName[] = ['wallet', 'payment', 'saga', 'gateway', 'metrics'];
const LIMITS: JudgeLimits = { thresholdMs: 300_000, attempts: 3 };
const START = Date.UTC(2026, 0, 1);

/** A system over time. */
class Story {
  state: SystemState = NOTHING_KNOWN;
  readonly events: RecoveryEvent[] = [];
  readonly again: ServiceName[] = [];
  now = START;

  constructor() {
    this.take(beginAll(this.state, ORDER, 'r1', new Date(START).toISOString()));
  }

  /** One look after a second, with these services ready. */
  look(
    ready: readonly ServiceName[],
    inconsistencies: Partial<Record<ServiceName, number>> = {},
    afterMs = 1_000,
  ): this {
    this.now += afterMs;
    const seen = ORDER.map((name): Observation => {
      const status = { phase: 'recovered', events: 10, sagas: 1, inconsistencies: inconsistencies[name] ?? 0 };
      return ready.includes(name) ? { name, ready: true, status } : { name, ready: false, trouble: 'no answer' };
    });
    return this.take(judge(this.state, seen, `r${this.now}`, this.now, LIMITS));
  }

  take({ state, events, again }: ReturnType<typeof judge>): this {
    // As the next instance would read it.
    this.state = readState(JSON.parse(JSON.stringify(state)));
    this.events.push(...events);
    this.again.push(...again);
    return this;
  }

  get told(): readonly string[] {
    return this.events.map(({ event_type: type, data }) => ('alert' in data ? data.alert : type));
  }
}

describe('a recovery', () => {
  test('of everything begins at the start, and is over when all are ready', () => {
    const story = new Story().look([]).look(['wallet', 'payment']).look(ORDER);
    expect(story.told).toEqual(['SystemRecoveryStarted', 'SystemRecoveryCompleted']);
    expect(story.events[1]?.data).toEqual({
      service: 'recovery',
      recovery_duration: 3,
      services_recovered: ORDER,
      events_reprocessed: 50,
      sagas_resumed: 5,
    });
    expect(story.state.recovery).toBeUndefined();
  });

  test('counts services as recovered in their order only', () => {
    const story = new Story().look(['gateway', 'payment', 'saga']);
    expect(story.state.recovery?.recovered).toEqual([]);
    story.look(['wallet', 'payment', 'gateway']);
    expect(story.state.recovery?.recovered.map(({ name }) => name)).toEqual(['wallet', 'payment']);
  });

  test('of one service begins when it was not ready three times in a row, and names it alone', () => {
    const story = new Story().look(ORDER);
    const others = ORDER.filter((name) => name !== 'saga');
    story.look(others).look(ORDER).look(others).look(others);
    expect(story.told).toHaveLength(2);
    story.look(others);
    expect(story.events.at(-1)?.data).toMatchObject({ services: ['saga'], reason: 'saga: no answer' });
    story.look(ORDER);
    expect(story.events.at(-1)?.data).toMatchObject({ services_recovered: ['saga'] });
  });

  test('is not over when a service that had come back fails again', () => {
    const story = new Story().look(['wallet']);
    for (let miss = 0; miss < MISSES_TO_FAIL; miss += 1) story.look([]);
    expect(story.state.recovery?.recovered).toEqual([]);
    expect(story.told).toEqual(['SystemRecoveryStarted']);
  });

  test('is tried three times within the threshold; then a person is asked, once', () => {
    const story = new Story();
    for (let second = 0; second < 400; second += 5) story.look(['wallet'], {}, 5_000);
    expect(story.again).toEqual(['payment', 'payment', 'payment']);
    expect(story.told).toEqual(['SystemRecoveryStarted', 'LongRecovery', 'ServiceNotRecovered']);
    expect(story.events.at(-1)?.data).toMatchObject({ service: 'payment', severity: 'critical' });
    story.look(ORDER);
    expect(story.told.at(-1)).toBe('SystemRecoveryCompleted');
  });
});

describe('inconsistencies', () => {
  test('are alerted once each, also those that a service found before it was first seen', () => {
    const story = new Story().look(ORDER, { wallet: 2 }).look(ORDER, { wallet: 2 }).look(ORDER, { wallet: 3 });
    const alerts = story.events.filter(({ event_type }) => event_type === 'AlertTriggered');
    expect(alerts.map(({ data }) => ('value' in data ? data.value : undefined))).toEqual([2, 1]);
  });

  test('of a new instance are counted from nothing', () => {
    const story = new Story().look(ORDER, { wallet: 5 }).look(ORDER, { wallet: 1 });
    expect(story.events.at(-1)?.data).toMatchObject({ alert: 'ConsistencyIssuesDetected', value: 1 });
  });
});

describe('whatever happens', () => {
  const looks = fc.array(fc.subarray([...ORDER]), { maxLength: 40 });

  property.prop([looks])(
    'starts and ends of recoveries alternate, and an end names all that had to come back',
    (list) => {
      const story = new Story();
      for (const ready of list) story.look(ready);
      const ends = story.told.filter((one) => one.startsWith('System'));
      const expected = ends.map((_, index) => (index % 2 === 0 ? 'SystemRecoveryStarted' : 'SystemRecoveryCompleted'));
      expect(ends).toEqual(expected);
    },
  );

  property.prop([looks])('a system that is well for a while is operational', (list) => {
    const story = new Story();
    for (const ready of list) story.look(ready);
    story.look(ORDER);
    expect(story.state.recovery).toBeUndefined();
  });
});
