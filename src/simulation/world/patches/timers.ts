/** Timers and immediates on virtual time: the globals, `node:timers`, `node:timers/promises`, `AbortSignal.timeout`. */
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { currentIncarnation } from '../processes/identity.ts';
import type { Incarnation } from '../processes/incarnation.ts';
import { type Callable, isCallable, propertyOf } from '../values.ts';
import { define, inheritProperties, replaceInside } from './replace.ts';
import { IMMEDIATE_MS, timerDelay, timerOf, VirtualTimer } from './virtual-timer.ts';

export function patchTimers(): void {
  patchSetter('setTimeout', false);
  patchSetter('setInterval', true);
  patchImmediate();
  for (const name of ['clearTimeout', 'clearInterval', 'clearImmediate']) {
    patchClear(name);
  }
  patchPromises();
  patchAbortSignal();
}

function patchSetter(name: string, repeats: boolean): void {
  patchGlobal(name, (incarnation, args) => {
    const [callback, delay, ...rest] = args;
    return new VirtualTimer(incarnation, callable(callback), timerDelay(delay), repeats, rest);
  });
}

function patchImmediate(): void {
  patchGlobal('setImmediate', (incarnation, args) => {
    const [callback, ...rest] = args;
    return new VirtualTimer(incarnation, callable(callback), IMMEDIATE_MS, false, rest);
  });
}

/** A timer of a world may be cleared from anywhere, and anything else only by the original. */
function patchClear(name: string): void {
  const original: unknown = Reflect.get(globalThis, name);
  const clear = (handle: unknown): void => {
    const incarnation = currentIncarnation();
    if (handle instanceof VirtualTimer) {
      handle.cancel();
    } else if (incarnation !== undefined) {
      timerOf(incarnation, handle)?.cancel();
    } else if (isCallable(original)) {
      original(handle);
    }
  };
  inheritProperties(clear, callable(original));
  define(globalThis, name, clear);
  define(timers, name, clear);
}

function patchGlobal(name: string, inside: (incarnation: Incarnation, args: readonly unknown[]) => unknown): void {
  const original = replaceInside(globalThis, name, inside);
  const replacement: unknown = Reflect.get(globalThis, name);
  define(timers, name, replacement);
  const promised: unknown = original === undefined ? undefined : Reflect.get(original, promisify.custom);
  if (isCallable(promised) && isCallable(replacement)) {
    const holder = { promised };
    replaceInside(holder, 'promised', name === 'setImmediate' ? immediateLater : timeoutLater);
    define(replacement, promisify.custom, holder.promised);
  }
}

function patchPromises(): void {
  replaceInside(timersPromises, 'setTimeout', timeoutLater);
  replaceInside(timersPromises, 'setImmediate', immediateLater);
  replaceInside(timersPromises, 'setInterval', (incarnation, [delay, value, options]) =>
    intervals(incarnation, timerDelay(delay), value, signalOf(options)),
  );
  const scheduler = Object.getPrototypeOf(timersPromises.scheduler);
  replaceInside(scheduler, 'wait', (incarnation, [delay, options]) =>
    timeoutLater(incarnation, [delay, undefined, options]),
  );
  replaceInside(scheduler, 'yield', (incarnation) => immediateLater(incarnation, []));
}

function patchAbortSignal(): void {
  replaceInside(AbortSignal, 'timeout', (incarnation, [delay]) => {
    const controller = new AbortController();
    const abort = (): void =>
      controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    new VirtualTimer(incarnation, abort, timerDelay(delay), false, []);
    return controller.signal;
  });
}

function timeoutLater(incarnation: Incarnation, [delay, value, options]: readonly unknown[]): Promise<unknown> {
  return later(incarnation, timerDelay(delay), value, signalOf(options));
}

function immediateLater(incarnation: Incarnation, [value, options]: readonly unknown[]): Promise<unknown> {
  return later(incarnation, IMMEDIATE_MS, value, signalOf(options));
}

function later(
  incarnation: Incarnation,
  ms: number,
  value: unknown,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(aborted(signal));
      return;
    }
    const onAbort = (): void => {
      timer.cancel();
      if (signal !== undefined) {
        reject(aborted(signal));
      }
    };
    const onTime = (): void => {
      signal?.removeEventListener('abort', onAbort);
      resolve(value);
    };
    const timer = new VirtualTimer(incarnation, onTime, ms, false, []);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

async function* intervals(
  incarnation: Incarnation,
  ms: number,
  value: unknown,
  signal: AbortSignal | undefined,
): AsyncGenerator<unknown> {
  for (;;) {
    yield await later(incarnation, ms, value, signal);
  }
}

/** The error of `node:timers/promises`, whose `cause` is the signal's reason. */
function aborted(signal: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: signal.reason });
  error.name = 'AbortError';
  return Object.assign(error, { code: 'ABORT_ERR' });
}

function signalOf(options: unknown): AbortSignal | undefined {
  const signal = propertyOf(options, 'signal');
  return signal instanceof AbortSignal ? signal : undefined;
}

function callable(value: unknown): Callable {
  if (!isCallable(value)) {
    throw Object.assign(new TypeError(`The "callback" argument must be of type function. Received ${typeof value}`), {
      code: 'ERR_INVALID_ARG_TYPE',
    });
  }
  return value;
}
