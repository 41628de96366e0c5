import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { installWorld, World } from '../index.ts';

beforeAll(installWorld);

const passing = (world: World, limitMs: number): Promise<unknown> => world.run({ until: () => false, limitMs });
const failuresOf = (world: World): unknown[] => world.failures.map(({ atMs, error }) => [atMs, String(error)]);

/** Code that tries everything on the world when it is told that its process is dead. */
async function haunt(seen: string[]): Promise<void> {
  setTimeout(() => seen.push('timer'), 1);
  setImmediate(() => seen.push('immediate'));
  net.connect(8000, 'victim').on('connect', () => seen.push('connected'));
  net.createServer().listen(99, () => seen.push('listening'));
  fetch('http://victim:8000/').then(
    () => seen.push('fetched'),
    () => seen.push('fetch failed'),
  );
  await sleep(1);
  seen.push('slept');
}

describe('A simulated process', () => {
  it('that crashes in the middle of an await never acts on the world again, not even in finally', async () => {
    const world = World.open({ seed: 1 });
    const arrived: string[] = [];
    const ghost: string[] = [];
    world.network.listen({ host: 'victim', port: 8000 }, (connection) => ({
      onData: (bytes) => arrived.push(`${connection.id} ${bytes.toString()}`),
      onClose: (reason) => arrived.push(`${connection.id} ${reason}`),
    }));
    // Something outside that goes on when the process is dead already, as a real promise of a library could.
    const gate = Promise.withResolvers<void>();
    let starts = 0;
    world.spawn({
      name: 'ghost-1',
      main: async () => {
        starts += 1;
        if (starts > 1) {
          return;
        }
        const socket = net.connect(8000, 'victim');
        await once(socket, 'connect');
        socket.write('alive');
        try {
          await gate.promise;
        } finally {
          ghost.push('finally runs');
          socket.write('from the grave');
          socket.end();
          await haunt(ghost);
        }
      },
    });
    await passing(world, 50);
    world.crash('ghost-1', 100);
    gate.resolve();
    await passing(world, 1000);
    expect(ghost).toEqual(['finally runs']);
    expect(arrived).toEqual(['ghost-1>victim:8000#1 alive', 'ghost-1>victim:8000#1 reset']);
    expect(world.network.listening()).toEqual(['victim:8000']);
    expect(starts).toBe(2);
    await world.close();
  });

  it('dies of an uncaught error, wherever it is thrown, and starts again', async () => {
    const throwers: (() => unknown)[] = [
      () => {
        throw new Error('in main');
      },
      () => Promise.reject(new Error('from main')),
      () => {
        process.nextTick(() => {
          throw new Error('in a tick');
        });
      },
      () => {
        queueMicrotask(() => {
          throw new Error('in a microtask');
        });
      },
      () => {
        void Promise.reject(new Error('unhandled'));
      },
      () => {
        net.createServer().listen(1).emit('error', new Error('without listener'));
      },
      () => {
        net
          .createServer(() => {
            throw new Error('in a connection handler');
          })
          .listen(2);
        net.connect(2, 'localhost');
      },
      () => {
        net.createServer((socket) => socket.end('hello')).listen(3);
        net.connect(3, 'localhost').on('data', () => {
          throw new Error('in a data handler');
        });
      },
      () => process.exit(3),
    ];
    const world = World.open({ seed: 1 });
    const innocent: string[] = [];
    world.spawn({
      name: 'innocent-1',
      main: async () => {
        await sleep(6500);
        innocent.push('still alive');
      },
    });
    const remaining = [...throwers];
    const flaky = world.spawn({
      name: 'flaky-1',
      main: () => {
        remaining.shift()?.();
      },
    });
    await passing(world, 12_000);
    const messages = world.failures.map(({ process: name, error }) => `${name} ${String(error)}`);
    expect(messages).toEqual([
      'flaky-1 Error: in main',
      'flaky-1 Error: from main',
      'flaky-1 Error: in a tick',
      'flaky-1 Error: in a microtask',
      'flaky-1 Error: unhandled',
      'flaky-1 Error: without listener',
      'flaky-1 Error: in a connection handler',
      'flaky-1 Error: in a data handler',
      'flaky-1 Error: process.exit(3) was called',
    ]);
    expect(flaky.starts).toBe(10);
    expect(innocent).toEqual(['still alive']);
    await world.close();
  });

  it('is restarted by its supervisor after the given time, and after a crash when the fault says', async () => {
    const world = World.open({
      seed: 1,
      faults: [{ verb: 'crash', process: 'p-1', when: { atMs: 5000 }, restartAfterMs: 70 }],
    });
    const starts: number[] = [];
    world.spawn({
      name: 'p-1',
      restartAfterMs: 300,
      main: () => {
        starts.push(world.now());
        if (starts.length === 1) {
          throw new Error('once');
        }
      },
    });
    await passing(world, 6000);
    expect(starts).toEqual([0, 300, 5070]);
    expect(failuresOf(world)).toEqual([[0, 'Error: once']]);
    await world.close();
  });

  it('is not struck by a crash while it is down', async () => {
    const world = World.open({
      seed: 1,
      faults: [
        { verb: 'crash', process: 'p-1', when: { atMs: 100 }, restartAfterMs: 500 },
        { verb: 'crash', process: 'p-1', when: { atMs: 200 }, restartAfterMs: 500 },
      ],
    });
    const { name } = world.spawn({ name: 'p-1', main: () => undefined });
    await passing(world, 300);
    expect(world.struck.map(({ atMs, hit }) => [atMs, hit])).toEqual([[100, name]]);
    expect(world.process(name).alive).toBe(false);
    await passing(world, 400);
    expect(world.process(name).alive).toBe(true);
    await world.close();
  });

  it('has other random numbers in its next life', async () => {
    const world = World.open({ seed: 1 });
    const drawn: number[] = [];
    world.spawn({
      name: 'p-1',
      main: () => {
        drawn.push(Math.random());
      },
    });
    await passing(world, 10);
    world.crash('p-1', 10);
    await passing(world, 100);
    expect(new Set(drawn).size).toBe(2);
    await world.close();
  });

  it('keeps its handlers of signals and errors to itself', async () => {
    const before = process.listenerCount('SIGTERM');
    const world = World.open({ seed: 1 });
    world.spawn({
      name: 'p-1',
      main: () => {
        process.on('SIGTERM', () => undefined);
        process.once('uncaughtException', () => undefined);
      },
    });
    await passing(world, 10);
    expect(process.listenerCount('SIGTERM')).toBe(before);
    await world.close();
  });
});

