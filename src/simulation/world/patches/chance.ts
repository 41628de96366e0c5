/** Randomness from the seed: `Math.random`, `node:crypto` and Web Crypto. Each life of a process has its own stream. */
import crypto from 'node:crypto';
import type { Incarnation } from '../processes/incarnation.ts';
import { type Callable, isCallable, trailingCallback } from '../values.ts';
import { replaceInside } from './replace.ts';
import { VirtualTimer } from './virtual-timer.ts';

/** What work on the thread pool takes that is answered through a callback. */
const CALLBACK_MS = 0.05;

export function patchChance(): void {
  replaceInside(Math, 'random', (incarnation) => incarnation.random.next());
  replaceInside(crypto, 'randomUUID', uuid);
  replaceInside(crypto, 'randomUUIDv7', uuidV7);
  replaceInside(crypto, 'randomBytes', (incarnation, [size, callback]) =>
    answer(incarnation, callback, () => incarnation.random.bytes(Number(size))),
  );
  replaceInside(crypto, 'randomFillSync', (incarnation, [target, offset, size]) =>
    fill(incarnation, target, offset, size),
  );
  replaceInside(crypto, 'randomFill', (incarnation, args) => {
    const [target, offset, size] = args.filter((arg) => !isCallable(arg));
    return answer(incarnation, trailingCallback(args), () => fill(incarnation, target, offset, size));
  });
  replaceInside(crypto, 'randomInt', randomInt);
  const webCrypto = Object.getPrototypeOf(crypto.webcrypto);
  replaceInside(webCrypto, 'getRandomValues', (incarnation, [target]) => fill(incarnation, target));
  replaceInside(webCrypto, 'randomUUID', uuid);
}

/** Gives the result of `make` to a callback, as a later event, or else at once. */
export function answer(incarnation: Incarnation, callback: unknown, make: () => unknown): unknown {
  if (!isCallable(callback)) {
    return make();
  }
  new VirtualTimer(incarnation, () => deliver(callback, make), CALLBACK_MS, false, []);
  return undefined;
}

function deliver(callback: Callable, make: () => unknown): void {
  let result: unknown;
  try {
    result = make();
  } catch (error) {
    callback(error);
    return;
  }
  callback(null, result);
}

function uuid(incarnation: Incarnation): string {
  return formatUuid(incarnation.random.bytes(16), 4);
}

/** Begins with the wall clock in milliseconds, 48 bits of it. */
function uuidV7(incarnation: Incarnation): string {
  const bytes = incarnation.random.bytes(16);
  bytes.writeUIntBE(incarnation.wallClock(), 0, 6);
  return formatUuid(bytes, 7);
}

function formatUuid(bytes: Buffer, version: number): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Offset and size count elements of a typed array, as in Node. */
function fill(incarnation: Incarnation, target: unknown, offset?: unknown, size?: unknown): unknown {
  const bytes = bytesOf(target);
  const unit = ArrayBuffer.isView(target) ? Number(Reflect.get(target, 'BYTES_PER_ELEMENT') ?? 1) : 1;
  const from = Number(offset ?? 0) * unit;
  const length = size === undefined ? bytes.length - from : Number(size) * unit;
  bytes.set(incarnation.random.bytes(length), from);
  return target;
}

function bytesOf(target: unknown): Uint8Array {
  if (ArrayBuffer.isView(target)) {
    return new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
  }
  if (target instanceof ArrayBuffer) {
    return new Uint8Array(target);
  }
  throw Object.assign(new TypeError('Random bytes can be filled only into an ArrayBuffer or a view of one.'), {
    code: 'ERR_INVALID_ARG_TYPE',
  });
}

/** `randomInt(max)`, `randomInt(min, max)`, each with an optional callback. */
function randomInt(incarnation: Incarnation, args: readonly unknown[]): unknown {
  const [first, second] = args.filter((arg) => !isCallable(arg)).map(Number);
  const min = second === undefined ? 0 : (first ?? 0);
  const max = second ?? first ?? 0;
  if (!(max > min)) {
    throw Object.assign(new RangeError(`The value of "max" is out of range. It must be greater than ${min}.`), {
      code: 'ERR_OUT_OF_RANGE',
    });
  }
  return answer(incarnation, trailingCallback(args), () => min + incarnation.random.integer(max - min));
}
