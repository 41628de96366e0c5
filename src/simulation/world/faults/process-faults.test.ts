import net from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { installWorld, World, type WorldFault } from '../index.ts';

beforeAll(installWorld);

const passing = (world: World, limitMs: number): Promise<unknown> => world.run({ until: () => false, limitMs });

/** Two processes, each of which says when it starts. */
async function startsUnder(faults: readonly WorldFault[], forMs = 10_000): Promise<readonly string[]> {
  const world = World.open({ seed: 1, faults });
  const starts: string[] = [];
  for (const name of ['a-1', 'b-1']) {
    world.spawn({ name, main: (version) => void starts.push(`${name} ${Math.round(world.now())} ${version}`) });
  }
  await passing(world, forMs);
  await world.close();
  return starts;
}

const first = ['a-1 0 current', 'b-1 0 current'];

describe('Processes', () => {
  it('die together, as far as they are alive and there', async () => {
    const fault: WorldFault = {
      verb: 'crash-all',
      processes: ['a-1', 'b-1', 'c-1'],
      when: { atMs: 50 },
      restartAfterMs: 100,
    };
    expect(await startsUnder([fault])).toEqual([...first, 'a-1 150 current', 'b-1 150 current']);
  });

  it('die in a loop, each time so long after they came back', async () => {
    const fault: WorldFault = {
      verb: 'crash-loop',
      process: 'a-1',
      when: { atMs: 1000 },
      times: 3,
      upMs: 200,
      restartAfterMs: 50,
    };
    expect(await startsUnder([fault])).toEqual([...first, 'a-1 1050 current', 'a-1 1300 current', 'a-1 1550 current']);
  });

  it('come back as another version, once', async () => {
    const upgrade = (atMs: number): WorldFault => ({
      verb: 'upgrade',
      process: 'b-1',
      when: { atMs },
      version: 'next',
      restartAfterMs: 10,
    });
    expect(await startsUnder([upgrade(100), upgrade(200)])).toEqual([...first, 'b-1 110 next']);
  });

  it('die after any event of theirs, whichever it is', async () => {
    for (const event of [1, 2, 5]) {
      const world = World.open({
        seed: 1,
        faults: [{ verb: 'crash', process: 'ticker-1', when: { process: 'ticker-1', event }, restartAfterMs: 60_000 }],
      });
      let ticks = 0;
      const ticker = world.spawn({
        name: 'ticker-1',
        main: () => {
          setInterval(() => {
            ticks += 1;
          }, 10);
        },
      });
      await passing(world, 1000);
      // The first event is the start itself.
      expect([ticks, ticker.events, ticker.alive]).toEqual([event - 1, event, false]);
      await world.close();
    }
  });
});

describe('A pause', () => {
  const paused = (forMs: number): WorldFault => ({ verb: 'pause', process: 'server-1', when: { atMs: 100 }, forMs });

  /** A server that counts ticks and greets, and a client that says when it was connected and greeted. */
  function scene(faults: readonly WorldFault[]) {
    const world = World.open({ seed: 1, faults });
    const seen: string[] = [];
    const note = (what: string): void => void seen.push(`${what} ${Math.round(world.now() / 100) / 10}`);
    world.spawn({
      name: 'server-1',
      main: () => {
        setTimeout(() => note('cleared'), 500);
        const cleared = setTimeout(() => note('not cleared'), 600);
        setTimeout(() => clearTimeout(cleared), 550);
        net.createServer((socket) => socket.end('hello')).listen(1);
      },
    });
    world.spawn({
      name: 'client-1',
      main: () => {
        setTimeout(() => {
          const socket = net.connect(1, 'server-1', () => note('connected'));
          socket.on('data', () => note('greeted'));
          socket.on('error', ({ message }) => note(message));
        }, 300);
      },
    });
    return { world, seen };
  }

  it('lets nothing of the process happen, and everything afterwards in its order; peers can connect and wait', async () => {
    const { world, seen } = scene([paused(2000)]);
    await passing(world, 5000);
    expect(seen).toEqual(['connected 0.3', 'cleared 2.1', 'greeted 2.1']);
    await world.close();
  });

  it('ends when the world heals', async () => {
    const { world, seen } = scene([paused(60_000)]);
    await passing(world, 1000);
    world.heal();
    await passing(world, 1000);
    expect(seen).toEqual(['connected 0.3', 'cleared 1', 'greeted 1']);
    await world.close();
  });

  it('ends with the process when that is killed: who waits for it sees a reset, and the next life runs', async () => {
    const kill: WorldFault = { verb: 'crash', process: 'server-1', when: { atMs: 1000 }, restartAfterMs: 100 };
    const { world, seen } = scene([paused(60_000), kill]);
    await passing(world, 5000);
    expect(seen).toEqual(['connected 0.3', 'read ECONNRESET 1', 'cleared 1.6']);
    await world.close();
  });
});

describe('A clock', () => {
  it('jumps by so much and back again, and timers run on', async () => {
    const world = World.open({
      seed: 1,
      faults: [{ verb: 'clock-jump', process: 'a-1', when: { atMs: 1000 }, byMs: -5000, forMs: 2000 }],
    });
    const read: number[] = [];
    world.spawn({
      name: 'a-1',
      main: () => {
        const start = Date.now();
        setInterval(() => read.push(Date.now() - start), 800);
      },
    });
    await passing(world, 4100);
    expect(read).toEqual([800, -3400, -2600, 3200, 4000]);
    await world.close();
  });
});
