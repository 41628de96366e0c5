/**
 * `fetch`, and whatever else uses undici's global dispatcher. Each process has an agent of its own; its connections
 * are the process's sockets, and undici's shared clock, which serves header and body time-outs, is left out of it.
 */
import http from 'node:http';
import net from 'node:net';
import { Agent, Dispatcher, errors, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { currentIncarnation } from '../processes/identity.ts';
import { type Incarnation, PerIncarnation } from '../processes/incarnation.ts';
import { propertyOf } from '../values.ts';
import { RefusedInWorldError } from './refuse.ts';

/** What undici's own connector waits for a connection, and for a sign of life on an idle one. */
const CONNECT_MS = 10_000;
const KEEP_ALIVE_DELAY_MS = 60_000;

/** Sends each request to the agent of the process that makes it, or outside of one to the dispatcher there was. */
class WorldDispatcher extends Dispatcher {
  readonly #outside = getGlobalDispatcher();
  readonly #agents = new PerIncarnation(makeAgent);

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const incarnation = currentIncarnation();
    const dispatcher = incarnation === undefined ? this.#outside : this.#agents.of(incarnation);
    return dispatcher.dispatch(options, handler);
  }
}

/** Replaces the dispatcher, and makes everything ready that undici would make ready during the first request. */
export async function patchFetch(): Promise<void> {
  await warmUp();
  setGlobalDispatcher(new WorldDispatcher());
}

function makeAgent(incarnation: Incarnation): Agent {
  return new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: ({ protocol, hostname, port }, callback) => {
      if (protocol === 'https:') {
        const why = 'the simulated network carries plain TCP only';
        callback(new RefusedInWorldError(incarnation, 'fetch of an https: URL', why, 'use an http: URL'), null);
        return;
      }
      const socket = net.connect({ host: hostname, port: Number(port) || 80 });
      socket.setKeepAlive(true, KEEP_ALIVE_DELAY_MS);
      const tooLate = new errors.ConnectTimeoutError(`Connect Timeout Error (${hostname}:${port}, ${CONNECT_MS} ms)`);
      const timer = setTimeout(() => socket.destroy(tooLate), CONNECT_MS);
      const onError = (error: Error): void => {
        clearTimeout(timer);
        callback(error, null);
      };
      socket.once('error', onError);
      socket.once('connect', () => {
        clearTimeout(timer);
        socket.removeListener('error', onError);
        callback(null, socket);
      });
    },
  });
}

/**
 * undici compiles its HTTP parser on another thread and answers the first request when that is done, in real time.
 * So there is a first request to a real server: with the agent of this package, and with Node's own `fetch`.
 */
async function warmUp(): Promise<void> {
  const server = http.createServer((_request, response) => {
    response.setHeader('connection', 'close');
    response.end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${String(propertyOf(server.address(), 'port'))}`;
  const agent = new Agent();
  const { body } = await agent.request({ origin, path: '/', method: 'GET' });
  await body.dump();
  await agent.close();
  const response = await fetch(origin);
  await response.text();
  server.close();
}
