/** `dns.lookup` for the names of the world; fastify asks it where `localhost` is. */
import dns from 'node:dns';
import { hostNotFound } from '../network/errors.ts';
import type { Incarnation } from '../processes/incarnation.ts';
import { propertyOf, trailingCallback } from '../values.ts';
import { replaceInside } from './replace.ts';
import { VirtualTimer } from './virtual-timer.ts';

const LOOKUP_MS = 0.1;

interface Found {
  readonly address: string;
  readonly family: number;
}

export function patchLookup(): void {
  replaceInside(dns, 'lookup', (incarnation, args) => {
    const callback = trailingCallback(args);
    later(incarnation, () => {
      try {
        const found = resolve(incarnation, String(args[0]));
        if (propertyOf(args[1], 'all') === true) {
          callback?.(null, [found]);
        } else {
          callback?.(null, found.address, found.family);
        }
      } catch (error) {
        callback?.(error);
      }
    });
  });
  replaceInside(
    dns.promises,
    'lookup',
    (incarnation, [hostname, options]) =>
      new Promise((done, fail) => {
        later(incarnation, () => {
          try {
            const found = resolve(incarnation, String(hostname));
            done(propertyOf(options, 'all') === true ? [found] : found);
          } catch (error) {
            fail(error);
          }
        });
      }),
  );
}

function resolve(incarnation: Incarnation, hostname: string): Found {
  const { addresses } = incarnation.world.network;
  const host = addresses.resolve(hostname, incarnation.name);
  if (host === undefined) {
    throw hostNotFound(hostname);
  }
  return { address: hostname === 'localhost' ? '127.0.0.1' : addresses.add(host), family: 4 };
}

function later(incarnation: Incarnation, action: () => void): void {
  new VirtualTimer(incarnation, action, LOOKUP_MS, false, []);
}
