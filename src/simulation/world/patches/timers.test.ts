import timers from 'node:timers';
import { setInterval as everyMs, scheduler, setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { installWorld } from '../index.ts';
import { inside } from '../testing/inside.ts';

beforeAll(installWorld);

describe('Timers in a world', () => {
  it('run in the order of Node: ticks, microtasks, immediates, timers by time and then by age', async () => {
    const order = await inside(async () => {
      const seen: string[] = [];
      setTimeout(() => seen.push('5 ms'), 5);
      setTimeout(() => seen.push('1 ms'), 1);
      setTimeout(() => seen.push('0 ms'), 0);
      setImmediate(() => seen.push('immediate'));
      queueMicrotask(() => seen.push('microtask'));
      process.nextTick(() => seen.push('tick'));
      setTimeout(() => {
        seen.push('2 ms');
        queueMicrotask(() => seen.push('its microtask'));
        process.nextTick(() => seen.push('its tick'));
      }, 2);
      setTimeout(() => seen.push('also 2 ms'), 2);
      await sleep(10);
      return seen;
    });
    expect(order).toEqual([
      'tick',
      'microtask',
      'immediate',
      '1 ms',
      '0 ms',
      '2 ms',
      'its tick',
      'its microtask',
      'also 2 ms',
      '5 ms',
    ]);
  });

  it('take virtual time only', async () => {
    const realStart = performance.now();
    const passed = await inside(async () => {
      const start = performance.now();
      await sleep(3_000_000);
      return performance.now() - start;
    });
    expect(passed).toBe(3_000_000);
    expect(performance.now() - realStart).toBeLessThan(2000);
  });

  it('repeat, can be cleared by object and by number, and refreshed', async () => {
    const seen = await inside(async () => {
      const events: string[] = [];
      const interval = setInterval(() => events.push(`tick at ${performance.now()}`), 10);
      const cleared = setTimeout(() => events.push('never'), 15);
      const number = Number(setTimeout(() => events.push('never either'), 15));
      const refreshed = setTimeout(() => events.push(`refreshed at ${performance.now()}`), 20);
      await sleep(12);
      clearTimeout(cleared);
      clearTimeout(number);
      refreshed.refresh();
      await sleep(21);
      clearInterval(interval);
      await sleep(100);
      return events;
    });
    expect(seen).toEqual(['tick at 10', 'tick at 20', 'tick at 30', 'refreshed at 32']);
  });

  it('have promise forms with values and abort signals', async () => {
    const seen = await inside(async () => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error('enough')), 5);
      const aborted = await sleep(50, 'late', { signal: controller.signal }).catch((error: Error) => error.name);
      const ticks: number[] = [];
      for await (const _ of everyMs(10)) {
        ticks.push(performance.now());
        if (ticks.length === 3) {
          break;
        }
      }
      await scheduler.wait(5);
      return {
        aborted,
        ticks,
        value: await sleep(1, 'value'),
        promisified: await promisify(setTimeout)(1, 'promisified'),
        immediate: await promisify(setImmediate)('at once'),
      };
    });
    expect(seen).toEqual({
      aborted: 'AbortError',
      ticks: [15, 25, 35],
      value: 'value',
      promisified: 'promisified',
      immediate: 'at once',
    });
  });

  it('include AbortSignal.timeout', async () => {
    const seen = await inside(async () => {
      const signal = AbortSignal.timeout(250);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return [performance.now(), String(signal.reason)];
    });
    expect(seen).toEqual([250, 'TimeoutError: The operation was aborted due to timeout']);
  });

  it('let time pass for code that polls with setImmediate or with negative delays', async () => {
    const seen = await inside(async () => {
      let polls = 0;
      while (performance.now() < 1) {
        await promisify(setImmediate)();
        polls += 1;
      }
      const start = performance.now();
      await new Promise((resolve) => setTimeout(resolve, -5));
      return { polls, negative: performance.now() - start };
    });
    expect(seen.polls).toBeLessThan(1010);
    expect(seen.negative).toBeCloseTo(20, 6);
  });

  it('are real outside', async () => {
    const start = performance.now();
    await new Promise((resolve) => timers.setTimeout(resolve, 20));
    await sleep(20);
    await promisify(setTimeout)(20);
    expect(performance.now() - start).toBeGreaterThan(55);
    const timer = setTimeout(() => undefined, 10_000);
    expect(timer.constructor.name).toBe('Timeout');
    clearTimeout(timer);
  });
});
