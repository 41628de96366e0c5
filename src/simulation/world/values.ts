/** Type guards for the unknown arguments of replaced functions. */

/** A function of unknown parameters. */
export type Callable = (...args: unknown[]) => unknown;

export function isCallable(value: unknown): value is Callable {
  return typeof value === 'function';
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A property of something that may be no object. */
export function propertyOf(value: unknown, key: PropertyKey): unknown {
  return isObject(value) ? Reflect.get(value, key) : undefined;
}

/** The last argument where it is a callback, as in most of Node's older APIs. */
export function trailingCallback(args: readonly unknown[]): Callable | undefined {
  const last = args.at(-1);
  return isCallable(last) ? last : undefined;
}
