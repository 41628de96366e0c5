import http from 'node:http';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import { installWorld, World } from './index.ts';
import { isCallable } from './values.ts';

beforeAll(installWorld);

/** What a process may leave behind: each holds on to its world in a way of its own. */
const contents: Record<string, (world: World) => void> = {
  'timers and promises that never end': (world) => {
    world.spawn({
      name: 'p-1',
      main: async () => {
        setInterval(() => undefined, 10);
        AbortSignal.timeout(1_000_000).addEventListener('abort', () => undefined);
        await sleep(1_000_000);
      },
    });
  },
  'open sockets': (world) => {
    world.network.listen({ host: 'echo', port: 7 }, (connection) => ({
      onData: (bytes) => connection.send(bytes),
      onClose: () => undefined,
    }));
    world.spawn({
      name: 'p-1',
      main: () => {
        const socket = net.connect(7, 'echo', () => socket.write('hello'));
        socket.on('data', () => undefined);
      },
    });
  },
  'HTTP servers, kept-alive connections and requests without an answer': (world) => {
    world.spawn({
      name: 'server-1',
      main: () => {
        http.createServer((request, response) => request.url === '/' && response.end('hello')).listen(80);
      },
    });
    world.spawn({
      name: 'p-1',
      main: async () => {
        await sleep(5);
        http.get('http://server-1/', (response) => response.resume());
        await (await fetch('http://server-1/')).text();
        await fetch('http://server-1/never', { signal: AbortSignal.timeout(1_000_000) });
      },
    });
  },
};

const collectGarbage = gc();

function gc(): () => unknown {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (!isCallable(collect)) {
    throw new Error('V8 does not expose its garbage collector.');
  }
  return collect;
}

async function runOne(content: (world: World) => void, seed: number): Promise<WeakRef<World>> {
  const world = World.open({ seed });
  content(world);
  await world.run({ until: () => false, limitMs: 100 });
  expect(world.failures).toEqual([]);
  await world.close();
  return new WeakRef(world);
}

describe('A closed world', () => {
  for (const [name, content] of Object.entries(contents)) {
    it(`is forgotten, with its ${name}`, async () => {
      const worlds: WeakRef<World>[] = [];
      for (let seed = 0; seed < 20; seed += 1) {
        worlds.push(await runOne(content, seed));
      }
      for (let count = 0; count < 4; count += 1) {
        await sleep(10);
        collectGarbage();
      }
      // The last one may still be held by a pooled parser of node:http.
      expect(worlds.filter((world) => world.deref() !== undefined).length).toBeLessThanOrEqual(2);
    });
  }
});
