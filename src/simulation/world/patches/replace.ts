/**
 * How a function of Node is replaced. The replacement keeps what hangs on the original (promisified forms, statics),
 * and decides at each call: outside of a simulated process, the original runs.
 */
import { currentIncarnation } from '../processes/identity.ts';
import type { Incarnation } from '../processes/incarnation.ts';
import { type Callable, isCallable, isObject, propertyOf } from '../values.ts';

/** Defines a property as Node's own are: writable, configurable. */
export function define(target: object, key: PropertyKey, value: unknown): void {
  const enumerable = Object.getOwnPropertyDescriptor(target, key)?.enumerable ?? true;
  Object.defineProperty(target, key, { value, writable: true, enumerable, configurable: true });
}

/** What a replacement does inside of a simulated process. */
export type Inside = (incarnation: Incarnation, args: readonly unknown[], self: unknown) => unknown;

/**
 * Replaces `target[key]`, a function, for simulated processes.
 * @returns The original; undefined when this version of Node has no such function.
 */
export function replaceInside(target: object, key: PropertyKey, inside: Inside): Callable | undefined {
  const original: unknown = Reflect.get(target, key);
  if (!isCallable(original)) {
    return undefined;
  }
  const replacement = function (this: unknown, ...args: unknown[]): unknown {
    const incarnation = currentIncarnation();
    return incarnation === undefined ? Reflect.apply(original, this, args) : inside(incarnation, args, this);
  };
  inheritProperties(replacement, original);
  define(target, key, replacement);
  return original;
}

/** Replaces how a class makes instances for simulated processes; subclasses make theirs as before. */
export function replaceConstruction(target: object, key: PropertyKey, inside: Inside): void {
  const original: unknown = Reflect.get(target, key);
  if (!isCallable(original)) {
    return;
  }
  const proxy: object = new Proxy(original, {
    construct(constructed, args, newTarget): object {
      const incarnation = newTarget === proxy ? currentIncarnation() : undefined;
      const made = incarnation === undefined ? undefined : inside(incarnation, args, undefined);
      return isObject(made) ? made : Reflect.construct(constructed, args, newTarget);
    },
  });
  define(target, key, proxy);
}

/** Replaces the getter of an accessor for simulated processes. */
export function replaceGetter(target: object, key: PropertyKey, inside: (incarnation: Incarnation) => unknown): void {
  const descriptor = Object.getOwnPropertyDescriptor(target, key);
  const original = propertyOf(descriptor, 'get');
  if (descriptor === undefined || !isCallable(original)) {
    return;
  }
  Object.defineProperty(target, key, {
    ...descriptor,
    get(this: unknown) {
      const incarnation = currentIncarnation();
      return incarnation === undefined ? Reflect.apply(original, this, []) : inside(incarnation);
    },
  });
}

/** Copies statics and symbols, such as promisified forms. */
export function inheritProperties(replacement: object, original: object): void {
  for (const key of Reflect.ownKeys(original)) {
    const descriptor = Object.getOwnPropertyDescriptor(original, key);
    if (descriptor !== undefined && key !== 'prototype') {
      Object.defineProperty(replacement, key, { ...descriptor, configurable: true });
    }
  }
}
