import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  addTallies,
  answeredCall,
  type Breaker,
  type BreakerEvent,
  type BreakerSettings,
  beginProbe,
  closedBreaker,
  permission,
  remembersFailures,
  takeIn,
  type Verdict,
} from './breaker.ts';

const NOW = Date.UTC(2026, 0, 1);
const SETTINGS: BreakerSettings = {
  failures: 5,
  failureRate: 0.5,
  minimumCalls: 10,
  windowMs: 60_000,
  openMs: 30_000,
};
const FAILED: Verdict = { answered: false };
const ANSWERED: Verdict = { answered: true };

function told(verdicts: readonly Verdict[], breaker = closedBreaker('stripe'), now = NOW) {
  return takeIn(breaker, verdicts, [], now, SETTINGS);
}

const OPEN = told(Array.from({ length: 5 }, () => FAILED)).breaker;
const PROBED = beginProbe(OPEN, 'mine', NOW + 90_000).breaker;

function types(events: readonly BreakerEvent[]): readonly string[] {
  return events.map(({ event_type: type }) => type);
}

describe('a closed breaker', () => {
  it('opens at the failure that completes the row, and not before', () => {
    expect(told(Array.from({ length: 4 }, () => FAILED)).breaker).toMatchObject({ state: 'closed', failures: 4 });
    const { breaker, events } = told(Array.from({ length: 5 }, () => FAILED));
    expect(breaker).toMatchObject({ state: 'open', failures: 5, openUntil: NOW + 30_000 });
    expect(events).toEqual([
      {
        event_type: 'CircuitBreakerOpened',
        data: {
          provider: 'stripe',
          failure_count: 5,
          failure_rate: 1,
          open_until: '2026-01-01T00:00:30.000Z',
          reason: '5 consecutive failures',
        },
      },
    ]);
  });

  it('begins a new row after an answer', () => {
    const { breaker } = told([FAILED, FAILED, FAILED, FAILED, ANSWERED, FAILED, FAILED]);
    expect(breaker).toMatchObject({ state: 'closed', failures: 2 });
  });

  it('opens when half of at least ten calls of the window failed', () => {
    const halves = Array.from({ length: 5 }, () => [ANSWERED, FAILED]).flat();
    expect(told(halves.slice(0, 9)).breaker.state).toBe('closed');
    const { breaker, events } = told(halves);
    expect(breaker.state).toBe('open');
    expect(JSON.stringify(events)).toContain('50 % of 10 calls failed');
  });

  it('counts the answers that other instances had not told of into the share', () => {
    const quiet = Array.from({ length: 20 }, () => answeredCall(NOW, SETTINGS));
    const verdicts = [FAILED, FAILED, FAILED, FAILED, ANSWERED, FAILED, FAILED, FAILED, FAILED, ANSWERED];
    expect(takeIn(closedBreaker('stripe'), verdicts, [], NOW, SETTINGS).breaker.state).toBe('closed');
    expect(takeIn(closedBreaker('stripe'), [...verdicts, FAILED], [], NOW, SETTINGS).breaker.state).toBe('open');
    expect(takeIn(closedBreaker('stripe'), [...verdicts, FAILED], quiet, NOW, SETTINGS).breaker.state).toBe('closed');
  });

  it('forgets what is older than the window', () => {
    const old = told([ANSWERED, FAILED, ANSWERED, FAILED, FAILED, FAILED, ANSWERED]).breaker;
    expect(remembersFailures(old, NOW + 1_000, SETTINGS)).toBe(true);
    expect(remembersFailures(old, NOW + 60_000, SETTINGS)).toBe(false);
    expect(addTallies(old.tallies, [], NOW + 60_000, SETTINGS)).toEqual([]);
  });
});

describe('an open breaker', () => {
  it('lets nobody through before its time, and then one', () => {
    expect(permission(OPEN, NOW + 29_999)).toEqual({ kind: 'wait', until: NOW + 30_000 });
    expect(permission(OPEN, NOW + 30_000)).toEqual({ kind: 'probe' });
    const { breaker, events } = beginProbe(OPEN, 'mine', NOW + 90_000);
    expect(types(events)).toEqual(['CircuitBreakerHalfOpened']);
    expect(permission(breaker, NOW + 31_000)).toEqual({ kind: 'wait', until: NOW + 32_000 });
  });

  it('neither opens longer nor closes by calls that were under way', () => {
    expect(told([FAILED, FAILED, ANSWERED], OPEN, NOW + 20_000)).toEqual({ breaker: OPEN, events: [] });
  });
});

