import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Alarm } from './alarm.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('an alarm', () => {
  it('goes off once, at the earliest of the times that were asked for', async () => {
    const times: number[] = [];
    const start = Date.now();
    const alarm = new Alarm(async () => {
      times.push(Date.now() - start);
    });
    alarm.within(500);
    alarm.within(200);
    alarm.within(300);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(times).toEqual([200]);
  });

  it('goes off again for what was asked while it was busy, never twice at once', async () => {
    let busy = 0;
    let most = 0;
    let calls = 0;
    const alarm = new Alarm(async () => {
      calls += 1;
      busy += 1;
      most = Math.max(most, busy);
      await new Promise((resolve) => setTimeout(resolve, 100));
      busy -= 1;
    });
    alarm.within(0);
    await vi.advanceTimersByTimeAsync(50);
    alarm.within(0);
    alarm.within(10);
    await vi.advanceTimersByTimeAsync(1_000);
    expect({ calls, most }).toEqual({ calls: 2, most: 1 });
  });

  it('waits for what is under way when it is stopped, and is silent from then on', async () => {
    let ended = 0;
    const alarm = new Alarm(async () => {
      alarm.within(10);
      await new Promise((resolve) => setTimeout(resolve, 100));
      ended += 1;
    });
    alarm.within(0);
    await vi.advanceTimersByTimeAsync(50);
    const stopped = alarm.stop();
    await vi.advanceTimersByTimeAsync(100);
    await stopped;
    expect(ended).toBe(1);
    alarm.within(0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ended).toBe(1);
  });
});
