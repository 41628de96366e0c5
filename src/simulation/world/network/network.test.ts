import dns from 'node:dns';
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Connection, installWorld, type Listener, World, type WorldFault } from '../index.ts';
import { inside } from '../testing/inside.ts';

beforeAll(installWorld);

/** A server that remembers what happened, and answers `bye` by closing. */
function recorder(log: string[]): Listener {
  return (connection) => ({
    onData: (bytes) => {
      log.push(`data ${bytes.toString()}`);
      if (bytes.toString() === 'bye') {
        connection.send(Buffer.from('bye'));
        connection.end();
      } else if (bytes.toString() === 'cut') {
        connection.reset();
      }
    },
    onClose: (reason) => log.push(`close ${reason}`),
  });
}

/** Runs a client against a recorder. */
async function withRecorder<T>(
  main: (world: World) => Promise<T>,
  faults: readonly WorldFault[] = [],
): Promise<[T, string[]]> {
  const log: string[] = [];
  const value = await inside(main, { faults }, (world) => {
    world.network.listen({ host: 'recorder', port: 1 }, recorder(log));
  });
  return [value, log];
}

function open(host = 'recorder', port = 1): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port }, () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

const nth = (count: number): { point: string; nth: number } => ({ point: 'network.connected', nth: count });

describe('Sockets of a world', () => {
  it('are refused where nobody listens, and have no way to unknown hosts', async () => {
    const [errors] = await withRecorder(async () => [
      await open('recorder', 2).catch((error: Error) => Object.assign({ text: error.message }, error)),
      await open('nowhere').catch((error: Error) => Object.assign({ text: error.message }, error)),
      await open('localhost', 9).catch((error: Error) => error.message),
    ]);
    expect(errors).toMatchObject([
      { code: 'ECONNREFUSED', syscall: 'connect', port: 2, text: 'connect ECONNREFUSED 10.0.0.1:2' },
      { code: 'ENOTFOUND', syscall: 'getaddrinfo', text: 'getaddrinfo ENOTFOUND nowhere' },
      'connect ECONNREFUSED 10.0.0.2:9',
    ]);
  });

  it('know where they are connected, and close in order', async () => {
    const [seen, log] = await withRecorder(async (world) => {
      const socket = new net.Socket();
      socket.setNoDelay(true);
      socket.connect(1, 'recorder');
      const before = [socket.connecting, socket.pending, socket.readyState];
      await once(socket, 'connect');
      const after = [socket.connecting, socket.pending, socket.readyState];
      socket.write('bye');
      const [answer]: unknown[] = await once(socket, 'data');
      const addresses = [
        socket.localAddress,
        socket.remoteAddress,
        socket.remotePort,
        socket.remoteFamily,
        socket.address(),
      ];
      const [hadError]: unknown[] = await once(socket, 'close');
      await sleep(10);
      return { before, after, answer: String(answer), addresses, hadError, open: world.network.connections().length };
    });
    expect(seen).toEqual({
      before: [true, true, 'opening'],
      after: [false, false, 'open'],
      answer: 'bye',
      addresses: ['10.0.0.2', '10.0.0.1', 1, 'IPv4', { address: '10.0.0.2', family: 'IPv4', port: 49_152 }],
      hadError: false,
      open: 0,
    });
    expect(log).toEqual(['data bye', 'close end']);
  });

  it('see a reset by the server as ECONNRESET', async () => {
    const [seen, log] = await withRecorder(async (world) => {
      const socket = await open();
      socket.write('cut');
      const [error]: unknown[] = await once(socket, 'error');
      const [hadError]: unknown[] = await once(socket, 'close');
      return { error: String(error), hadError, open: world.network.connections().length };
    });
    expect(seen).toEqual({ error: 'Error: read ECONNRESET', hadError: true, open: 0 });
    expect(log).toEqual(['data cut', 'close reset']);
  });

  it('keep the order of what is sent, whatever the latency of each segment', async () => {
    const sent = Array.from({ length: 200 }, (_, index) => String.fromCharCode(65 + (index % 26)));
    const [, log] = await withRecorder(async () => {
      const socket = await open();
      for (const text of sent) {
        socket.write(text);
        await sleep(1);
      }
      await sleep(10);
      return 'sent';
    });
    expect(log.map((line) => line.slice(5)).join('')).toBe(sent.join(''));
  });

  it('carry what is sent in one instant in one piece', async () => {
    const [, log] = await withRecorder(async () => {
      const socket = await open();
      socket.write('a');
      socket.write('b');
      socket.end('c');
      await sleep(10);
      return 'sent';
    });
    expect(log).toEqual(['data abc', 'close end']);
  });

  it('tell of silence', async () => {
    const [at] = await withRecorder(async () => {
      const socket = await open();
      const start = performance.now();
      socket.setTimeout(100);
      setTimeout(() => socket.write('still there'), 60);
      await once(socket, 'timeout');
      return performance.now() - start;
    });
    expect(at).toBeCloseTo(160, 3);
  });

  it('are cut by a reset fault, at a point the one that reached it, at a time all between two names', async () => {
    const faults: WorldFault[] = [
      { verb: 'reset', from: 'test-1', to: 'recorder', when: nth(2) },
      { verb: 'reset', from: 'test-1', to: 'recorder', when: { atMs: 500 } },
      { verb: 'reset', from: 'test-1', to: 'recorder', when: { atMs: 900 } },
    ];
    const [seen] = await withRecorder(async (world) => {
      const cuts: string[] = [];
      for (const name of ['a', 'b', 'c']) {
        const socket = net.connect(1, 'recorder');
        socket.on('error', (error) =>
          cuts.push(`${name} ${error.message} ${Math.round(performance.now() / 100) * 100}`),
        );
        await sleep(20);
      }
      await sleep(1000);
      return { cuts, struck: world.struck.map(({ hit }) => hit), open: world.network.connections() };
    }, faults);
    expect(seen.cuts.toSorted()).toEqual(['a read ECONNRESET 500', 'b read ECONNRESET 0', 'c read ECONNRESET 500']);
    expect(seen.struck).toEqual(['test-1>recorder:1#2', 'test-1>recorder:1#1', 'test-1>recorder:1#3']);
    expect(seen.open).toEqual([]);
  });

  it('take longer under a delay fault, both ways, until it is over or the world heals', async () => {
    const trip = async (): Promise<number> => {
      const socket = await open();
      const start = performance.now();
      socket.write('bye');
      await once(socket, 'data');
      return performance.now() - start;
    };
    const delay: WorldFault = {
      verb: 'delay',
      from: 'test-1',
      to: 'recorder',
      when: { atMs: 100 },
      extraMs: 50,
      forMs: 400,
    };
    const [trips] = await withRecorder(async () => {
      const before = await trip();
      await sleep(150);
      const during = await trip();
      await sleep(500);
      return { before, during, after: await trip() };
    }, [delay]);
    expect(trips.before).toBeLessThan(4);
    expect(trips.during).toBeGreaterThan(100);
    expect(trips.during).toBeLessThan(104);
    expect(trips.after).toBeLessThan(4);
    const [healed] = await withRecorder(
      async (world) => {
        await sleep(150);
        world.heal();
        return trip();
      },
      [delay],
    );
    expect(healed).toBeLessThan(4);
  });

  it('listen on ports of their process, once, and say which', async () => {
    const seen = await inside(async (world) => {
      const server = net.createServer((socket) => socket.end('hello'));
      server.listen({ port: 80, host: '0.0.0.0' });
      await once(server, 'listening');
      const second = net.createServer().listen(80);
      const [error]: unknown[] = await once(second, 'error');
      const free = net.createServer().listen();
      await once(free, 'listening');
      const socket = await open('localhost', 80);
      const [data]: unknown[] = await once(socket, 'data');
      await once(socket, 'close');
      await new Promise((resolve) => server.close(resolve));
      const after = await open('test-1', 80).catch((failure: Error) => failure.message);
      const lookedUp = await dns.promises.lookup('test-1');
      return {
        address: free.address(),
        error: String(error),
        data: String(data),
        listening: [server.listening, free.listening, ...world.network.listening()],
        after,
        lookedUp,
      };
    });
    expect(seen).toEqual({
      address: { address: '10.0.0.1', family: 'IPv4', port: 49_152 },
      error: 'Error: listen EADDRINUSE: address already in use test-1:80',
      data: 'hello',
      listening: [false, true, 'test-1:49152'],
      after: 'connect ECONNREFUSED 10.0.0.1:80',
      lookedUp: { address: '10.0.0.1', family: 4 },
    });
  });

  it('keep one half open where asked to', async () => {
    const seen = await inside(async () => {
      const server = net.createServer({ allowHalfOpen: true }, (socket) => {
        socket.resume();
        socket.on('end', () => setTimeout(() => socket.end('after your end'), 50));
      });
      server.listen(80);
      const socket = await open('localhost', 80);
      socket.end('my end');
      const [data]: unknown[] = await once(socket, 'data');
      return String(data);
    });
    expect(seen).toBe('after your end');
  });

  it('answer data for a closed socket with a reset', async () => {
    const seen = await inside(async () => {
      const reasons: string[] = [];
      const server = net.createServer({ allowHalfOpen: true }, (socket) => {
        socket.on('error', (error) => reasons.push(error.message));
        setTimeout(() => socket.write('anybody there?'), 50);
      });
      server.listen(80);
      const socket = await open('localhost', 80);
      socket.destroy();
      await sleep(100);
      return reasons;
    });
    expect(seen).toEqual(['read ECONNRESET']);
  });

  it('refuse Unix sockets', async () => {
    await expect(inside(() => net.connect('/var/run/socket'))).rejects.toThrow('Unix sockets and file descriptors');
  });
});

