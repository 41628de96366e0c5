/** Network errors with the codes and texts that Node gives them, because client libraries decide by these. */
import { constants } from 'node:os';

export interface NetworkError extends Error {
  readonly code: string;
  readonly errno: number;
  readonly syscall: string;
}

/** Nobody listens there. */
export function connectionRefused(address: string, port: number): NetworkError {
  const error = new Error(`connect ECONNREFUSED ${address}:${port}`);
  return Object.assign(error, {
    code: 'ECONNREFUSED',
    errno: -constants.errno.ECONNREFUSED,
    syscall: 'connect',
    address,
    port,
  });
}

/** The other side, or something in between, cut the connection. */
export function connectionReset(): NetworkError {
  const error = new Error('read ECONNRESET');
  return Object.assign(error, { code: 'ECONNRESET', errno: -constants.errno.ECONNRESET, syscall: 'read' });
}

/** The world has no host of that name. */
export function hostNotFound(hostname: string): NetworkError {
  const error = new Error(`getaddrinfo ENOTFOUND ${hostname}`);
  return Object.assign(error, { code: 'ENOTFOUND', errno: -3008, syscall: 'getaddrinfo', hostname });
}

/** Somebody listens there already. */
export function addressInUse(address: string, port: number): NetworkError {
  const error = new Error(`listen EADDRINUSE: address already in use ${address}:${port}`);
  return Object.assign(error, {
    code: 'EADDRINUSE',
    errno: -constants.errno.EADDRINUSE,
    syscall: 'listen',
    address,
    port,
  });
}
