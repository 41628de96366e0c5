/**
 * `net.Server` (and so `http.Server` and fastify) of a simulated process. Node's own class does the work; only the
 * handle below it, which would be a real listening socket, is the world's. `close`, `address` and `listening` go
 * through the handle and need nothing else.
 */
import { AsyncResource } from 'node:async_hooks';
import type net from 'node:net';
import { realClearInterval } from '../originals.ts';
import type { Incarnation } from '../processes/incarnation.ts';
import { propertyOf, trailingCallback } from '../values.ts';
import type { Endpoint } from './link.ts';
import type { Address } from './network.ts';
import { SimSocket } from './sim-socket.ts';
import { targetOf } from './target.ts';

/** `server.listen(...)` inside of a process; the process is reachable under its own name. */
export function listenInWorld(incarnation: Incarnation, server: net.Server, args: readonly unknown[]): net.Server {
  const callback = trailingCallback(args);
  if (callback !== undefined) {
    server.once('listening', callback);
  }
  if (incarnation.dead) {
    return server;
  }
  const port = args.length === 0 || args[0] === callback ? 0 : targetOf(args).port;
  const { network } = incarnation.world;
  const address: Address = {
    host: incarnation.name,
    port: port === 0 ? network.addresses.ephemeralPort(incarnation.name) : port,
  };
  try {
    open(incarnation, server, address);
    process.nextTick(() => {
      server.emit('listening');
      stopConnectionsCheck(server);
    });
  } catch (error) {
    process.nextTick(() => server.emit('error', error));
  }
  return server;
}

function open(incarnation: Incarnation, server: net.Server, address: Address): void {
  const { network } = incarnation.world;
  const own = network.addresses.add(address.host);
  const scope = new AsyncResource('SimServer');
  const local = { address: own, port: address.port };
  const unbind = network.bind(address, incarnation, (endpoint) => {
    try {
      scope.runInAsyncScope(() => accept(incarnation, server, endpoint, local));
    } catch (error) {
      // A connection arrives as an event of the network, but what its handler throws is the process's.
      incarnation.fail({ error });
    }
  });
  Reflect.set(server, '_handle', {
    close: unbind,
    ref: ignore,
    unref: ignore,
    getsockname: (out: object) => {
      Object.assign(out, { address: own, family: 'IPv4', port: address.port });
      return 0;
    },
  });
}

function accept(
  incarnation: Incarnation,
  server: net.Server,
  endpoint: Endpoint,
  local: { address: string; port: number },
): void {
  const socket = new SimSocket(incarnation, { allowHalfOpen: propertyOf(server, 'allowHalfOpen') === true });
  socket.adopt(endpoint, local);
  Object.assign(socket, { server });
  countConnections(server, 1);
  socket.once('close', () => {
    countConnections(server, -1);
    const check = propertyOf(server, '_emitCloseIfDrained');
    if (typeof check === 'function') {
      Reflect.apply(check, server, []);
    }
  });
  server.emit('connection', socket);
}

/** Node's server waits for this to be 0 before it emits `close`. */
function countConnections(server: net.Server, change: number): void {
  Reflect.set(server, '_connections', Number(propertyOf(server, '_connections')) + change);
}

/**
 * An HTTP server that starts to listen sets a real interval in which it looks for slow requests, by real time. It is
 * cleared: it would keep the servers of dead processes in memory. So `requestTimeout` and `headersTimeout` of a server
 * have no effect in a world.
 */
function stopConnectionsCheck(server: net.Server): void {
  for (const symbol of Object.getOwnPropertySymbols(server)) {
    if (symbol.description === 'http.server.connectionsCheckingInterval') {
      Reflect.apply(realClearInterval, undefined, [propertyOf(server, symbol)]);
    }
  }
}

function ignore(): void {
  // A simulated handle keeps no real event loop alive, so there is nothing to do.
}