describe('A server of the world', () => {
  it('knows at once when its client has crashed, and is told later', async () => {
    const log: string[] = [];
    const connections: Connection[] = [];
    const world = World.open({ seed: 1 });
    world.network.listen({ host: 'recorder', port: 1 }, (connection) => {
      connections.push(connection);
      return recorder(log)(connection);
    });
    world.spawn({
      name: 'client-1',
      main: () => {
        net.connect(1, 'recorder');
      },
    });
    await world.run({ until: () => connections.length > 0, limitMs: 100 });
    expect(connections.map(({ id, client, open }) => [id, client, open])).toEqual([
      ['client-1>recorder:1#1', 'client-1', true],
    ]);
    world.crash('client-1', 1000);
    expect(connections.map(({ open }) => open)).toEqual([false]);
    expect(log).toEqual([]);
    await world.run({ until: () => false, limitMs: 100 });
    expect(log).toEqual(['close reset']);
    await world.run({ until: () => connections.length > 1, limitMs: 2000 });
    expect(connections.map(({ id }) => id)).toEqual(['client-1>recorder:1#1', 'client-1>recorder:1#2']);
    await world.close();
  });
});

describe('Sockets outside of a world', () => {
  it('are real', async () => {
    const server = net.createServer((socket) => socket.end('real'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const socket = new net.Socket();
    socket.connect(port, '127.0.0.1');
    const [data]: unknown[] = await once(socket, 'data');
    expect(String(data)).toBe('real');
    expect(socket.remoteAddress).toBe('127.0.0.1');
    expect(socket).toBeInstanceOf(net.Socket);
    await once(socket, 'close');
    await new Promise((resolve) => server.close(resolve));
  });
});
