/** Lets a cluster serve clients over TCP. */

import { createServer, type Server, type Socket } from 'node:net';
import type { Connection } from '../ports.ts';
import type { Broker } from './broker.ts';
import type { KafkaCluster } from './cluster.ts';
import type { Address } from './options.ts';

/** A cluster that is reachable over TCP. */
export interface TcpListener {
  /** Of the first broker. */
  readonly port: number;
  /** Of each broker. */
  readonly ports: readonly number[];
  /** Cuts all connections and frees the ports. */
  close(): Promise<void>;
}

/**
 * Lets each broker listen on `host`, the first one on `port` and the others on those after it (0 chooses free ones), and
 * advertise that address. Fails with Node's error, such as EADDRINUSE, when a port cannot be had.
 */
export async function listenOnTcp(cluster: KafkaCluster, { host, port }: Address): Promise<TcpListener> {
  const sockets = new Set<Socket>();
  const servers: Server[] = [];
  const closeAll = async () => {
    const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  };
  try {
    for (const [index, broker] of cluster.brokers.entries()) {
      const server = serverOf(broker, sockets);
      await listening(server, { host, port: port === 0 ? 0 : port + index });
      servers.push(server);
      broker.address = { host, port: portOf(server) };
    }
  } catch (error) {
    await closeAll();
    throw error;
  }
  const ports = servers.map(portOf);
  return { port: ports[0] ?? port, ports, close: closeAll };
}

function serverOf(broker: Broker, sockets: Set<Socket>): Server {
  return createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serve(broker, socket);
  });
}

function listening(server: Server, { host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

function serve(broker: Broker, socket: Socket): void {
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
