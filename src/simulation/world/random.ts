/**
 * The only source of chance in a world. Streams are named and forked by name, so that a new consumer, or a fault
 * that shrinking removes, does not shift the numbers that everybody else draws.
 */
import { createHash } from 'node:crypto';
import type { Random } from './ports.ts';

const TWO_32 = 2 ** 32;
const TWO_53 = 2 ** 53;

/** Small fast counter (sfc32): 128 bits of state, passes PractRand, a few nanoseconds per number. */
export class SeededRandom implements Random {
  readonly #path: string;
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  /** @param seed A number, or any text; equal seeds give equal streams. */
  constructor(seed: number | string) {
    this.#path = String(seed);
    const state = createHash('sha256').update(this.#path).digest();
    this.#a = state.readInt32LE(0);
    this.#b = state.readInt32LE(4);
    this.#c = state.readInt32LE(8);
    this.#counter = state.readInt32LE(12);
  }

  /** In [0, 1), with 53 bits. */
  next(): number {
    const high = this.#word() >>> 6;
    return (high * 2 ** 27 + (this.#word() >>> 5)) / TWO_53;
  }

  /** An integer in [0, bound); `bound` up to 2^53. */
  integer(bound: number): number {
    if (bound <= TWO_32) {
      return Math.floor((this.#word() / TWO_32) * bound);
    }
    return Math.floor(this.next() * bound);
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    const whole = length - (length % 4);
    for (let offset = 0; offset < whole; offset += 4) {
      bytes.writeUInt32LE(this.#word(), offset);
    }
    for (let offset = whole; offset < length; offset += 1) {
      bytes[offset] = this.#word() & 0xff;
    }
    return bytes;
  }

  /** A stream that depends on this one's seed and `name` only, not on what was drawn so far. */
  fork(name: string): Random {
    return new SeededRandom(`${this.#path}/${name}`);
  }

  #word(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}
