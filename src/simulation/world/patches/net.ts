/** `node:net` on the simulated network: sockets and servers of simulated processes. */
import net from 'node:net';
import { listenInWorld } from '../network/sim-server.ts';
import { SimSocket } from '../network/sim-socket.ts';
import type { Incarnation } from '../processes/incarnation.ts';
import { propertyOf } from '../values.ts';
import { replaceConstruction, replaceInside } from './replace.ts';

export function patchNet(): void {
  replaceConstruction(net, 'Socket', (incarnation, [options]) => makeSocket(incarnation, options));
  replaceInside(net, 'connect', connect);
  replaceInside(net, 'createConnection', connect);
  replaceInside(net.Server.prototype, 'listen', (incarnation, args, self) => {
    if (!(self instanceof net.Server)) {
      throw new TypeError('listen() was called on something that is no server.');
    }
    return listenInWorld(incarnation, self, args);
  });
}

/** `net.connect(...)`, with the arguments of Node's. */
function connect(incarnation: Incarnation, args: readonly unknown[]): SimSocket {
  const socket = makeSocket(incarnation, args[0]);
  const timeout = propertyOf(args[0], 'timeout');
  if (typeof timeout === 'number' && timeout > 0) {
    socket.setTimeout(timeout);
  }
  return socket.connect(...args);
}

function makeSocket(incarnation: Incarnation, options: unknown): SimSocket {
  return new SimSocket(incarnation, { allowHalfOpen: propertyOf(options, 'allowHalfOpen') === true });
}
