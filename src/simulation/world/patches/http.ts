/**
 * What `node:http` keeps to itself although it depends on the real clock or is shared by all of a Node process: the
 * `Date` header and the global agent.
 */
import http from 'node:http';
import { PerIncarnation } from '../processes/incarnation.ts';
import { isObject } from '../values.ts';
import { replaceInside } from './replace.ts';

const sharedAgent = http.globalAgent;
const agents = new PerIncarnation(() => new http.Agent({ keepAlive: true, scheduling: 'lifo' }));

export function patchHttp(): void {
  patchGlobalAgent();
  patchDateHeader();
}

/** Sockets of one process must not be reused by another, so each has a global agent of its own. */
function patchGlobalAgent(): void {
  const { prototype } = http.Agent;
  const addRequest: unknown = Reflect.get(prototype, 'addRequest');
  if (typeof addRequest !== 'function') {
    throw new Error('This version of Node has no http.Agent.prototype.addRequest; the world needs it for agents.');
  }
  replaceInside(prototype, 'addRequest', (incarnation, args, self) => {
    const agent = self === sharedAgent ? agents.of(incarnation) : self;
    const [request] = args;
    if (isObject(request)) {
      Reflect.set(request, 'agent', agent);
    }
    return Reflect.apply(addRequest, agent, args);
  });
}

/** Node's own is taken from the real clock. */
function patchDateHeader(): void {
  const { prototype } = http.ServerResponse;
  const writeHead: unknown = Reflect.get(prototype, 'writeHead');
  if (typeof writeHead !== 'function') {
    return;
  }
  replaceInside(prototype, 'writeHead', (incarnation, args, self) => {
    if (self instanceof http.ServerResponse && self.sendDate && !self.headersSent && !self.hasHeader('date')) {
      self.setHeader('Date', new Date(incarnation.wallClock()).toUTCString());
    }
    return Reflect.apply(writeHead, self, args);
  });
}
