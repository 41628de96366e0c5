/** The ports of the world for a broker that runs outside of it: the clock on the wall, and real chance. */

import { randomBytes, randomInt } from 'node:crypto';
import type { Random, Scheduler } from '../ports.ts';

/** A scheduler on Node's clock and timers. Its timers do not keep the process alive; the open port does that. */
export function realTimeScheduler(): Scheduler {
  const startedMs = performance.now();
  return {
    now: () => performance.now() - startedMs,
    schedule(delayMs, action) {
      const timer = setTimeout(action, delayMs);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

/** Random numbers that cannot be repeated, for a broker that lives outside of any run. */
export function systemRandom(): Random {
  return {
    next: () => randomInt(0x1_0000_0000) / 0x1_0000_0000,
    integer: (bound) => randomInt(bound),
    bytes: (length) => randomBytes(length),
    fork: () => systemRandom(),
  };
}
