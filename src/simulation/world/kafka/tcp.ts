/** Lets a broker serve clients over TCP. */

import { createServer, type Server, type Socket } from 'node:net';
import type { Connection } from '../ports.ts';
import type { KafkaBroker } from './broker.ts';
import type { Address } from './options.ts';

/** A broker that is reachable over TCP. */
export interface TcpListener {
  readonly port: number;
  /** Cuts all connections and frees the port. */
  close(): Promise<void>;
}

/**
 * Listens on `host` and `port` (0 chooses a free one) and lets the broker advertise that address. Fails with
 * Node's error, such as EADDRINUSE, when the port cannot be had.
 */
export async function listenOnTcp(broker: KafkaBroker, { host, port }: Address): Promise<TcpListener> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serve(broker, socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const chosen = portOf(server);
  broker.advertise({ host, port: chosen });
  return { port: chosen, close: () => closeAll(server, sockets) };
}

function serve(broker: KafkaBroker, socket: Socket): void {
  socket.setNoDelay(true);
  const name = `${socket.remoteAddress ?? 'unknown'}:${socket.remotePort ?? 0}`;
  let failed = false;
  const connection: Connection = {
    id: name,
    client: name,
    get open() {
      return !socket.destroyed && socket.writable;
    },
    send: (bytes) => {
      socket.write(bytes);
    },
    end: () => socket.end(),
    reset: () => socket.resetAndDestroy(),
  };
  const handler = broker.listener(connection);
  socket.on('data', (bytes) => handler.onData(bytes));
  socket.on('error', () => {
    failed = true;
  });
  socket.on('close', () => handler.onClose(failed ? 'reset' : 'end'));
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('the server has no TCP port although it listens');
  return address.port;
}

async function closeAll(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  for (const socket of sockets) socket.destroy();
  await closed;
}
