/**
 * Clocks on virtual time. `Date` follows the wall clock of the process's machine, which may be skewed; all others are
 * monotonic and count from the start of the process.
 */
import os from 'node:os';
import { currentIncarnation } from '../processes/identity.ts';
import type { Incarnation } from '../processes/incarnation.ts';
import { define, replaceGetter, replaceInside } from './replace.ts';

const NS_PER_MS = 1_000_000;
const NS_PER_S = 1_000_000_000n;

export function patchClocks(): void {
  patchDate();
  const performancePrototype = Object.getPrototypeOf(performance);
  replaceInside(performancePrototype, 'now', (incarnation) => incarnation.uptimeMs());
  replaceGetter(performancePrototype, 'timeOrigin', (incarnation) => incarnation.wallClock() - incarnation.uptimeMs());
  patchHrtime();
  replaceInside(process, 'uptime', (incarnation) => incarnation.uptimeMs() / 1000);
  replaceInside(os, 'uptime', (incarnation) => incarnation.world.loop.now() / 1000);
  replaceInside(os, 'hostname', (incarnation) => incarnation.name);
}

/** A proxy rather than a subclass: `instanceof`, `constructor` and subclasses of `Date` stay as they were. */
function patchDate(): void {
  const original = Date;
  const proxy = new Proxy(original, {
    construct(target, args, newTarget): object {
      const incarnation = args.length === 0 ? currentIncarnation() : undefined;
      return Reflect.construct(target, incarnation === undefined ? args : [incarnation.wallClock()], newTarget);
    },
    apply(target) {
      const incarnation = currentIncarnation();
      return incarnation === undefined ? target() : new target(incarnation.wallClock()).toString();
    },
  });
  replaceInside(original, 'now', (incarnation) => incarnation.wallClock());
  define(original.prototype, 'constructor', proxy);
  define(globalThis, 'Date', proxy);
}

function patchHrtime(): void {
  replaceInside(process, 'hrtime', (incarnation, [since]) => {
    const ns = monotonicNs(incarnation) - (Array.isArray(since) ? nanoseconds(since) : 0n);
    const remainder = ((ns % NS_PER_S) + NS_PER_S) % NS_PER_S;
    return [Number((ns - remainder) / NS_PER_S), Number(remainder)];
  });
  replaceInside(process.hrtime, 'bigint', (incarnation) => monotonicNs(incarnation));
}

function monotonicNs(incarnation: Incarnation): bigint {
  return BigInt(Math.round(incarnation.uptimeMs() * NS_PER_MS));
}

function nanoseconds(time: readonly unknown[]): bigint {
  return BigInt(Number(time[0])) * NS_PER_S + BigInt(Number(time[1]));
}
