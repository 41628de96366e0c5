/** Reads where to connect or listen from the many forms of arguments that `node:net` takes. */
import { isObject } from '../values.ts';
import type { Address } from './network.ts';

/**
 * The host and port in the arguments of `connect` or `listen`: `({ port, host })` or `(port, host)`.
 * @throws For Unix sockets and file descriptors, which the world has none of, and for ports that are none.
 */
export function targetOf(args: readonly unknown[]): Address {
  const [first, second] = args;
  if (isObject(first)) {
    return target(Reflect.get(first, 'port'), Reflect.get(first, 'host'));
  }
  return target(first, second);
}

function target(port: unknown, host: unknown): Address {
  const number = typeof port === 'string' && port !== '' ? Number(port) : port;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 0 || number > 65_535) {
    throw new Error(
      `Simulated processes connect to and listen on a TCP port from 0 to 65535, but this was asked for: ${String(port)}. ` +
        'Unix sockets and file descriptors are not simulated.',
    );
  }
  return { host: typeof host === 'string' ? host : 'localhost', port: number };
}
