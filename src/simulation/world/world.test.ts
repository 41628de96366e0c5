import net from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { installWorld, type Listener, World } from './index.ts';

beforeAll(installWorld);

const echo: Listener = (connection) => ({
  onData: (bytes) => connection.send(Buffer.concat([Buffer.from('echo:'), bytes])),
  onClose: () => undefined,
});

/** Sends `text` and resolves with the first answer. */
function ask(host: string, port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port }, () => socket.write(text));
    socket.once('data', (bytes) => {
      socket.end();
      resolve(bytes.toString());
    });
    socket.once('error', reject);
  });
}

describe('World', () => {
  it('lets a process talk to a server of the world in virtual time', async () => {
    const world = World.open({ seed: 1 });
    world.network.listen({ host: 'echo', port: 7 }, echo);
    const answers: string[] = [];
    world.spawn({
      name: 'client-1',
      main: async () => {
        answers.push(await ask('echo', 7, 'hello'));
      },
    });
    const end = await world.run({
      until: () => world.network.connections().length === 0 && answers.length > 0,
      limitMs: 1000,
    });
    expect(end).toBe('until');
    expect(answers).toEqual(['echo:hello']);
    expect(world.now()).toBeGreaterThan(4 * 0.2);
    expect(world.now()).toBeLessThan(7 * 1.7);
    await world.close();
  });

  it('lets processes talk to each other', async () => {
    const world = World.open({ seed: 1 });
    world.spawn({
      name: 'server-1',
      main: () => {
        net.createServer((socket) => socket.on('data', (bytes) => socket.end(`<${bytes.toString()}>`))).listen(80);
      },
    });
    const answers: string[] = [];
    world.spawn({
      name: 'client-1',
      main: async () => {
        await new Promise((resolve) => setTimeout(resolve, 10));
        answers.push(await ask('server-1', 80, 'hello'));
      },
    });
    await world.run({ until: () => answers.length > 0 && world.network.connections().length === 0, limitMs: 1000 });
    expect(answers).toEqual(['<hello>']);
    expect(world.now()).toBeLessThan(30);
    await world.close();
  });

  it('restarts a process that throws, and says why it died', async () => {
    const world = World.open({ seed: 1 });
    let starts = 0;
    const { name } = world.spawn({
      name: 'flaky-1',
      restartAfterMs: 500,
      main: () => {
        starts += 1;
        if (starts < 3) {
          setTimeout(() => {
            throw new Error(`failure ${starts}`);
          }, 100);
        }
      },
    });
    const end = await world.run({ until: () => starts === 3, limitMs: 10_000 });
    expect(end).toBe('until');
    expect(world.now()).toBe(1200);
    expect(world.failures.map(({ atMs, process, error }) => [atMs, process, String(error)])).toEqual([
      [100, name, 'Error: failure 1'],
      [700, name, 'Error: failure 2'],
    ]);
    await world.close();
  });

  it('reaches the limit when nothing is left to happen', async () => {
    const world = World.open({ seed: 1 });
    expect(await world.run({ until: () => false, limitMs: 5000 })).toBe('limit');
    expect(world.now()).toBe(5000);
  });

  it('keeps virtual time still while real work is held', async () => {
    const world = World.open({ seed: 1 });
    let workDone = false;
    const seen: boolean[] = [];
    world.hold(
      new Promise((resolve) => {
        setTimeout(() => {
          workDone = true;
          resolve(undefined);
        }, 50);
      }),
    );
    world.schedule(1, () => seen.push(workDone));
    await world.run({ until: () => seen.length > 0, limitMs: 1000 });
    expect(seen).toEqual([true]);
    expect(world.now()).toBe(1);
  });
});
