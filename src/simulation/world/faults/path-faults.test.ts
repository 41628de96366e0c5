import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { installWorld, type WorldFault } from '../index.ts';
import { besideEcho, dial, ECHO, trip } from '../testing/echo.ts';

beforeAll(installWorld);

const way = { from: 'test-1', to: ECHO.host };
const when = { atMs: 100 };

describe('A partition', () => {
  const parted = (what: 'both' | 'requests' | 'answers'): WorldFault => ({
    verb: 'partition',
    ...way,
    when,
    what,
    forMs: 5000,
  });

  it('holds back what is sent, both ways or one, and lets it arrive afterwards in order', async () => {
    for (const what of ['both', 'requests', 'answers'] as const) {
      const seen = await besideEcho([parted(what)], async (_world, log) => {
        const socket = await dial();
        await sleep(200);
        const back = Promise.all([trip(socket, 'a'), trip(socket, 'b')]);
        await sleep(1000);
        const arrivedMeanwhile = [...log];
        const [tookMs] = await back;
        return { arrivedMeanwhile, tookMs, log: log.join('') };
      });
      expect(seen.arrivedMeanwhile.join('')).toBe(what === 'answers' ? 'ab' : '');
      expect(seen.tookMs).toBeGreaterThan(4700);
      expect(seen.tookMs).toBeLessThan(12_000);
      expect(seen.log).toBe('ab');
    }
  });

  it('holds back connections to come as well', async () => {
    const tookMs = await besideEcho([parted('both')], async () => {
      await sleep(200);
      await dial();
      return performance.now();
    });
    expect(tookMs).toBeGreaterThan(5100);
  });
});

describe('A narrow way', () => {
  it('takes as long as the bytes need, one after the other', async () => {
    const fault: WorldFault = { verb: 'bandwidth', ...way, when, bytesPerSecond: 10_000, forMs: 5000 };
    const tookMs = await besideEcho([fault], async () => {
      const socket = await dial();
      await sleep(200);
      return trip(socket, 'x'.repeat(5000));
    });
    expect(tookMs).toBeGreaterThan(1000);
    expect(tookMs).toBeLessThan(1010);
  });
});

describe('Spikes', () => {
  it('make some trips long and leave most short', async () => {
    const fault: WorldFault = { verb: 'spikes', ...way, when, uptoMs: 1000, forMs: 60_000 };
    const trips = await besideEcho([fault], async () => {
      const socket = await dial();
      await sleep(200);
      const all: number[] = [];
      for (let left = 60; left > 0; left -= 1) all.push(await trip(socket));
      return all;
    });
    expect(trips.filter((ms) => ms > 500).length).toBeGreaterThan(3);
    expect(trips.filter((ms) => ms < 250).length).toBeGreaterThan(15);
  });
});

describe('A swizzle', () => {
  it('cuts processes off and lets each back in within its time', async () => {
    const fault: WorldFault = { verb: 'swizzle', processes: ['test-1'], when, forMs: 10_000 };
    const trips = await besideEcho([fault], async () => {
      const socket = await dial();
      const all: number[] = [];
      for (let left = 500; left > 0; left -= 1) {
        all.push(await trip(socket));
        await sleep(20);
      }
      return all;
    });
    const long = trips.filter((ms) => ms > 100);
    expect(long).toHaveLength(1);
    expect(long[0]).toBeLessThan(15_000);
  });
});

describe('An outage', () => {
  it('cuts what is open and refuses what comes, until it is over or the world heals', async () => {
    const fault: WorldFault = { verb: 'outage', server: ECHO.host, when, forMs: 60_000 };
    const seen = await besideEcho([fault], async (world) => {
      const socket = await dial();
      const errors: string[] = [];
      socket.on('error', ({ message }) => errors.push(message));
      await sleep(200);
      await dial().catch((error: Error) => errors.push(error.message));
      world.heal();
      const again = await dial();
      return { errors, tookMs: await trip(again) };
    });
    expect(seen.errors).toEqual(['read ECONNRESET', expect.stringContaining('ECONNREFUSED')]);
    expect(seen.tookMs).toBeLessThan(5);
  });
});