describe('a half-open breaker', () => {
  it('closes when the probe is answered, with nothing remembered', () => {
    const { breaker, events } = told([{ answered: true, probe: 'mine' }], PROBED);
    expect(breaker).toEqual(closedBreaker('stripe'));
    expect(types(events)).toEqual(['CircuitBreakerClosed']);
  });

  it('opens again for its whole time when the probe fails', () => {
    const { breaker, events } = told([{ answered: false, probe: 'mine' }], PROBED, NOW + 40_000);
    expect(breaker).toMatchObject({ state: 'open', openUntil: NOW + 70_000 });
    expect(types(events)).toEqual(['CircuitBreakerOpened']);
  });

  it('does not listen to others: not to successes, not to failures, not to a former probe', () => {
    const others: Verdict[] = [ANSWERED, FAILED, { answered: true, probe: 'former' }, { answered: false, probe: 'x' }];
    for (const verdict of others) expect(told([verdict], PROBED)).toEqual({ breaker: PROBED, events: [] });
  });

  it('lets another probe when the first is never heard of again', () => {
    expect(permission(PROBED, NOW + 89_999).kind).toBe('wait');
    expect(permission(PROBED, NOW + 90_000)).toEqual({ kind: 'probe' });
    const { breaker, events } = beginProbe(PROBED, 'second', NOW + 180_000);
    expect(breaker.probe?.token).toBe('second');
    expect(events).toEqual([]);
    expect(told([{ answered: true, probe: 'mine' }], breaker).breaker).toBe(breaker);
  });
});

/** What several instances may do to one breaker, in any order, each with a call of its own under way or none. */
type Deed = { readonly instance: number; readonly what: 'call' | 'answer' | 'fail' | 'die'; readonly waitMs: number };

const deeds = fc.array(
  fc.record({
    instance: fc.nat(3),
    what: fc.constantFrom('call', 'answer', 'fail', 'die'),
    waitMs: fc.constantFrom(0, 10, 5_000, 31_000),
  }),
  { maxLength: 80 },
);

describe('whatever the instances do', () => {
  property.prop([deeds], { numRuns: 1_000 })(
    'one probe at a time, no call while it is open, and it never stays shut',
    (all: readonly Deed[]) => {
      let breaker: Breaker = closedBreaker('stripe');
      let now = NOW;
      let tokens = 0;
      const underWay = new Map<number, Verdict & { readonly probeUntil?: number }>();
      for (const { instance, what, waitMs } of all) {
        now += waitMs;
        const call = underWay.get(instance);
        if (what === 'call') {
          const allowed = permission(breaker, now);
          if (allowed.kind === 'wait') expect(breaker.state).not.toBe('closed');
          if (allowed.kind === 'wait') continue;
          tokens += 1;
          const probing = [...underWay.values()].filter(({ probeUntil = 0 }) => probeUntil > now);
          if (allowed.kind === 'probe') {
            // A probe that is still under way and whose holder may yet speak excludes another one.
            if (breaker.state === 'half-open') expect(probing).toEqual([]);
            breaker = beginProbe(breaker, String(tokens), now + 20_000).breaker;
            underWay.set(instance, { answered: true, probe: String(tokens), probeUntil: now + 20_000 });
          } else underWay.set(instance, { answered: true });
        } else if (call !== undefined) {
          underWay.delete(instance);
          if (what !== 'die') {
            const { events, breaker: next } = takeIn(
              breaker,
              [{ ...call, answered: what === 'answer' }],
              [],
              now,
              SETTINGS,
            );
            if (what === 'answer') expect(types(events)).not.toContain('CircuitBreakerOpened');
            if (breaker.state === 'half-open' && next.state !== 'half-open')
              expect(call.probe).toBe(breaker.probe?.token);
            breaker = next;
          }
        }
        expect(breaker.openUntil !== undefined).toBe(breaker.state === 'open');
        expect(breaker.probe !== undefined).toBe(breaker.state === 'half-open');
      }
      expect(permission(breaker, now + 31_000).kind).not.toBe('wait');
    },
  );
});
