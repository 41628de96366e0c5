/** For tests of faults: a server that sends back what it gets, and a client that measures how long that takes. */
import { once } from 'node:events';
import net from 'node:net';
import type { Listener, WorldFault } from '../index.ts';
import type { World } from '../world.ts';
import { inside } from './inside.ts';

export const ECHO = { host: 'echo', port: 7 } as const;

/** Sends everything back, and remembers it. */
export function echo(log: string[] = []): Listener {
  return (connection) => ({
    onData: (bytes) => {
      log.push(bytes.toString());
      connection.send(bytes);
    },
    onClose: (reason) => log.push(reason),
  });
}

/** Opens a connection to the echo. */
export async function dial(): Promise<net.Socket> {
  const socket = net.connect(ECHO);
  await once(socket, 'connect');
  return socket;
}

/** How many milliseconds it takes until a text is back in full. */
export async function trip(socket: net.Socket, text = 'ping'): Promise<number> {
  const start = performance.now();
  socket.write(text);
  for (let got = 0; got < text.length; ) {
    const [bytes]: unknown[] = await once(socket, 'data');
    got += bytes instanceof Uint8Array ? bytes.length : 0;
  }
  return performance.now() - start;
}

/** Runs `main` as the process `test-1` beside the echo. */
export function besideEcho<T>(
  faults: readonly WorldFault[],
  main: (world: World, log: readonly string[]) => Promise<T>,
): Promise<T> {
  const log: string[] = [];
  return inside(
    (world) => main(world, log),
    { faults },
    (world) => {
      world.network.listen(ECHO, echo(log));
    },
  );
}
