import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Connection, installWorld, type World, type WorldFault } from '../index.ts';
import { besideEcho, dial, ECHO, trip } from '../testing/echo.ts';
import { inside } from '../testing/inside.ts';

beforeAll(installWorld);

const link = { from: 'test-1', to: ECHO.host, when: { atMs: 100 } };

/** A server that looks after a connection which has been idle for 20 s, and notes when it hears of its end. */
function serveWithKeepAlive(world: World, seen: string[]): void {
  world.network.listen(ECHO, (connection: Connection) => {
    connection.keepAlive?.({ idleMs: 20_000 });
    return {
      onData: () => undefined,
      onClose: (reason) => seen.push(`${reason} ${Math.round(world.now() / 1000)}`),
    };
  });
}

describe('A half-open connection', () => {
  const halfOpen = (what: 'both' | 'requests' | 'answers'): WorldFault => ({ verb: 'half-open', ...link, what });

  it('carries nothing any more and tells nobody, not even when the world heals; a new one works', async () => {
    for (const what of ['both', 'requests', 'answers'] as const) {
      const seen = await besideEcho([halfOpen(what)], async (world, log) => {
        const socket = await dial();
        const events: string[] = [];
        for (const name of ['data', 'error', 'close', 'end']) socket.on(name, () => events.push(name));
        await sleep(200);
        world.heal();
        socket.write('lost');
        await sleep(600_000);
        const fresh = await dial();
        return { events, arrived: [...log], tookMs: await trip(fresh) };
      });
      expect(seen.events).toEqual([]);
      expect(seen.arrived).toEqual(what === 'answers' ? ['lost'] : []);
      expect(seen.tookMs).toBeLessThan(5);
    }
  });

  it('is given up by the operating system after a quarter of an hour, where something was sent', async () => {
    const waitedMs = await besideEcho([halfOpen('both')], async () => {
      const socket = await dial();
      await sleep(200);
      socket.write('lost');
      await once(socket, 'close').catch(() => undefined);
      return performance.now();
    });
    expect(waitedMs / 1000).toBeCloseTo(924.8, 0);
  });

  it('is noticed by who looks after it while it is idle: a client that asks for it, and a server', async () => {
    const seen: string[] = [];
    await inside(
      async () => {
        const socket = await dial();
        socket.setKeepAlive(true, 5000);
        socket.on('error', ({ message }) => seen.push(`${message} ${Math.round(performance.now() / 1000)}`));
        await sleep(60_000);
        return true;
      },
      { faults: [halfOpen('both')] },
      (world) => serveWithKeepAlive(world, seen),
    );
    expect(seen).toEqual(['read ECONNRESET 15', 'reset 20']);
  });

  it('is given up by an idle server that was not told of its end either', async () => {
    const seen: string[] = [];
    await inside(
      async () => {
        const socket = await dial();
        socket.on('error', ({ message }) => seen.push(`${message} ${Math.round(performance.now() / 1000)}`));
        await sleep(60_000);
        return true;
      },
      { faults: [halfOpen('requests'), { verb: 'outage', server: ECHO.host, when: { atMs: 2_000 }, forMs: 1 }] },
      (world) => serveWithKeepAlive(world, seen),
    );
    expect(seen).toEqual(['read ECONNRESET 2', 'reset 20']);
  });
});

describe('A frame', () => {
  it('that is cut in the middle arrives by half, and then the connection is reset on both sides', async () => {
    const seen = await besideEcho([{ verb: 'truncate', ...link, what: 'requests' }], async (_world, log) => {
      const socket = await dial();
      await sleep(200);
      socket.write('12345678');
      const error: unknown = await once(socket, 'end').catch((reason: unknown) => reason);
      await sleep(50);
      return { log: [...log], error: String(error) };
    });
    expect(seen).toEqual({ log: ['1234', 'reset'], error: 'Error: read ECONNRESET' });
  });

  it('that is damaged differs in one bit, once', async () => {
    const seen = await besideEcho([{ verb: 'corrupt', ...link, what: 'requests' }], async (_world, log) => {
      const socket = await dial();
      await sleep(200);
      await trip(socket, 'aaaaaaaa');
      await trip(socket, 'bbbb');
      return [...log];
    });
    const differing = Buffer.from(seen[0] ?? '').reduce((bits, byte) => {
      const wrong = byte ^ 'a'.charCodeAt(0);
      return bits + wrong.toString(2).replaceAll('0', '').length;
    }, 0);
    expect(differing).toBe(1);
    expect(seen[1]).toBe('bbbb');
  });

  it('whose header is damaged begins with a byte of which the first bit is wrong', async () => {
    const bytes: Buffer[] = [];
    await inside(
      async () => {
        const socket = await dial();
        await sleep(200);
        socket.write('aaaaaaaa');
        await sleep(50);
        return true;
      },
      { faults: [{ verb: 'corrupt', ...link, what: 'requests', part: 'header' }] },
      (world) => {
        world.network.listen(ECHO, () => ({ onData: (data) => void bytes.push(data), onClose: () => undefined }));
      },
    );
    expect(bytes).toEqual([Buffer.concat([Buffer.of('a'.charCodeAt(0) | 0x80), Buffer.from('aaaaaaa')])]);
  });
});