describe('World.run', () => {
  it('fails with errors of the world itself, and puts the handlers of others back', async () => {
    const handlers = process.listeners('unhandledRejection');
    const world = World.open({ seed: 1 });
    world.schedule(5, () => {
      throw new Error('a server of the world is broken');
    });
    await expect(passing(world, 10)).rejects.toThrow('a server of the world is broken');
    world.schedule(5, () => {
      void Promise.reject(new Error('broken later'));
    });
    await expect(passing(world, 10)).rejects.toThrow('broken later');
    world.hold(Promise.reject(new Error('no backend')));
    await expect(passing(world, 10)).rejects.toThrow('no backend');
    expect(process.listeners('unhandledRejection')).toEqual(handlers);
    expect(process.hasUncaughtExceptionCaptureCallback()).toBe(false);
    await world.close();
  });

  it('refuses to run twice at a time, and unknown names', async () => {
    const world = World.open({ seed: 1 });
    const other = World.open({ seed: 1 });
    world.spawn({ name: 'p-1', main: () => undefined });
    expect(() => world.spawn({ name: 'p-1', main: () => undefined })).toThrow('"p-1" in this world already');
    expect(() => world.crash('p-2', 1)).toThrow('There are: p-1.');
    const running = passing(world, 10);
    expect(() => passing(world, 10)).toThrow('running already');
    await expect(passing(other, 10)).rejects.toThrow('Another world is running');
    await running;
    await world.close();
  });
});
