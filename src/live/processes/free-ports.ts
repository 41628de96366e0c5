/** Ports of this machine that nobody uses. */
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below the ports that the system gives to outgoing connections: one of those could be taken by anybody while the process that it was
 * meant for is down.
 */
const FIRST = 10_000;
const LAST = 32_000;

/** So many different ports on loopback that were free a moment ago; sessions that begin at the same time hardly ever draw the same. */
export async function freePorts(count: number): Promise<number[]> {
  const begin = FIRST + Math.floor(Math.random() * (LAST - FIRST));
  const ports: number[] = [];
  for (let step = 0; ports.length < count && step < LAST - FIRST; step += 1) {
    const port = FIRST + ((begin - FIRST + step) % (LAST - FIRST));
    if (await isFree(port)) ports.push(port);
  }
  if (ports.length < count) throw new Error(`There are no ${count} free ports from ${FIRST} to ${LAST}.`);
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  await once(server.close(), 'close');
  return true;
}
