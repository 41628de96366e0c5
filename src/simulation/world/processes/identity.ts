/**
 * Who runs. Everything a simulated process does, over all its awaits and callbacks, happens under its identity; code
 * without one is outside of any world and gets the real APIs.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Incarnation } from './incarnation.ts';

const identity = new AsyncLocalStorage<Incarnation>();

/** The simulated process on whose behalf the caller runs; it may be dead already. Undefined outside. */
export function currentIncarnation(): Incarnation | undefined {
  return identity.getStore();
}

/** Runs `action` as that process. */
export function runAs<T>(incarnation: Incarnation, action: () => T): T {
  return identity.run(incarnation, action);
}
