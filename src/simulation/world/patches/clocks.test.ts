import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { installWorld, World } from '../index.ts';
import { inside } from '../testing/inside.ts';

beforeAll(installWorld);

describe('Clocks in a world', () => {
  it('start at the epoch and stand still while code runs', async () => {
    const seen = await inside(async () => {
      await sleep(1500);
      return {
        now: Date.now(),
        iso: new Date().toISOString(),
        given: new Date(5).getTime(),
        parsed: Date.parse('1970-01-01T00:00:01Z'),
        isDate: new Date() instanceof Date,
        constructed: new Date().constructor === Date,
        performance: performance.now(),
        hrtime: process.hrtime(),
        elapsed: process.hrtime([1, 0]),
        bigint: process.hrtime.bigint(),
        uptime: process.uptime(),
        origin: performance.timeOrigin,
        hostname: hostname(),
      };
    });
    expect(seen).toEqual({
      now: Date.UTC(2026, 0, 1) + 1500,
      iso: '2026-01-01T00:00:01.500Z',
      given: 5,
      parsed: 1000,
      isDate: true,
      constructed: true,
      performance: 1500,
      hrtime: [1, 500_000_000],
      elapsed: [0, 500_000_000],
      bigint: 1_500_000_000n,
      uptime: 1.5,
      origin: Date.UTC(2026, 0, 1),
      hostname: 'test-1',
    });
  });

  it('take another epoch', async () => {
    const epoch = new Date('2030-06-01T12:00:00Z');
    expect(await inside(() => new Date().toISOString(), { epoch })).toBe('2030-06-01T12:00:00.000Z');
  });

  it('can be skewed for one process, without its monotonic clock', async () => {
    const world = World.open({ seed: 1 });
    const seen: Record<string, readonly [number, number]> = {};
    for (const name of ['ahead-1', 'exact-1']) {
      world.spawn({
        name,
        main: async () => {
          await sleep(100);
          seen[name] = [Date.now() - Date.UTC(2026, 0, 1), performance.now()];
        },
      });
    }
    world.process('ahead-1').skewMs = 250;
    await world.run({ until: () => Object.keys(seen).length === 2, limitMs: 1000 });
    await world.close();
    expect(seen).toEqual({ 'ahead-1': [350, 100], 'exact-1': [100, 100] });
  });

  it('are real outside', () => {
    const now = new Date();
    expect(Math.abs(now.getTime() - performance.timeOrigin - performance.now())).toBeLessThan(5000);
    expect(Date.now()).toBeGreaterThan(performance.timeOrigin);
    expect(hostname()).not.toBe('test-1');
    expect(Date()).toContain(String(new Date().getFullYear()));
  });
});
